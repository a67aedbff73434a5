//! The keys we sign with and verify by: parsed once, kept, exchanged whole when they change.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use bytes::Bytes;
use idp::Time;
use idp::model::Version;
use idp::model::key::{KeyFacts, KeyRecord, Keys};
use jose::{Jwk, JwkSet, JwsAlgorithm, SigningKey, VerifyingKey};
use store::Store;
use tracing::error;

/// The keys as they are at one moment.
#[derive(Default)]
pub struct Keyring {
    /// What decisions know of them.
    pub facts: Vec<KeyFacts>,
    /// The published set, as bytes.
    pub jwks: Bytes,
    version: Version,
    signing: HashMap<String, Arc<SigningKey>>,
    verifying: HashMap<String, VerifyingKey>,
}

impl Keyring {
    /// What decisions that change them are made of.
    pub fn keys(&self) -> Keys<'_> {
        Keys { version: self.version, facts: &self.facts }
    }

    /// The algorithms we sign with, each once.
    pub fn algorithms(&self) -> Vec<JwsAlgorithm> {
        let mut algorithms: Vec<JwsAlgorithm> = Vec::new();
        for key in &self.facts {
            if !algorithms.contains(&key.algorithm) {
                algorithms.push(key.algorithm);
            }
        }
        algorithms
    }

    /// The key that signs under this name.
    pub fn signing(&self, kid: &str) -> Option<&Arc<SigningKey>> {
        self.signing.get(kid)
    }

    /// The key that verifies what was signed under this name.
    pub fn verifying(&self, kid: &str) -> Option<&VerifyingKey> {
        self.verifying.get(kid)
    }
}

/// The keyring everybody shares.
#[derive(Default)]
pub(super) struct Shared(RwLock<Arc<Keyring>>);

impl Shared {
    pub(super) fn get(&self) -> Arc<Keyring> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Reads the keys anew. A key that cannot be parsed is left out, and said so: one broken key
    /// must not take the others with it.
    pub(super) async fn reload(&self, store: &Store, now: Time) -> Result<(), store::Error> {
        let mut keyring = Keyring { version: store.load_keys_version().await?, ..Keyring::default() };
        let mut published = Vec::new();
        for record in store.load_keys().await? {
            let facts = KeyFacts::from(&record);
            let parsed = parse(&record);
            match parsed {
                Ok((signing, verifying)) => {
                    if idp::key::is_published(&facts, now) {
                        published.push(signing.public_jwk());
                    }
                    keyring.verifying.insert(record.kid.clone(), verifying);
                    keyring.signing.insert(record.kid.clone(), Arc::new(signing));
                    keyring.facts.push(facts);
                }
                Err(error) => error!(kid = record.kid, %error, "a signing key cannot be used"),
            }
        }
        keyring.jwks = serde_json::to_vec(&JwkSet { keys: published }).unwrap_or_default().into();
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keyring);
        Ok(())
    }
}

fn parse(record: &KeyRecord) -> Result<(SigningKey, VerifyingKey), jose::Error> {
    let signing = SigningKey::from_jwk(&Jwk::parse(record.private.expose())?, record.algorithm)?;
    let verifying = signing.verifying_key()?;
    Ok((signing, verifying))
}
