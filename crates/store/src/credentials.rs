//! What proves people: what is kept of it is sealed here, on the caller's thread.

use idp::Time;
use idp::model::credential::{Credential, CredentialId, CredentialKind, Used};
use idp::model::user::UserId;

use crate::columns::Cursor;
use crate::engine::Ran;
use crate::error::Error;
use crate::loads;
use crate::outcome::Guard;
use crate::sql::{Value, sql};
use crate::statement::{Place, Statement};
use crate::store::Store;
use crate::vault::Vault;

/// A person has few; what counts no more is swept away.
const MOST: i64 = 100;

/// Takes the place of the one before, whose version is counted on: who read that one cannot take the new one
/// for it.
pub(crate) fn put(credential: &Credential, vault: &Vault) -> Statement {
    Statement::guarded(
        Place::Record,
        Guard::UserMoved,
        sql!(
            "INSERT INTO credential ",
            "(id, user_id, kind, version, name, data, created_at, last_used_at, expires_at) ",
            "VALUES ($1, $2, $3, 1, $4, $5, $6, $7, $8) ON CONFLICT (id) DO UPDATE SET ",
            "version = credential.version + 1, name = excluded.name, data = excluded.data, ",
            "created_at = excluded.created_at, last_used_at = excluded.last_used_at, ",
            "expires_at = excluded.expires_at WHERE credential.user_id = excluded.user_id"
        ),
        vec![
            id(credential.id),
            Value::text(credential.user.as_str().to_owned()),
            Value::text(credential.kind.as_str()),
            Value::or_null(credential.name.clone(), Value::text),
            Value::bytes(vault.seal_credential(&credential.id, credential.data.expose())),
            credential.created_at.into(),
            Value::or_null(credential.last_used_at, Value::from),
            Value::or_null(credential.expires_at, Value::from),
        ],
    )
}

pub(crate) fn used(used: &Used, vault: &Vault) -> Statement {
    Statement::guarded(
        Place::Record,
        Guard::CredentialMoved,
        sql!(
            "UPDATE credential SET version = version + 1, data = $3, last_used_at = CAST($4 AS BIGINT) ",
            "WHERE id = $1 AND version = CAST($2 AS BIGINT)"
        ),
        vec![
            id(used.id),
            Value::Int(used.from),
            Value::bytes(vault.seal_credential(&used.id, used.data.expose())),
            used.at.into(),
        ],
    )
}

pub(crate) fn name(credential: CredentialId, name: Option<String>) -> Statement {
    Statement::guarded(
        Place::Record,
        Guard::CredentialMoved,
        sql!("UPDATE credential SET name = $2 WHERE id = $1"),
        vec![id(credential), Value::or_null(name, Value::text)],
    )
}

pub(crate) fn delete(credential: CredentialId) -> Statement {
    Statement::guarded(
        Place::Record,
        Guard::CredentialMoved,
        sql!("DELETE FROM credential WHERE id = $1"),
        vec![id(credential)],
    )
}

pub(crate) fn delete_all(user: &UserId, kind: CredentialKind) -> Statement {
    Statement::any(
        Place::Record,
        sql!("DELETE FROM credential WHERE user_id = $1 AND kind = $2"),
        vec![Value::text(user.as_str().to_owned()), Value::text(kind.as_str())],
    )
}

fn id(id: CredentialId) -> Value<'static> {
    Value::bytes(id.0.to_vec())
}

impl Store {
    /// What proves a person, by kind, the oldest of each kind first.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn load_credentials(&self, user: &UserId) -> Result<Vec<Credential>, Error> {
        let values = [Value::text(user.as_str()), Value::Int(MOST)];
        let vault = &self.inner.vault;
        let rows = self.load_all(loads::CREDENTIALS, &values, |row| read(row, vault));
        Ok(rows.await?.into_iter().flatten().collect())
    }

    /// One credential, whoever's it is.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn load_credential(&self, credential: CredentialId) -> Result<Option<Credential>, Error> {
        let values = [Value::bytes(credential.0.as_slice())];
        let vault = &self.inner.vault;
        self.load_one(loads::CREDENTIAL, &values, |row| read(row, vault)).await
    }

    /// Removes at most `limit` credentials that count no more, everybody's, and tells how many.
    ///
    /// # Errors
    /// As for any commit; what is removed is removed for good.
    pub async fn sweep_credentials(&self, now: Time, limit: u32) -> Result<u64, Error> {
        let statement = Statement::any(
            Place::Record,
            sql!(
                "DELETE FROM credential WHERE id IN (SELECT r.id FROM credential r ",
                "WHERE r.expires_at <= CAST($1 AS BIGINT) ORDER BY r.expires_at LIMIT CAST($2 AS BIGINT))"
            ),
            vec![now.into(), Value::Int(i64::from(limit))],
        );
        match self.inner.engine.run(vec![statement]).await {
            Ran::Done(touched) => Ok(touched.rows.first().copied().unwrap_or(0)),
            Ran::Lost(_) => Ok(0),
            Ran::Failed(error) | Ran::Unknown(error) => Err(error),
        }
    }
}

/// The columns of a credential; nothing where an outer join found none.
pub(crate) fn read(row: &mut Cursor<'_>, vault: &Vault) -> Result<Option<Credential>, Error> {
    const CORRUPT: Error = Error::Corrupt { what: "a credential" };
    let Some(id) = row.array_or_null("a credential's id")?.map(CredentialId) else {
        row.skip(8);
        return Ok(None);
    };
    Ok(Some(Credential {
        id,
        user: UserId::new(row.text()?),
        kind: CredentialKind::parse(row.text()?).ok_or(CORRUPT)?,
        version: row.int()?,
        name: row.text_or_null()?.map(str::to_owned),
        data: vault.open_credential(&id, row.bytes()?)?,
        created_at: row.time()?,
        last_used_at: row.time_or_null()?,
        expires_at: row.time_or_null()?,
    }))
}
