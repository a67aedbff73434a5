//! Sealing what is kept at rest: AES-256-GCM (NIST SP 800-38D).

use crate::{Secret, random};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use std::fmt;

const TAG_LEN: usize = 16;

/// How many bytes a sealed text is longer than the plain one: nonce and tag.
pub const OVERHEAD: usize = NONCE_LEN + TAG_LEN;

/// A key that seals. Nonces are random and 96 bits long, so one key may seal 2^32 messages (NIST
/// SP 800-38D §8.3); before that it is replaced.
pub struct SealingKey(LessSafeKey);

impl SealingKey {
    /// The key of these 32 random bytes.
    pub fn new(key: Secret<[u8; 32]>) -> Self {
        let Ok(key) = UnboundKey::new(&AES_256_GCM, key.expose()) else {
            unreachable!("AES-256 takes any key of 32 bytes");
        };
        Self(LessSafeKey::new(key))
    }

    /// Seals `plain`, bound to `aad` (which says what and whose it is, and is not stored): the
    /// nonce, then the ciphertext, then the tag.
    pub fn seal(&self, aad: &[u8], plain: &[u8]) -> Vec<u8> {
        let nonce = random::bytes::<NONCE_LEN>();
        let mut out = Vec::with_capacity(plain.len() + OVERHEAD);
        out.extend_from_slice(&nonce);
        out.extend_from_slice(plain);
        let Ok(tag) = self.0.seal_in_place_separate_tag(
            Nonce::assume_unique_for_key(nonce),
            Aad::from(aad),
            &mut out[NONCE_LEN..],
        ) else {
            unreachable!("AES-GCM seals anything shorter than 64 GiB");
        };
        out.extend_from_slice(tag.as_ref());
        out
    }

    /// The plain text that [`seal`](Self::seal) sealed under this key and this `aad`.
    ///
    /// # Errors
    /// It was sealed under another key or for something else, was changed, or was never sealed;
    /// which of these can not be told.
    pub fn open(&self, aad: &[u8], sealed: &[u8]) -> Result<Vec<u8>, OpenError> {
        let (nonce, text) = sealed.split_first_chunk::<NONCE_LEN>().ok_or(OpenError)?;
        let mut plain = text.to_vec();
        let length = self
            .0
            .open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(aad), &mut plain)
            .map_err(|_| OpenError)?
            .len();
        plain.truncate(length);
        Ok(plain)
    }
}

/// What was given does not open under this key and binding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenError;

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("does not open under this key")
    }
}

impl std::error::Error for OpenError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_what_it_sealed_and_never_seals_the_same_twice() {
        let key = SealingKey::new(Secret::new([7; 32]));
        for plain in [&b""[..], b"x", &[0; 4096]] {
            let sealed = key.seal(b"key/1", plain);
            assert_eq!(sealed.len(), plain.len() + OVERHEAD);
            assert_eq!(key.open(b"key/1", &sealed).as_deref(), Ok(plain));
            assert_ne!(sealed, key.seal(b"key/1", plain));
        }
    }

    #[test]
    fn opens_a_text_of_the_published_gcm_vectors() {
        // Test case 14 of the GCM submission: zero key, zero nonce, sixteen zero bytes.
        let mut sealed = vec![0; 12];
        sealed.extend([
            0xce, 0xa7, 0x40, 0x3d, 0x4d, 0x60, 0x6b, 0x6e, 0x07, 0x4e, 0xc5, 0xd3, 0xba, 0xf3, 0x9d, 0x18,
            0xd0, 0xd1, 0xc8, 0xa7, 0x99, 0x99, 0x6b, 0xf0, 0x26, 0x5b, 0x98, 0xb5, 0xd4, 0x8a, 0xb9, 0x19,
        ]);
        let key = SealingKey::new(Secret::new([0; 32]));
        assert_eq!(key.open(b"", &sealed), Ok(vec![0; 16]));
    }
}
