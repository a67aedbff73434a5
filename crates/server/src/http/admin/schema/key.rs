//! Signing keys, in the document and in answers.

use idp::Time;
use idp::key::is_published;
use idp::model::key::{KeyFacts, signer};
use serde::Serialize;
use utoipa::ToSchema;

use super::SignatureAlgorithm;
use crate::admin::rfc3339;

/// A signing key. Its public half is in the key set of the issuer, under `kid`.
#[derive(Serialize, ToSchema)]
#[schema(as = Key)]
pub struct KeyAnswer {
    /// Its name in the headers of tokens and in the key set.
    pub kid: String,
    /// What it signs with.
    #[schema(value_type = SignatureAlgorithm)]
    pub alg: String,
    /// What it does now.
    pub state: KeyState,
    /// When it was made.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// From when on it signs.
    #[schema(format = DateTime)]
    pub signs_from: String,
    /// Until when it is published; `null` while no other key is to take over.
    #[schema(required, format = DateTime)]
    pub published_until: Option<String>,
}

/// What a key does.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum KeyState {
    /// It is published, and will sign later.
    Announced,
    /// It signs.
    Signing,
    /// It is published, so that what it signed can be verified.
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
    /// What it is to sign with.
    pub alg: SignatureAlgorithm,
    /// When it is to begin. `announced` if absent.
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
    pub alg: Option<SignatureAlgorithm>,
    /// Whether the new keys sign at once, because the old ones may be known to others.
    #[schema(nullable = false, default = false)]
    pub now: Option<bool>,
}

impl KeyAnswer {
    /// What is told of a key among others.
    pub fn of(key: &KeyFacts, keys: &[KeyFacts], now: Time) -> Self {
        let signs = signer(keys, key.algorithm, now).is_some_and(|signer| signer.kid == key.kid);
        let state = if !is_published(key, now) {
            KeyState::Expired
        } else if signs {
            KeyState::Signing
        } else if now < key.signs_from {
            KeyState::Announced
        } else {
            KeyState::Retired
        };
        Self {
            kid: key.kid.clone(),
            alg: key.algorithm.to_string(),
            state,
            created_at: rfc3339(key.created_at).unwrap_or_default(),
            signs_from: rfc3339(key.signs_from).unwrap_or_default(),
            published_until: rfc3339(key.published_until),
        }
    }
}
