//! The server's own keys and the system's randomness, as decisions see them.

use idp::{Derive, Purpose, Random};
use jose::mac::HmacKey;
use jose::secret::Secret;

/// The system's source of randomness.
pub(super) struct OsRandom;

impl Random for OsRandom {
    fn fill(&mut self, bytes: &mut [u8]) {
        jose::random::fill(bytes);
    }
}

/// The versioned keys that one-way derivations go by.
pub(super) struct ServerKeys {
    keys: Vec<(u8, HmacKey)>,
}

impl ServerKeys {
    /// The keys as the store has them, the youngest last.
    pub(super) fn new(keys: Vec<(u8, Secret<[u8; 32]>)>) -> Self {
        Self { keys: keys.into_iter().map(|(version, key)| (version, HmacKey::new(key.expose()))).collect() }
    }
}

impl Derive for ServerKeys {
    fn version(&self) -> u8 {
        self.keys.last().map_or(0, |(version, _)| *version)
    }

    fn first_version(&self) -> u8 {
        self.keys.first().map_or(0, |(version, _)| *version)
    }

    fn derive(&self, version: u8, purpose: Purpose, bytes: &[u8]) -> Option<[u8; 32]> {
        let (_, key) = self.keys.iter().find(|(known, _)| *known == version)?;
        Some(key.sign(&[purpose.label().as_bytes(), &[0], bytes]))
    }
}
