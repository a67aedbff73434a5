//! Upstream providers. Their secrets and our keys for them are sealed.

use std::str::FromStr;

use idp::Time;
use idp::model::client::KeptSecret;
use idp::model::key::{KeyAlgorithm, KeyRecord};
use idp::model::upstream::{Upstream, UpstreamDefinition, UpstreamId};
use jose::secret::Secret;
use serde::{Deserialize, Serialize};

use super::{Defined, Row, Table, table};
use crate::columns::Cursor;
use crate::error::Error;
use crate::sql::Value;
use crate::store::Store;
use crate::vault::Vault;

/// The most a node takes in: a little more than may be made, since two may be made at the same moment.
const MOST: u32 = 300;

const KEYS: &str = "an upstream's keys";

impl Defined for Upstream {
    type Definition = UpstreamDefinition;
    const TABLE: Table = table!(
        "upstream"("id", "client_secret" = "$5", "keys" = "$6", "disabled_at" = "$7"),
        UpstreamMoved,
        Upstream,
        "an upstream's definition"
    );

    fn row(&self) -> Row<'_, &UpstreamDefinition> {
        Row {
            id: self.id.as_str(),
            version: self.version,
            definition: &self.definition,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }

    fn email_domains(&self) -> Option<&[String]> {
        Some(&self.definition.email_domains)
    }

    fn besides(&self, vault: &Vault) -> Result<Vec<Value<'static>>, Error> {
        let id = self.id.as_str();
        let secret = self.secret().map(|secret| vault.seal_upstream_secret(id, secret.expose()));
        let keys = vault.seal_upstream_keys(id, written(&self.keys)?.expose());
        Ok(vec![
            Value::or_null(secret, Value::bytes),
            Value::bytes(keys),
            Value::or_null(self.disabled_at, Value::from),
        ])
    }

    fn read(
        row: Row<'_, UpstreamDefinition>,
        besides: &mut Cursor<'_>,
        vault: &Vault,
    ) -> Result<Self, Error> {
        let Row { id, version, definition, created_at, updated_at } = row;
        let secret =
            besides.bytes_or_null()?.map(|sealed| vault.open_upstream_secret(id, sealed)).transpose()?;
        Ok(Self {
            client_secret: secret.map(KeptSecret::new),
            keys: keys(&vault.open_upstream_keys(id, besides.bytes()?)?)?,
            disabled_at: besides.time_or_null()?,
            id: UpstreamId::from_str(id).map_err(|_| Error::Corrupt { what: "an upstream's id" })?,
            version,
            definition,
            created_at,
            updated_at,
        })
    }
}

impl Store {
    /// Every upstream, in the order of their identifiers, for a node to keep.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn load_upstreams(&self) -> Result<Vec<Upstream>, Error> {
        self.all_defined("", MOST).await
    }

    /// Upstreams in the order of their identifiers, from the first one after `after`; at most
    /// [`MAX_LIST`](crate::MAX_LIST).
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn list_upstreams(&self, after: &str, limit: u32) -> Result<Vec<Upstream>, Error> {
        self.list_defined(after, limit).await
    }

    /// An upstream.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn load_upstream(&self, id: &UpstreamId) -> Result<Option<Upstream>, Error> {
        self.load_defined(id.as_str()).await
    }
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
