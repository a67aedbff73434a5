//! Who signed in when, or tried to: written once, read for the person, and swept away.

use idp::Time;
use idp::model::ClientId;
use idp::model::sign_in::{Method, Outcome, SignIn};
use idp::model::user::UserId;

use crate::columns::Cursor;
use crate::engine::Ran;
use crate::error::Error;
use crate::loading::MAX_LIST;
use crate::outcome::Guard;
use crate::sql::{Sql, Value, sql};
use crate::statement::{Place, Statement};
use crate::store::Store;
use crate::vault::Vault;

/// What is sealed of a sign-in.
const JUDGEMENT: &str = "how a sign-in was judged";

macro_rules! columns {
    () => {
        "i.id, i.user_id, i.tried_at, i.method, i.upstream, i.client_id, i.address, i.agent, i.outcome, i.judged"
    };
}

const SIGN_INS: &Sql = sql!(
    "SELECT ",
    columns!(),
    " FROM sign_in i WHERE i.user_id = $1 ORDER BY i.id DESC LIMIT CAST($2 AS BIGINT)"
);
const SIGN_IN: &Sql = sql!("SELECT ", columns!(), " FROM sign_in i WHERE i.id = $1");
const JUDGED: &Sql = sql!(
    "SELECT ",
    columns!(),
    " FROM sign_in i WHERE i.id > $1 AND i.judged IS NOT NULL ORDER BY i.id LIMIT CAST($2 AS BIGINT)"
);

/// The person may just have been removed; then there is nothing to remember.
pub(crate) fn put(sign_in: SignIn, vault: &Vault) -> Result<Statement, Error> {
    let judged = match &sign_in.judged {
        Some(judged) => {
            let text = serde_json::to_vec(judged).map_err(|_| Error::Unstorable { what: JUDGEMENT })?;
            Some(vault.seal_judgement(&sign_in.id, &text))
        }
        None => None,
    };
    Ok(Statement::guarded(
        Place::Record,
        Guard::UserMoved,
        sql!(
            "INSERT INTO sign_in (id, user_id, tried_at, method, client_id, address, agent, outcome, upstream, ",
            "judged) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
        ),
        vec![
            Value::bytes(sign_in.id.to_vec()),
            Value::or_null(sign_in.user, |user| Value::text(user.as_str().to_owned())),
            sign_in.at.into(),
            Value::text(sign_in.method.as_str()),
            Value::or_null(sign_in.client, |client| Value::text(client.as_str().to_owned())),
            Value::or_null(sign_in.address, Value::text),
            Value::or_null(sign_in.agent, Value::text),
            Value::text(sign_in.outcome.as_str()),
            Value::or_null(sign_in.upstream, |upstream| Value::text(upstream.as_str().to_owned())),
            Value::or_null(judged, Value::bytes),
        ],
    ))
}

impl Store {
    /// A person's sign-ins and tries at one, the youngest first; at most [`MAX_LIST`].
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn list_sign_ins(&self, user: &UserId, limit: u32) -> Result<Vec<SignIn>, Error> {
        let values = [Value::text(user.as_str()), Value::Int(i64::from(limit.min(MAX_LIST)))];
        let vault = &self.inner.vault;
        self.load_all(SIGN_INS, &values, |row| read(row, vault)).await
    }

    /// A sign-in, or a try at one.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn load_sign_in(&self, id: &[u8; 16]) -> Result<Option<SignIn>, Error> {
        let vault = &self.inner.vault;
        self.load_one(SIGN_IN, &[Value::bytes(id.to_vec())], |row| read(row, vault).map(Some)).await
    }

    /// Everybody's sign-ins that were judged by the rules, after this one, the oldest first; at most
    /// [`MAX_LIST`].
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn list_judged(&self, after: &[u8; 16], limit: u32) -> Result<Vec<SignIn>, Error> {
        let values = [Value::bytes(after.to_vec()), Value::Int(i64::from(limit.min(MAX_LIST)))];
        let vault = &self.inner.vault;
        self.load_all(JUDGED, &values, |row| read(row, vault)).await
    }

    /// Removes at most `limit` sign-ins from before this moment, everybody's, and tells how many.
    ///
    /// # Errors
    /// As for any commit; what is removed is removed for good.
    pub async fn sweep_sign_ins(&self, before: Time, limit: u32) -> Result<u64, Error> {
        let statement = Statement::any(
            Place::Record,
            sql!(
                "DELETE FROM sign_in WHERE id IN (SELECT i.id FROM sign_in i WHERE i.id < $1 ",
                "ORDER BY i.id LIMIT CAST($2 AS BIGINT))"
            ),
            vec![Value::bytes(SignIn::first_id_at(before).to_vec()), Value::Int(i64::from(limit))],
        );
        match self.inner.engine.run(vec![statement]).await {
            Ran::Done(touched) => Ok(touched.rows.first().copied().unwrap_or(0)),
            Ran::Lost(_) => Ok(0),
            Ran::Failed(error) | Ran::Unknown(error) => Err(error),
        }
    }
}

fn read(row: &mut Cursor<'_>, vault: &Vault) -> Result<SignIn, Error> {
    let id: [u8; 16] =
        row.array_or_null("a sign-in's id")?.ok_or(Error::Corrupt { what: "a sign-in's id" })?;
    let user = row.text_or_null()?.map(UserId::new);
    let at = row.time()?;
    let method = row.text()?;
    let method = Method::ALL.into_iter().find(|known| known.as_str() == method);
    let upstream = row.text_or_null()?.map(str::parse).transpose();
    let client = row.text_or_null()?.map(ClientId::new);
    let address = row.text_or_null()?.map(str::to_owned);
    let agent = row.text_or_null()?.map(str::to_owned);
    let outcome = row.text()?;
    let outcome = Outcome::ALL.into_iter().find(|known| known.as_str() == outcome);
    let judged = match row.bytes_or_null()? {
        Some(sealed) => {
            let opened = vault.open_judgement(&id, sealed)?;
            Some(serde_json::from_slice(&opened).map_err(|_| Error::Corrupt { what: JUDGEMENT })?)
        }
        None => None,
    };
    Ok(SignIn {
        id,
        user,
        at,
        method: method.ok_or(Error::Corrupt { what: "a sign-in's method" })?,
        upstream: upstream.map_err(|_| Error::Corrupt { what: "a sign-in's upstream" })?,
        client,
        address,
        agent,
        outcome: outcome.ok_or(Error::Corrupt { what: "a sign-in's outcome" })?,
        judged,
    })
}
