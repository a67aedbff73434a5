//! The keys that a client and we have in common, made of its secret (OpenID Connect Core §10.1, §10.2).

use jose::digest::{sha256, sha384, sha512};
use jose::secret::Secret;
use jose::{ContentEncryption, KeyManagement};

use crate::model::client::Client;

/// The longest key for encryption that a secret makes, in bytes.
pub const LONGEST: usize = 64;

impl Client {
    /// The key of HMAC: the secret's own bytes, whatever the algorithm (OpenID Connect Core §10.1).
    pub fn mac_key(&self) -> Option<Secret<Vec<u8>>> {
        Some(Secret::new(self.secret()?.expose().clone().into_bytes()))
    }

    /// The key of this many bytes for `dir` and AES key wrapping: the left-most of a hash of the secret
    /// that is long enough (OpenID Connect Core §10.2). None is longer than [`LONGEST`].
    pub fn encryption_key(&self, bytes: usize) -> Option<Secret<Vec<u8>>> {
        let secret = self.secret()?.expose().as_bytes();
        let mut hash = match bytes {
            0..=32 => sha256(secret).to_vec(),
            33..=48 => sha384(secret).to_vec(),
            49..=LONGEST => sha512(secret).to_vec(),
            _ => return None,
        };
        hash.truncate(bytes);
        Some(Secret::new(hash))
    }

    /// The key that seals so for this client; nothing where that takes a key pair, or the secret is not kept.
    pub fn sealing_key(
        &self,
        management: KeyManagement,
        content: ContentEncryption,
    ) -> Option<Secret<Vec<u8>>> {
        match management {
            KeyManagement::Dir => self.encryption_key(content.key_len()),
            KeyManagement::A128Kw => self.encryption_key(16),
            KeyManagement::A256Kw => self.encryption_key(32),
            _ => None,
        }
    }
}
