//! Our own keys, in the document and in answers.

use idp::Time;
use idp::key::{Schedule, is_kept};
use idp::model::key::{KeyFacts, in_charge};
use serde::Serialize;
use utoipa::ToSchema;

use crate::admin::rfc3339;

/// A key of the issuer: one that signs, or one that others seal messages to it with. Its public half is
/// in the key set of the issuer, under `kid`.
#[derive(Serialize, ToSchema)]
#[schema(as = Key)]
pub struct KeyAnswer {
    /// Its name in the headers of tokens and in the key set.
    pub kid: String,
    /// What it is for.
    #[serde(rename = "use")]
    pub usage: KeyUse,
    /// What it signs or opens with.
    #[schema(value_type = KeyAlgorithm)]
    pub alg: String,
    /// The curve of a key that opens, if it is on one.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, value_type = Option<KeyCurve>)]
    pub crv: Option<&'static str>,
    /// What it does now.
    pub state: KeyState,
    /// When it was made.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// From when on it signs; from when on others seal to it.
    #[schema(format = DateTime)]
    pub signs_from: String,
    /// Until when it is published; `null` while no other key is to take over.
    #[schema(required, format = DateTime)]
    pub published_until: Option<String>,
}

/// What a key is for (RFC 7517 §4.2).
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum KeyUse {
    /// The issuer signs with it.
    Sig,
    /// Others seal messages to the issuer with it.
    Enc,
}

/// What a key signs or opens with, by the JOSE name (RFC 7518 §3.1 and §4.1, RFC 8037).
#[derive(Serialize, ToSchema)]
#[expect(missing_docs, reason = "the names are the specification's")]
pub enum KeyAlgorithm {
    RS256,
    RS384,
    RS512,
    PS256,
    PS384,
    PS512,
    ES256,
    ES384,
    ES512,
    EdDSA,
    #[serde(rename = "RSA-OAEP")]
    RsaOaep,
    #[serde(rename = "RSA-OAEP-256")]
    RsaOaep256,
    #[serde(rename = "ECDH-ES")]
    EcdhEs,
    #[serde(rename = "ECDH-ES+A128KW")]
    EcdhEsA128Kw,
    #[serde(rename = "ECDH-ES+A256KW")]
    EcdhEsA256Kw,
}

/// A curve that keys are agreed on over (RFC 7518 §6.2.1.1, RFC 8037 §2).
#[derive(Serialize, ToSchema)]
#[expect(missing_docs, reason = "the names are the specification's")]
pub enum KeyCurve {
    #[serde(rename = "P-256")]
    P256,
    #[serde(rename = "P-384")]
    P384,
    #[serde(rename = "P-521")]
    P521,
    X25519,
}

/// What a key does.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum KeyState {
    /// It is published, and will sign later.
    Announced,
    /// It signs.
    Signing,
    /// It is published for others to seal to, and opens what they sealed.
    Opening,
    /// One that signed is still published, so that what it signed can be verified. One that opened is
    /// published no more, and opens what is still sealed to it.
    Retired,
    /// Its time is over; it is about to be forgotten.
    Expired,
}

/// The keys.
#[derive(Serialize, ToSchema)]
pub struct KeyList {
    /// All of them.
    pub keys: Vec<KeyAnswer>,
}

/// A key to be made.
#[derive(Serialize, ToSchema)]
pub struct NewKey {
    /// What it is to sign or open with.
    pub alg: KeyAlgorithm,
    /// On which curve, where `alg` is one of those that begin with ECDH; P-256 if absent.
    #[schema(nullable = false)]
    pub crv: Option<KeyCurve>,
    /// When it is to begin. `announced` if absent. One that opens always begins at once.
    #[schema(nullable = false)]
    pub begin: Option<Begin>,
}

/// When a new key begins to sign.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Begin {
    /// A day after it is published, so that every cache has seen it. The first key of its algorithm
    /// begins at once.
    Announced,
    /// At once, because the old one may be known to others.
    Now,
}

/// Which keys are to be exchanged.
#[derive(Serialize, ToSchema)]
pub struct Rotation {
    /// The algorithm whose key is exchanged; every one in use if absent.
    #[schema(nullable = false)]
    pub alg: Option<KeyAlgorithm>,
    /// On which curve, where `alg` is one of those that begin with ECDH; P-256 if absent.
    #[schema(nullable = false)]
    pub crv: Option<KeyCurve>,
    /// Whether the new keys sign at once, because the old ones may be known to others.
    #[schema(nullable = false, default = false)]
    pub now: Option<bool>,
}

impl KeyAnswer {
    /// What is told of a key among others.
    pub fn of(key: &KeyFacts, keys: &[KeyFacts], now: Time) -> Self {
        let works = in_charge(keys, key.algorithm, now).is_some_and(|key_of_now| key_of_now.kid == key.kid);
        let state = if !is_kept(key, Schedule::default(), now) {
            KeyState::Expired
        } else if works {
            if key.algorithm.signs() { KeyState::Signing } else { KeyState::Opening }
        } else if now < key.signs_from {
            KeyState::Announced
        } else {
            KeyState::Retired
        };
        Self {
            kid: key.kid.clone(),
            usage: if key.algorithm.signs() { KeyUse::Sig } else { KeyUse::Enc },
            alg: key.algorithm.name().to_owned(),
            crv: key.algorithm.curve().map(jose::Curve::name),
            state,
            created_at: rfc3339(key.created_at).unwrap_or_default(),
            signs_from: rfc3339(key.signs_from).unwrap_or_default(),
            published_until: rfc3339(key.published_until),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, to_value};
    use utoipa::PartialSchema;

    fn names(schema: &Value) -> Vec<&str> {
        schema["enum"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect()
    }

    #[test]
    fn algorithms_and_curves_are_those_a_key_can_have() {
        let algorithms: Vec<_> =
            idp::model::key::KeyAlgorithm::all().map(idp::model::key::KeyAlgorithm::name).collect();
        assert_eq!(names(&to_value(super::KeyAlgorithm::schema()).unwrap()), algorithms);
        let curves = idp::model::key::KeyAlgorithm::CURVES.map(jose::Curve::name);
        assert_eq!(names(&to_value(super::KeyCurve::schema()).unwrap()), curves);
    }
}
