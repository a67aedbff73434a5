//! Upstream providers: what is written of them, and how it is read. Their secrets and our keys for them are
//! sealed.

use std::str::FromStr;

use idp::Time;
use idp::effect::Expected;
use idp::model::Version;
use idp::model::client::KeptSecret;
use idp::model::key::{KeyAlgorithm, KeyRecord};
use idp::model::upstream::{Upstream, UpstreamId};
use jose::secret::Secret;
use serde::{Deserialize, Serialize};

use crate::columns::Cursor;
use crate::error::Error;
use crate::outcome::Guard;
use crate::sql::{Sql, Value, sql};
use crate::statement::{Place, Statement};
use crate::store::Store;
use crate::vault::Vault;

macro_rules! columns {
    () => {
        "p.id, p.version, p.definition, p.client_secret, p.keys, p.disabled_at, p.created_at, p.updated_at"
    };
}

const UPSTREAMS: &Sql =
    sql!("SELECT ", columns!(), " FROM upstream p ORDER BY p.id LIMIT CAST($1 AS BIGINT)");
const UPSTREAM: &Sql = sql!("SELECT ", columns!(), " FROM upstream p WHERE p.id = $1");

/// The most a node takes in: a little more than may be made, since two may be made at the same moment.
const MOST: i64 = 300;

const KEYS: &str = "an upstream's keys";

/// Creates or replaces one, in the version that was read.
pub(crate) fn put(expected: &Expected<Box<Upstream>>, vault: &Vault) -> Result<Statement, Error> {
    let upstream = &expected.record;
    let id = upstream.id.as_str();
    let definition = serde_json::to_string(&upstream.definition)
        .map_err(|_| Error::Unstorable { what: "an upstream's definition" })?;
    let secret = upstream.secret().map(|secret| vault.seal_upstream_secret(id, secret.expose()));
    let keys = vault.seal_upstream_keys(id, written(&upstream.keys)?.expose());
    let mut values = vec![
        Value::text(id.to_owned()),
        Value::text(definition),
        Value::or_null(secret, Value::bytes),
        Value::bytes(keys),
        Value::or_null(upstream.disabled_at, Value::from),
        upstream.updated_at.into(),
    ];
    let sql = match expected.replaces {
        None => {
            values.push(upstream.created_at.into());
            sql!(
                "INSERT INTO upstream (id, version, definition, client_secret, keys, disabled_at, ",
                "created_at, updated_at) VALUES ($1, 1, $2, $3, $4, $5, $7, $6) ON CONFLICT (id) DO NOTHING"
            )
        }
        Some(version) => {
            values.push(Value::Int(version));
            sql!(
                "UPDATE upstream SET version = version + 1, definition = $2, client_secret = $3, keys = $4, ",
                "disabled_at = $5, updated_at = $6 WHERE id = $1 AND version = CAST($7 AS BIGINT)"
            )
        }
    };
    Ok(Statement::guarded(Place::Record, Guard::UpstreamMoved, sql, values))
}

/// Removes one in the version that was read.
pub(crate) fn delete(id: &UpstreamId, version: Version) -> Statement {
    Statement::guarded(
        Place::Record,
        Guard::UpstreamMoved,
        sql!("DELETE FROM upstream WHERE id = $1 AND version = CAST($2 AS BIGINT)"),
        vec![Value::text(id.as_str().to_owned()), Value::Int(version)],
    )
}

impl Store {
    /// Every upstream, in the order of their identifiers, for a node to keep.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn load_upstreams(&self) -> Result<Vec<Upstream>, Error> {
        let vault = &self.inner.vault;
        self.load_all(UPSTREAMS, &[Value::Int(MOST)], |row| read(row, vault)).await
    }

    /// An upstream.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn load_upstream(&self, id: &UpstreamId) -> Result<Option<Upstream>, Error> {
        let vault = &self.inner.vault;
        self.load_one(UPSTREAM, &[Value::text(id.as_str())], |row| read(row, vault).map(Some)).await
    }
}

fn read(row: &mut Cursor<'_>, vault: &Vault) -> Result<Upstream, Error> {
    let text = row.text()?;
    Ok(Upstream {
        id: UpstreamId::from_str(text).map_err(|_| Error::Corrupt { what: "an upstream's id" })?,
        version: row.int()?,
        definition: serde_json::from_str(row.text()?)
            .map_err(|_| Error::Corrupt { what: "an upstream's definition" })?,
        client_secret: match row.bytes_or_null()? {
            Some(sealed) => Some(KeptSecret::new(vault.open_upstream_secret(text, sealed)?)),
            None => None,
        },
        keys: keys(&vault.open_upstream_keys(text, row.bytes()?)?)?,
        disabled_at: row.time_or_null()?,
        created_at: row.time()?,
        updated_at: row.time()?,
    })
}

/// A key as it is kept among the others; times in microseconds since the epoch.
#[derive(Serialize, Deserialize)]
struct Kept<T> {
    kid: String,
    algorithm: String,
    private: T,
    created_at: i64,
    signs_from: i64,
    published_until: i64,
}

fn written(keys: &[KeyRecord]) -> Result<Secret<Vec<u8>>, Error> {
    let mut kept = Vec::with_capacity(keys.len());
    for key in keys {
        kept.push(Kept {
            kid: key.kid.clone(),
            algorithm: key.algorithm.to_string(),
            private: std::str::from_utf8(key.private.expose())
                .map_err(|_| Error::Unstorable { what: KEYS })?,
            created_at: key.created_at.as_micros(),
            signs_from: key.signs_from.as_micros(),
            published_until: key.published_until.as_micros(),
        });
    }
    serde_json::to_vec(&kept).map(Secret::new).map_err(|_| Error::Unstorable { what: KEYS })
}

fn keys(opened: &Secret<Vec<u8>>) -> Result<Vec<KeyRecord>, Error> {
    const CORRUPT: Error = Error::Corrupt { what: KEYS };
    let kept: Vec<Kept<String>> = serde_json::from_slice(opened.expose()).map_err(|_| CORRUPT)?;
    let record = |key: Kept<String>| {
        Ok(KeyRecord {
            kid: key.kid,
            algorithm: KeyAlgorithm::from_str(&key.algorithm).map_err(|_| CORRUPT)?,
            private: Secret::new(key.private.into_bytes()),
            created_at: Time::from_micros(key.created_at),
            signs_from: Time::from_micros(key.signs_from),
            published_until: Time::from_micros(key.published_until),
        })
    };
    kept.into_iter().map(record).collect()
}
