//! Public keys of credentials: written in COSE (RFC 9053 §7) by authenticators, kept as JSON Web Keys here.

use std::fmt;

use jose::{Curve, Jwk, JwsAlgorithm, KeyType, VerifyingKey};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use serde_json::{Value, json};

use super::{cbor, ecdsa};

/// The algorithms that are asked for, by their COSE numbers, the dearest first (§5.8.5).
pub const ALGORITHMS: [(i64, JwsAlgorithm); 4] = [
    (-8, JwsAlgorithm::EdDSA),
    (-7, JwsAlgorithm::ES256),
    (-35, JwsAlgorithm::ES384),
    (-257, JwsAlgorithm::RS256),
];

/// The public key of a credential, and the one algorithm it is for.
#[derive(Clone)]
pub struct PublicKey {
    algorithm: JwsAlgorithm,
    jwk: Jwk,
}

impl PublicKey {
    /// The key that an authenticator gave, if it is of one of our [`ALGORITHMS`] and usable.
    pub(super) fn from_cose(cose: &cbor::Value<'_>) -> Option<Self> {
        let number = |label| cose.at(label).and_then(cbor::Value::integer);
        let (_, algorithm) = ALGORITHMS.into_iter().find(|(alg, _)| number(3) == Some(*alg))?;
        let bytes = |label| cose.at(label).and_then(cbor::Value::bytes).map(jose::base64url::encode);
        let (kty, curve) = kind(algorithm);
        if number(1) != Some(kty) {
            return None;
        }
        let mut members = match curve {
            None => json!({ "n": bytes(-1)?, "e": bytes(-2)? }),
            Some(curve) if number(-1) != Some(curve) => return None,
            Some(_) => json!({ "crv": algorithm.curve()?.name(), "x": bytes(-2)? }),
        };
        if algorithm.key_type() == KeyType::Ec {
            // A point whose other coordinate is to be computed is not for WebAuthn (§5.8.5).
            members["y"] = Value::from(bytes(-3)?);
        }
        members["kty"] = Value::from(algorithm.key_type().name());
        members["alg"] = Value::from(algorithm.name());
        Self::from_json(members)
    }

    /// The key as it was kept.
    fn from_json(json: Value) -> Option<Self> {
        let jwk = Jwk::from_value(json).ok().filter(|jwk| !jwk.is_private())?;
        let algorithm = jwk.alg()?.parse().ok()?;
        ALGORITHMS.iter().find(|(_, known)| *known == algorithm)?;
        VerifyingKey::from_jwk(&jwk, algorithm).ok()?;
        Some(Self { algorithm, jwk })
    }

    /// The algorithm.
    pub fn algorithm(&self) -> JwsAlgorithm {
        self.algorithm
    }

    /// Whether this signature of an authenticator (§6.5.5) is its own over the message.
    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        let Ok(key) = VerifyingKey::from_jwk(&self.jwk, self.algorithm) else { return false };
        match (self.algorithm.key_type(), self.algorithm.curve()) {
            (KeyType::Ec, Some(curve)) => ecdsa::fixed(signature, curve.coordinate_len())
                .is_some_and(|signature| key.verify(message, &signature).is_ok()),
            _ => key.verify(message, signature).is_ok(),
        }
    }
}

/// The COSE numbers of an algorithm's `kty` and `crv`.
fn kind(algorithm: JwsAlgorithm) -> (i64, Option<i64>) {
    match algorithm.curve() {
        Some(Curve::P256) => (2, Some(1)),
        Some(Curve::P384) => (2, Some(2)),
        Some(Curve::P521) => (2, Some(3)),
        Some(Curve::X25519) => (1, Some(4)),
        Some(Curve::Ed25519) => (1, Some(6)),
        None => (3, None),
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("PublicKey").field(&self.algorithm).finish()
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.algorithm == other.algorithm && self.jwk.thumbprint() == other.jwk.thumbprint()
    }
}

impl Eq for PublicKey {}

impl Serialize for PublicKey {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.jwk.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for PublicKey {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Value::deserialize(deserializer)?;
        Self::from_json(json).ok_or_else(|| de::Error::custom("not the key of a credential"))
    }
}
