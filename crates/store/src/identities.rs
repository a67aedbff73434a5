//! Whom upstreams know, and whose accounts that leads to.

use idp::model::ClientId;
use idp::model::consent::Consent;
use idp::model::linked_identity::{LinkedIdentity, SubjectHash};
use idp::model::upstream::UpstreamId;
use idp::model::user::{User, UserId};

use crate::columns::Cursor;
use crate::error::Error;
use crate::loading::MAX_LIST;
use crate::loads;
use crate::outcome::Guard;
use crate::sql::{Sql, Value, sql};
use crate::statement::{Place, Statement};
use crate::store::Store;

const IDENTITIES: &Sql = sql!(
    "SELECT i.upstream, i.subject, i.user_id, i.created_at, i.last_used_at FROM linked_identity i ",
    "WHERE i.user_id = $1 ORDER BY i.created_at, i.upstream, i.subject LIMIT CAST($2 AS BIGINT)"
);

/// Somebody whom an upstream knows, found.
pub struct IdentityFacts {
    /// Whom.
    pub identity: LinkedIdentity,
    /// Whose account it leads to.
    pub user: User,
    /// What that person allowed the client that was asked about.
    pub consent: Option<Consent>,
}

/// Also where it is linked to this person already: then it was used once more.
pub(crate) fn link(identity: LinkedIdentity) -> Statement {
    Statement::guarded(
        Place::Record,
        Guard::IdentityLinked,
        sql!(
            "INSERT INTO linked_identity (upstream, subject, user_id, created_at, last_used_at) ",
            "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (upstream, subject) ",
            "DO UPDATE SET last_used_at = excluded.last_used_at ",
            "WHERE linked_identity.user_id = excluded.user_id"
        ),
        vec![
            Value::text(identity.upstream.as_str().to_owned()),
            Value::bytes(identity.subject.0.to_vec()),
            Value::text(identity.user.as_str().to_owned()),
            identity.created_at.into(),
            identity.last_used_at.into(),
        ],
    )
}

pub(crate) fn unlink(upstream: &UpstreamId, subject: SubjectHash, user: &UserId) -> Statement {
    Statement::any(
        Place::Record,
        sql!("DELETE FROM linked_identity WHERE upstream = $1 AND subject = $2 AND user_id = $3"),
        vec![
            Value::text(upstream.as_str().to_owned()),
            Value::bytes(subject.0.to_vec()),
            Value::text(user.as_str().to_owned()),
        ],
    )
}

impl Store {
    /// Whose account somebody leads to whom an upstream knows, with what that person allowed `client`.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn load_identity(
        &self,
        upstream: &UpstreamId,
        subject: SubjectHash,
        client: Option<&ClientId>,
    ) -> Result<Option<IdentityFacts>, Error> {
        let values = [
            Value::text(upstream.as_str()),
            Value::bytes(subject.0.as_slice()),
            Value::or_null(client, |client| Value::text(client.as_str())),
        ];
        self.load_one(loads::IDENTITY, &values, |row| {
            let identity = read(row)?;
            let user = loads::user(row)?;
            let consent = loads::consent(row)?;
            Ok(user.map(|user| IdentityFacts { identity, user, consent }))
        })
        .await
    }

    /// Who a person is at upstreams, the oldest link first; at most [`MAX_LIST`].
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn list_identities(&self, user: &UserId) -> Result<Vec<LinkedIdentity>, Error> {
        let values = [Value::text(user.as_str()), Value::Int(i64::from(MAX_LIST))];
        self.load_all(IDENTITIES, &values, read).await
    }
}

fn read(row: &mut Cursor<'_>) -> Result<LinkedIdentity, Error> {
    const CORRUPT: Error = Error::Corrupt { what: "a linked identity" };
    Ok(LinkedIdentity {
        upstream: row.text()?.parse().map_err(|_| CORRUPT)?,
        subject: SubjectHash(row.array_or_null("a linked identity")?.ok_or(CORRUPT)?),
        user: UserId::new(row.text()?),
        created_at: row.time()?,
        last_used_at: row.time()?,
    })
}
