//! The keys we sign with, verify by and open with: parsed once, kept, exchanged whole when they change.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use bytes::Bytes;
use idp::Time;
use idp::key::{Schedule, is_kept, is_published};
use idp::model::Version;
use idp::model::key::{KeyAlgorithm, KeyFacts, KeyRecord, Keys};
use jose::{DecryptionKey, Jwk, JwkSet, JwsAlgorithm, KeyManagement, SigningKey, VerifyingKey};
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
    decryption: HashMap<String, DecryptionKey>,
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
            if let KeyAlgorithm::Sig(algorithm) = key.algorithm
                && !algorithms.contains(&algorithm)
            {
                algorithms.push(algorithm);
            }
        }
        algorithms
    }

    /// How others can seal messages to us now, each once.
    pub fn key_managements(&self, now: Time) -> Vec<KeyManagement> {
        let mut managements: Vec<KeyManagement> = Vec::new();
        for key in self.facts.iter().filter(|key| is_published(key, now)) {
            if let KeyAlgorithm::Enc(management, _) = key.algorithm
                && !managements.contains(&management)
            {
                managements.push(management);
            }
        }
        managements
    }

    /// The key that signs under this name.
    pub fn signing(&self, kid: &str) -> Option<&Arc<SigningKey>> {
        self.signing.get(kid)
    }

    /// The key that verifies what was signed under this name.
    pub fn verifying(&self, kid: &str) -> Option<&VerifyingKey> {
        self.verifying.get(kid)
    }

    /// The key that opens what is sealed under this name.
    pub fn decryption(&self, kid: &str) -> Option<&DecryptionKey> {
        self.decryption.get(kid)
    }

    /// The key that opens what names no key but this way of key management: the one that is published.
    pub fn usual_decryption(&self, management: KeyManagement) -> Option<&DecryptionKey> {
        let published = self.facts.iter().rev().find(|key| {
            matches!(key.algorithm, KeyAlgorithm::Enc(its, _) if its == management)
                && key.published_until == Time::NEVER
        })?;
        self.decryption.get(&published.kid)
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
            if !is_kept(&facts, Schedule::default(), now) {
                keyring.facts.push(facts);
                continue;
            }
            match keyring.take_in(&record) {
                Ok(public) => {
                    if is_published(&facts, now) {
                        published.push(public);
                    }
                    keyring.facts.push(facts);
                }
                Err(error) => error!(kid = record.kid, %error, "a key cannot be used"),
            }
        }
        keyring.jwks = serde_json::to_vec(&JwkSet { keys: published }).unwrap_or_default().into();
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(keyring);
        Ok(())
    }
}

impl Keyring {
    /// Makes a key ready for its work, and gives its public half.
    fn take_in(&mut self, record: &KeyRecord) -> Result<Jwk, jose::Error> {
        let (kid, jwk) = (record.kid.clone(), Jwk::parse(record.private.expose())?);
        match record.algorithm {
            KeyAlgorithm::Sig(algorithm) => {
                let signing = SigningKey::from_jwk(&jwk, algorithm)?;
                let public = signing.public_jwk();
                self.verifying.insert(kid.clone(), signing.verifying_key()?);
                self.signing.insert(kid, Arc::new(signing));
                Ok(public)
            }
            KeyAlgorithm::Enc(management, _) => {
                let decryption = DecryptionKey::from_jwk(&jwk, management)?;
                let public = decryption.public_jwk();
                self.decryption.insert(kid, decryption);
                Ok(public)
            }
        }
    }
}
