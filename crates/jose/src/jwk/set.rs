use super::{Error, Jwk};
use crate::{JwsAlgorithm, KeyManagement, KeyType, json, key};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Value;

/// A JWK Set (RFC 7517 §5).
#[derive(Debug, Clone, Default)]
pub struct JwkSet {
    /// Its keys, in the order given.
    pub keys: Vec<Jwk>,
}

impl JwkSet {
    /// The most bytes of a set's JSON: 256 KiB, for sets that carry certificate chains.
    pub const MAX_BYTES: usize = 256 * 1024;
    /// The most keys a set may have.
    pub const MAX_KEYS: usize = 100;

    /// Reads a set. A key of a kind or curve this crate does not know is skipped (RFC 7517 §5);
    /// a malformed one makes the whole set an error, so that its owner notices.
    ///
    /// # Errors
    /// JSON that is not strict, no `keys`, too many of them, or a malformed key.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        let value = json::parse_within(bytes, Self::MAX_BYTES).map_err(Error::Json)?;
        Self::from_value(value)
    }

    /// Reads a set from JSON that was parsed already, by [`json::parse`] if it came from outside.
    ///
    /// # Errors
    /// As [`JwkSet::parse`].
    pub fn from_value(value: Value) -> Result<Self, Error> {
        let (set, bad) = Self::from_value_skipping(value)?;
        bad.into_iter().next().map_or(Ok(set), |(_, error)| Err(error))
    }

    /// Reads a set of somebody else's, in which a malformed key is no reason to do without the others:
    /// its place and what is wrong with it come beside the keys that can be used.
    ///
    /// # Errors
    /// JSON of another shape than a set's, or too many keys.
    pub fn from_value_skipping(value: Value) -> Result<(Self, Vec<(usize, Error)>), Error> {
        let Value::Object(mut members) = value else {
            return Err(Error::NotAnObject);
        };
        let values = match members.remove("keys") {
            Some(Value::Array(values)) => values,
            Some(_) => return Err(Error::Malformed("keys")),
            None => return Err(Error::Missing("keys")),
        };
        if values.len() > Self::MAX_KEYS {
            return Err(Error::TooManyKeys);
        }
        let mut keys = Vec::with_capacity(values.len());
        let mut bad = Vec::new();
        for (place, value) in values.into_iter().enumerate() {
            match Jwk::from_value(value) {
                Ok(jwk) => keys.push(jwk),
                Err(Error::UnknownKeyType | Error::UnknownCurve) => {}
                Err(error) => bad.push((place, error)),
            }
        }
        Ok((Self { keys }, bad))
    }

    /// The keys that may have signed a message with this `kid` and algorithm: of the right kind
    /// and curve, not meant for something else, and of that `kid` where the message names one.
    pub fn candidates<'a>(
        &'a self,
        kid: Option<&'a str>,
        algorithm: JwsAlgorithm,
    ) -> impl Iterator<Item = &'a Jwk> {
        self.keys.iter().filter(move |jwk| {
            (kid.is_none() || kid == jwk.kid())
                && jwk.key_type() == algorithm.key_type()
                && jwk.curve() == algorithm.curve()
                && jwk.alg().is_none_or(|alg| alg == algorithm.name())
                && jwk.usage().is_none_or(|usage| usage == "sig")
                && jwk.key_ops().is_none_or(|operations| operations.iter().any(|known| known == "verify"))
        })
    }
}

impl JwkSet {
    /// The keys to which a message may be encrypted by `management`: of a kind and curve that fits it,
    /// and not meant for something else.
    pub fn recipients(&self, management: KeyManagement) -> impl Iterator<Item = &Jwk> {
        self.keys.iter().filter(move |jwk| key::check_recipient(jwk, management).is_ok())
    }
}

/// Writes what may be published: public members alone, and no symmetric key.
impl Serialize for JwkSet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let public = |jwk: &&Jwk| jwk.key_type() != KeyType::Oct;
        let keys: Vec<&Jwk> = self.keys.iter().filter(public).collect();
        let mut map = serializer.serialize_map(Some(1))?;
        map.serialize_entry("keys", &keys)?;
        map.end()
    }
}

impl FromIterator<Jwk> for JwkSet {
    fn from_iter<I: IntoIterator<Item = Jwk>>(keys: I) -> Self {
        let keys = keys.into_iter().collect();
        Self { keys }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn one_bad_key_spoils_our_own_set_and_not_somebody_elses() {
        let good = json!({ "kty": "OKP", "crv": "Ed25519", "kid": "a",
            "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" });
        let unknown = json!({ "kty": "AKP", "alg": "ML-DSA-44" });
        let set = json!({ "keys": [unknown, { "kty": "EC", "crv": "P-256" }, good] });
        assert_eq!(JwkSet::from_value(set.clone()).err(), Some(Error::Missing("x")));
        let (keys, bad) = JwkSet::from_value_skipping(set).unwrap();
        assert_eq!(keys.keys.iter().map(Jwk::kid).collect::<Vec<_>>(), [Some("a")]);
        assert_eq!(bad, [(1, Error::Missing("x"))]);
    }

    #[test]
    fn messages_are_encrypted_to_keys_that_are_for_it() {
        let x25519 = json!({ "kty": "OKP", "crv": "X25519", "kid": "x",
            "x": "hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo" });
        let ed25519 = json!({ "kty": "OKP", "crv": "Ed25519", "kid": "e",
            "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" });
        let with = |name: &str, value: Value| {
            let mut key = x25519.clone();
            key[name] = value;
            key
        };
        let keys = json!([
            ed25519,
            x25519,
            with("use", json!("sig")),
            with("alg", json!("ECDH-ES+A128KW")),
            with("key_ops", json!([])),
            with("use", json!("enc")),
            with("alg", json!("ECDH-ES")),
            with("key_ops", json!(["deriveBits"])),
        ]);
        let set = JwkSet::from_value(json!({ "keys": keys })).unwrap();
        assert_eq!(set.recipients(KeyManagement::EcdhEs).count(), 4);
        assert_eq!(set.recipients(KeyManagement::EcdhEsA128Kw).count(), 4);
        assert_eq!(set.recipients(KeyManagement::EcdhEsA256Kw).count(), 3);
        assert_eq!(set.recipients(KeyManagement::RsaOaep).count(), 0);
    }

    #[test]
    fn what_a_key_is_for_is_obeyed() {
        let key = |purpose: (&str, Value)| {
            let mut key = json!({ "kty": "OKP", "crv": "Ed25519",
                "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" });
            key[purpose.0] = purpose.1;
            let (set, _) = JwkSet::from_value_skipping(json!({ "keys": [key] })).unwrap();
            set.candidates(None, JwsAlgorithm::EdDSA).count()
        };
        for (purpose, count) in [
            (("use", json!("sig")), 1),
            (("use", json!("enc")), 0),
            (("alg", json!("EdDSA")), 1),
            (("alg", json!("ES256")), 0),
            (("key_ops", json!(["verify"])), 1),
            (("key_ops", json!(["sign"])), 0),
        ] {
            assert_eq!(key(purpose.clone()), count, "{purpose:?}");
        }
    }
}
