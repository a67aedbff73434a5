use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use rp::SealingKey;
use rp::http::RelyingParty;
use rp::jose::{Secret, base64url, digest, random};
use tokio::net::TcpListener;

use crate::database::{Database, attempts, keys, settings, stores};
use crate::provider::{self, Fault};
use crate::seal::{self, What};
use crate::store::{Credentials, PublicKey, Store, is_slug};
use crate::{Clock, Error, Options, Result, StoreKey, StoreSetup};

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

    /// Sets the shared secret of a store.
    pub(crate) async fn set_secret(&self, slug: &str, secret: &Secret<String>) -> Result<()> {
        let sealed = seal::seal(&self.sealing_key, &What::ClientSecret { store: slug }, secret);
        let slug = slug.to_owned();
        self.database.run(move |db| stores::set_secret(db, &slug, Some(&sealed))).await
    }

    /// Adds a key to a store.
    pub(crate) async fn add_key(&self, slug: &str, key: &StoreKey) -> Result<()> {
        let sealed = seal::seal(&self.sealing_key, &What::Key { store: slug, kid: &key.kid }, &key.jwk);
        let (slug, purpose, kid, public) = (slug.to_owned(), key.purpose, key.kid.clone(), key.public_jwk()?);
        self.database.run(move |db| keys::put(db, &slug, purpose, &kid, &public, &sealed)).await
    }

    /// The same key of a store under the name that the provider gave it.
    pub(crate) async fn rename_key(&self, slug: &str, id: i64, kid: &str) -> Result<bool> {
        let (of, held) = (slug.to_owned(), self.sealing_key.clone());
        let found =
            self.database.run(move |db| Ok(keys::of(db, &of)?.into_iter().find(|it| it.public.id == id)));
        let Some(found) = found.await? else { return Ok(false) };
        let what = What::Key { store: slug, kid: &found.public.kid };
        let jwk = seal::open(&held, &what, &found.sealed)?;
        let key = StoreKey { purpose: found.public.purpose, kid: kid.to_owned(), jwk };
        self.add_key(slug, &key).await?;
        if kid != found.public.kid {
            self.remove_key(slug, id).await?;
        }
        Ok(true)
    }

    pub(crate) async fn remove_key(&self, slug: &str, id: i64) -> Result<()> {
        let slug = slug.to_owned();
        self.database.run(move |db| keys::remove(db, &slug, id)).await
    }

    pub(crate) async fn public_keys(&self, slug: &str) -> Result<Vec<PublicKey>> {
        let slug = slug.to_owned();
        let kept = self.database.run(move |db| keys::of(db, &slug)).await?;
        Ok(kept.into_iter().map(|kept| kept.public).collect())
    }

    async fn credentials(&self, slug: &str) -> Result<Credentials> {
        let of = slug.to_owned();
        let (secret, kept) =
            self.database.run(move |db| Ok((stores::secret(db, &of)?, keys::of(db, &of)?))).await?;
        let open = |what: What<'_>, sealed: &[u8]| seal::open(&self.sealing_key, &what, sealed);
        let client_secret =
            secret.map(|sealed| open(What::ClientSecret { store: slug }, &sealed)).transpose()?;
        let mut keys = Vec::new();
        for kept in kept {
            let jwk = open(What::Key { store: slug, kid: &kept.public.kid }, &kept.sealed)?;
            keys.push(StoreKey { purpose: kept.public.purpose, kid: kept.public.kid, jwk });
        }
        Ok(Credentials { client_secret, keys })
    }

    async fn set_up(&self, setup: StoreSetup, overwrite: bool) -> Result<()> {
        if !is_slug(&setup.slug) {
            return Err(Error::Setting(format!(
                "{:?} is no name for a store: take a-z, 0-9 and -.",
                setup.slug
            )));
        }
        let slug = setup.slug.clone();
        if self.store(&slug).await?.is_some() && !overwrite {
            return Ok(());
        }
        let StoreSetup { client_secret, keys, .. } = setup;
        let store = Store {
            slug: setup.slug,
            name: setup.name,
            profile: setup.profile,
            issuer: setup.issuer,
            client_id: setup.client_id,
            scopes: setup.scopes,
            acr_values: setup.acr_values,
            idp_hint: setup.idp_hint,
            request: setup.request,
            provider_keys: setup.provider_keys,
            has_secret: client_secret.is_some(),
            version: 1,
        };
        self.database
            .run(move |db| {
                stores::put(db, &store)?;
                stores::set_secret(db, &store.slug, None)?;
                keys::remove_all(db, &store.slug)
            })
            .await?;
        if let Some(secret) = client_secret {
            self.set_secret(&slug, &secret).await?;
        }
        for key in keys {
            self.add_key(&slug, &key).await?;
        }
        Ok(())
    }

    async fn merchant_token(&self, given: Option<Secret<String>>) -> Result<Option<Secret<String>>> {
        let kept = self.database.run(|db| settings::get(db, settings::MERCHANT_TOKEN)).await?;
        match (given, kept) {
            (Some(given), _) => self.set_merchant_token(&given).await.map(|()| None),
            (None, Some(_)) => Ok(None),
            (None, None) => self.new_merchant_token().await.map(Some),
        }
    }

    /// Makes a merchant's token, in the place of the one before.
    pub(crate) async fn new_merchant_token(&self) -> Result<Secret<String>> {
        let token = Secret::new(base64url::encode(random::bytes::<32>()));
        self.set_merchant_token(&token).await?;
        Ok(token)
    }

    async fn set_merchant_token(&self, token: &Secret<String>) -> Result<()> {
        /// What can be guessed is no token.
        const SHORTEST: usize = 20;
        if token.expose().len() < SHORTEST {
            return Err(Error::Setting("The merchant's token must have 20 characters or more.".to_owned()));
        }
        let hash = digest::sha256(token.expose().as_bytes());
        self.database.run(move |db| settings::set(db, settings::MERCHANT_TOKEN, &hash)).await
    }
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").field("base", &self.base).finish_non_exhaustive()
    }
}
