mod credentials;
mod set_up;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use rp::SealingKey;
use rp::http::RelyingParty;
use rp::jose::{Secret, base64url, digest, random};
use tokio::net::TcpListener;

use crate::database::{Database, attempts, stores};
use crate::provider::{self, Fault};
use crate::seal::{self};
use crate::store::Store;
use crate::{Clock, Options, Result};

/// What all requests share.
pub struct Desk {
    pub(crate) base: String,
    pub(crate) clock: Clock,
    pub(crate) database: Database,
    pub(crate) sealing_key: Arc<SealingKey>,
    /// The stores as relying parties, each as of a version of its settings.
    parties: Mutex<HashMap<String, (i64, Arc<RelyingParty>)>>,
}

/// A browser, known by a secret in its cookie; the shop keeps the hash alone.
#[derive(Clone, PartialEq, Eq)]
pub struct Browser {
    pub(crate) hash: Vec<u8>,
}

impl Browser {
    /// A browser that was never here, and the secret for its cookie.
    pub fn new() -> (Self, String) {
        let secret = base64url::encode(random::bytes::<32>());
        (Self::of(&secret), secret)
    }

    /// The browser whose cookie holds this.
    pub fn of(secret: &str) -> Self {
        Self { hash: digest::sha256(secret.as_bytes()).to_vec() }
    }
}

impl Desk {
    /// Opens what is kept, and puts up the stores. The listeners are given back, and a merchant's
    /// token that was made now.
    pub(crate) async fn open(options: Options) -> Result<(Self, Vec<TcpListener>, Option<Secret<String>>)> {
        std::fs::create_dir_all(&options.data)?;
        let key = match options.sealing_key {
            Some(key) => key,
            None => seal::key_of(&options.data.join("sealing.key"))?,
        };
        let desk = Self {
            base: options.base,
            clock: options.clock,
            database: Database::open(&options.data.join("shop.db"))?,
            sealing_key: Arc::new(SealingKey::new(key)),
            parties: Mutex::default(),
        };
        for setup in options.stores {
            desk.set_up(setup, options.overwrite).await?;
        }
        let now = desk.clock.now();
        desk.database.run(move |db| attempts::interrupt(db, now)).await?;
        let told = desk.merchant_token(options.merchant_token).await?;
        Ok((desk, options.listeners, told))
    }

    /// The relying party that a store is, with its provider found.
    pub(crate) async fn party(&self, store: &Store) -> std::result::Result<Arc<RelyingParty>, Fault> {
        let known = {
            let parties = self.parties.lock().unwrap_or_else(PoisonError::into_inner);
            parties.get(&store.slug).filter(|(version, _)| *version == store.version).cloned()
        };
        if let Some((_, party)) = known {
            return Ok(party);
        }
        let credentials = self.credentials(&store.slug).await?;
        let callback = Store::callback(&self.base, &store.slug);
        let party = Arc::new(provider::discover(store, &credentials, &callback).await?);
        let mut parties = self.parties.lock().unwrap_or_else(PoisonError::into_inner);
        parties.insert(store.slug.clone(), (store.version, party.clone()));
        Ok(party)
    }

    pub(crate) async fn store(&self, slug: &str) -> Result<Option<Store>> {
        let slug = slug.to_owned();
        self.database.run(move |db| stores::get(db, &slug)).await
    }
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").field("base", &self.base).finish_non_exhaustive()
    }
}
