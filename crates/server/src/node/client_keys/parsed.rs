//! Keys of a client, parsed, and made ready for an algorithm when one is first needed for it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use idp::Time;
use idp::issue::seal::SealingKey;
use idp::model::client::Client;
use idp::model::client_key::KeyUse;
use jose::{EncryptionKey, Jwk, JwkSet, JwsAlgorithm, KeyManagement, KeyType, Verified, VerifyingKey, jws};
use tracing::{debug, warn};

/// A key made ready for one algorithm; nothing if it does not serve for that.
type Usable = Option<Arc<VerifyingKey>>;

/// Keys that came together.
#[derive(Default)]
pub(super) struct Parsed {
    set: JwkSet,
    /// From when and until when each of them counts.
    times: Vec<(Time, Time)>,
    /// By place in the set and algorithm; made when first needed, for a key may fit several.
    verifying: Mutex<HashMap<(usize, JwsAlgorithm), Usable>>,
    /// What decisions know of those that can be sealed for, each at its place in the set.
    sealing: Vec<SealingKey>,
    /// By place in the set and key management.
    encrypting: Mutex<HashMap<(usize, KeyManagement), Arc<EncryptionKey>>>,
}

impl Parsed {
    /// The keys that were registered one by one, save those that only sign a set of keys.
    pub(super) fn registered(client: &Client) -> Self {
        let keys = || client.keys.iter().filter(|key| key.usage != KeyUse::KeySet);
        Self {
            sealing: keys().map(|key| SealingKey::registered(key, &client.metadata)).collect(),
            set: keys().map(|key| key.jwk.clone()).collect(),
            times: keys().map(|key| (key.not_before, key.not_after)).collect(),
            ..Self::default()
        }
    }

    /// The keys of a set, which count while the set does. Where a client must have shown that its keys open,
    /// one is sealed to that comes in a set that is signed: who signs it vouches for what is in it, until the
    /// time that the signature says.
    pub(super) fn published(
        set: serde_json::Value,
        client: &Client,
        signed_until: Option<Time>,
    ) -> Result<Self, String> {
        let (mut set, bad) = JwkSet::from_value_skipping(set).map_err(|error| error.to_string())?;
        for (place, error) in bad {
            warn!(client = client.id.as_str(), place, %error, "a client's key cannot be read");
        }
        let before = set.keys.len();
        // A secret that lies about publicly proves nothing.
        set.keys.retain(|key| key.key_type() != KeyType::Oct && !key.is_private());
        if set.keys.len() < before {
            warn!(client = client.id.as_str(), "keys that are not public are left out");
        }
        let until = signed_until.unwrap_or(Time::NEVER);
        let known = |jwk: &Jwk| {
            let key = SealingKey::published(jwk, &client.metadata, &client.policy);
            SealingKey { is_ready: key.is_ready || signed_until.is_some(), not_after: until, ..key }
        };
        let sealing = set.keys.iter().map(known).collect();
        Ok(Self {
            times: vec![(Time::from_micros(i64::MIN), until); set.keys.len()],
            set,
            sealing,
            ..Self::default()
        })
    }

    /// What decisions know of those that can be sealed for.
    pub(super) fn sealing(&self) -> &[SealingKey] {
        &self.sealing
    }

    /// The key at this place, made ready to be sealed for.
    pub(super) fn encrypting(
        &self,
        place: usize,
        management: KeyManagement,
    ) -> Result<Arc<EncryptionKey>, String> {
        let mut encrypting = self.encrypting.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(key) = encrypting.get(&(place, management)) {
            return Ok(Arc::clone(key));
        }
        let jwk = self.set.keys.get(place).ok_or("no such key")?;
        let key = Arc::new(EncryptionKey::from_jwk(jwk, management).map_err(|error| error.to_string())?);
        encrypting.insert((place, management), Arc::clone(&key));
        Ok(key)
    }

    /// Whether a key that counts could have signed under this name.
    pub(super) fn knows(&self, kid: Option<&str>, algorithm: JwsAlgorithm, now: Time) -> bool {
        !self.candidates(kid, algorithm, now).is_empty()
    }

    /// Whether a key that counts has this thumbprint.
    pub(super) fn holds(&self, thumbprint: &str, now: Time) -> bool {
        let counting = self.set.keys.iter().zip(&self.times);
        let mut counting = counting.filter(|(_, (from, until))| *from <= now && now < *until);
        counting.any(|(key, _)| key.thumbprint().as_deref() == Some(thumbprint))
    }

    /// What a token holds, if a key that counts signed it.
    pub(super) fn verify(&self, token: &str, now: Time) -> Result<Verified<Vec<u8>>, jws::Error> {
        let header = jws::decode(token)?.header().clone();
        let mut last = jws::Error::SignatureInvalid;
        for place in self.candidates(header.kid.as_deref(), header.alg, now) {
            let Some(key) = self.key(place, header.alg) else { continue };
            match jws::decode(token)?.verify(&key, &[header.alg]) {
                Ok(verified) => return Ok(verified),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    /// The places of the keys that may have signed under this name, and count.
    fn candidates(&self, kid: Option<&str>, algorithm: JwsAlgorithm, now: Time) -> Vec<usize> {
        if algorithm.is_symmetric() {
            return Vec::new();
        }
        let fitting: Vec<*const Jwk> =
            self.set.candidates(kid, algorithm).map(std::ptr::from_ref::<Jwk>).collect();
        let places = self.set.keys.iter().zip(&self.times).enumerate();
        places
            .filter(|(_, (_, (from, until)))| *from <= now && now < *until)
            .filter(|(_, (key, _))| fitting.contains(&std::ptr::from_ref::<Jwk>(key)))
            .map(|(place, _)| place)
            .collect()
    }

    fn key(&self, place: usize, algorithm: JwsAlgorithm) -> Usable {
        let jwk = self.set.keys.get(place)?;
        let mut verifying = self.verifying.lock().unwrap_or_else(PoisonError::into_inner);
        let made = || match VerifyingKey::from_jwk(jwk, algorithm) {
            Ok(key) => Some(Arc::new(key)),
            Err(error) => {
                debug!(%error, kid = jwk.kid(), "a client's key cannot be used");
                None
            }
        };
        verifying.entry((place, algorithm)).or_insert_with(made).clone()
    }
}
