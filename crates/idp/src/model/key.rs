//! The keys we sign with.

use jose::JwsAlgorithm;
use jose::secret::Secret;

use crate::model::Version;
use crate::time::Time;

/// A signing key as a record. Which one signs and which ones are published follows from the
/// times alone, so that no clockwork has to move keys from state to state.
pub struct KeyRecord {
    /// Its name in headers and in the key set.
    pub kid: String,
    /// What it signs with.
    pub algorithm: JwsAlgorithm,
    /// The private key as the JSON of a JWK; sealed by the store.
    pub private: Secret<Vec<u8>>,
    /// When it was made; published from then on.
    pub created_at: Time,
    /// From when on it signs; the youngest key that may sign does.
    pub signs_from: Time,
    /// Until when it is published, so that what it signed can be verified.
    pub published_until: Time,
}

impl std::fmt::Debug for KeyRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("KeyRecord")
            .field("kid", &self.kid)
            .field("algorithm", &self.algorithm)
            .finish_non_exhaustive()
    }
}

/// What decisions know of a key: everything but the key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyFacts {
    /// Its name.
    pub kid: String,
    /// What it signs with.
    pub algorithm: JwsAlgorithm,
    /// When it was made.
    pub created_at: Time,
    /// From when on it signs.
    pub signs_from: Time,
    /// Until when it is published.
    pub published_until: Time,
}

/// All keys as they were read at once. What is decided of them holds while nobody has changed any.
#[derive(Clone, Copy, Debug)]
pub struct Keys<'a> {
    /// Counts their changes.
    pub version: Version,
    /// The keys.
    pub facts: &'a [KeyFacts],
}

impl From<&KeyRecord> for KeyFacts {
    fn from(key: &KeyRecord) -> Self {
        Self {
            kid: key.kid.clone(),
            algorithm: key.algorithm,
            created_at: key.created_at,
            signs_from: key.signs_from,
            published_until: key.published_until,
        }
    }
}

/// The key that signs with this algorithm now: the youngest whose time has come.
pub fn signer(keys: &[KeyFacts], algorithm: JwsAlgorithm, now: Time) -> Option<&KeyFacts> {
    keys.iter()
        .filter(|key| key.algorithm == algorithm && key.signs_from <= now && now < key.published_until)
        .max_by_key(|key| (key.signs_from, key.created_at))
}
