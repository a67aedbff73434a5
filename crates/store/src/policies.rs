//! Policies: each is written once, under the number that follows the last one's, and kept.

use idp::model::Version;
use idp::model::policy::{Policy, Role};

use crate::columns::Cursor;
use crate::error::Error;
use crate::loading::MAX_LIST;
use crate::outcome::Guard;
use crate::sql::{Sql, Value, sql};
use crate::statement::{Place, Statement};
use crate::store::Store;

macro_rules! columns {
    () => {
        "p.version, p.role, p.document, p.set_by, p.set_at"
    };
}

const LAST: &Sql = sql!(
    "SELECT ",
    columns!(),
    " FROM policy p WHERE p.version = (SELECT MAX(q.version) FROM policy q WHERE q.role = p.role) ",
    "ORDER BY p.role"
);
const ONE: &Sql = sql!("SELECT ", columns!(), " FROM policy p WHERE p.version = CAST($1 AS BIGINT)");
const BEFORE: &Sql = sql!(
    "SELECT ",
    columns!(),
    " FROM policy p WHERE p.version < CAST($1 AS BIGINT) ORDER BY p.version DESC LIMIT CAST($2 AS BIGINT)"
);

/// Keeps one; lost if another has its number.
pub(crate) fn put(policy: &Policy) -> Result<Statement, Error> {
    let document = serde_json::to_string(&policy.document)
        .map_err(|_| Error::Unstorable { what: "a policy's document" })?;
    Ok(Statement::guarded(
        Place::Record,
        Guard::PolicyMoved,
        sql!(
            "INSERT INTO policy (version, role, document, set_by, set_at) ",
            "VALUES ($1, $2, $3, $4, $5) ON CONFLICT (version) DO NOTHING"
        ),
        vec![
            Value::Int(policy.version),
            Value::text(policy.role.as_str()),
            Value::text(document),
            Value::text(policy.set_by.clone()),
            policy.set_at.into(),
        ],
    ))
}

/// `$1` is how a group's name is written in JSON, as a pattern that begins and ends anywhere.
const IN_GROUP: &Sql = sql!(
    "SELECT u.user_groups FROM app_user u WHERE u.user_groups LIKE $1 ESCAPE '!' LIMIT CAST($2 AS BIGINT)"
);

/// How many people are looked at to find one in a group: patterns know no small and capital letters.
const MOST_LOOKED_AT: i64 = 100;

impl Store {
    /// Whether anybody is in this group.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn has_group(&self, group: &str) -> Result<bool, Error> {
        const WHAT: &str = "a person's groups";
        let written = serde_json::to_string(group).map_err(|_| Error::Unstorable { what: WHAT })?;
        let escaped: String = written.chars().fold(String::new(), |mut text, c| {
            if matches!(c, '!' | '%' | '_') {
                text.push('!');
            }
            text.push(c);
            text
        });
        let values = [Value::text(format!("%{escaped}%")), Value::Int(MOST_LOOKED_AT)];
        let found = self.load_all(IN_GROUP, &values, |row| {
            let groups: Vec<String> =
                serde_json::from_str(row.text()?).map_err(|_| Error::Corrupt { what: WHAT })?;
            Ok(groups.iter().any(|other| other == group))
        });
        Ok(found.await?.contains(&true))
    }

    /// The policies that were set last, one for each role that any was set for.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn load_policies(&self) -> Result<Vec<Policy>, Error> {
        self.load_all(LAST, &[], read).await
    }

    /// A policy by its number, whenever it was set.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn load_policy(&self, version: Version) -> Result<Option<Policy>, Error> {
        self.load_one(ONE, &[Value::Int(version)], |row| read(row).map(Some)).await
    }

    /// The policies that were set before this one, the youngest first; at most [`MAX_LIST`].
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn list_policies(&self, before: Version, limit: u32) -> Result<Vec<Policy>, Error> {
        let values = [Value::Int(before), Value::Int(i64::from(limit.min(MAX_LIST)))];
        self.load_all(BEFORE, &values, read).await
    }
}

fn read(row: &mut Cursor<'_>) -> Result<Policy, Error> {
    let version = row.int()?;
    let role = row.text()?;
    let role = Role::ALL.into_iter().find(|known| known.as_str() == role);
    Ok(Policy {
        version,
        role: role.ok_or(Error::Corrupt { what: "a policy's role" })?,
        document: serde_json::from_str(row.text()?)
            .map_err(|_| Error::Corrupt { what: "a policy's document" })?,
        set_by: row.text()?.to_owned(),
        set_at: row.time()?,
    })
}
