//! Opening what was encrypted as XML Encryption 1.1 has it: a content under AES with its vector in front, and the
//! content's key under RSA-OAEP. What all of it stands in is read elsewhere.
//!
//! As in [`jwe`](crate::jwe#a-failure-tells-nothing), a failure tells nothing: a content's key that cannot be had is
//! replaced by a random one, and all that follows is done all the same.

use aws_lc_rs::aead::{self, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::cipher::{self, DecryptingKey, DecryptionContext, UnboundCipherKey};
use aws_lc_rs::iv::{FixedLength, IV_LEN_128_BIT};
use std::fmt;

use crate::{ContentEncryption, DecryptionKey, Secret};

const BLOCK_LEN: usize = 16;
const TAG_LEN: usize = 16;

/// How a content is encrypted (XML Encryption 1.1 §5.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// `aes128-gcm`
    Aes128Gcm,
    /// `aes256-gcm`
    Aes256Gcm,
    /// `aes128-cbc`, which whoever carries it can change unseen.
    Aes128Cbc,
    /// `aes256-cbc`, which whoever carries it can change unseen.
    Aes256Cbc,
}

impl Content {
    /// Whether a changed ciphertext is seen to be changed. Where it is not, whoever may try changed ones and sees
    /// which of them are read can read the message, so that such a content is opened only out of what is signed.
    pub fn is_authenticated(self) -> bool {
        matches!(self, Self::Aes128Gcm | Self::Aes256Gcm)
    }

    /// With which a key has the same length.
    fn like(self) -> ContentEncryption {
        match self {
            Self::Aes128Gcm | Self::Aes128Cbc => ContentEncryption::A128Gcm,
            Self::Aes256Gcm | Self::Aes256Cbc => ContentEncryption::A256Gcm,
        }
    }
}

/// It was not encrypted to this key, was changed, or was never encrypted; which of these cannot be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Failed;

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("it does not open with this key")
    }
}

impl std::error::Error for Failed {}

/// What was encrypted: `sealed` under a content's key that is `encrypted_key` under `key`.
///
/// # Errors
/// [`Failed`], whatever is wrong.
pub fn open(
    content: Content,
    key: &DecryptionKey,
    encrypted_key: &[u8],
    sealed: &[u8],
) -> Result<Secret<Vec<u8>>, Failed> {
    let unwrapped = key.unwrap(content.like(), encrypted_key, None).map_err(|_| Failed)?;
    let opened = match content {
        Content::Aes128Gcm => gcm(&aead::AES_128_GCM, &unwrapped.content_key, sealed),
        Content::Aes256Gcm => gcm(&aead::AES_256_GCM, &unwrapped.content_key, sealed),
        Content::Aes128Cbc => cbc(&cipher::AES_128, &unwrapped.content_key, sealed),
        Content::Aes256Cbc => cbc(&cipher::AES_256, &unwrapped.content_key, sealed),
    };
    match (unwrapped.failed, opened) {
        (None, Some(plain)) => Ok(plain),
        _ => Err(Failed),
    }
}

/// XML Encryption 1.1 §5.2.4: vector, ciphertext, tag.
fn gcm(algorithm: &'static aead::Algorithm, key: &Secret<Vec<u8>>, sealed: &[u8]) -> Option<Secret<Vec<u8>>> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE_LEN>()?;
    let (ciphertext, tag) = sealed.split_at_checked(sealed.len().checked_sub(TAG_LEN)?)?;
    let key = LessSafeKey::new(UnboundKey::new(algorithm, key.expose()).ok()?);
    let mut plain = Secret::new(ciphertext.to_vec());
    let nonce = Nonce::assume_unique_for_key(*nonce);
    key.open_in_place_separate_tag(nonce, Aad::empty(), tag, plain.expose_mut()).ok()?;
    Some(plain)
}

/// XML Encryption 1.1 §5.2.2: vector, whole blocks. Of the padding (§5.2.1) only the last byte says anything: how
/// many bytes it has.
fn cbc(
    algorithm: &'static cipher::Algorithm,
    key: &Secret<Vec<u8>>,
    sealed: &[u8],
) -> Option<Secret<Vec<u8>>> {
    let (iv, ciphertext) = sealed.split_first_chunk::<IV_LEN_128_BIT>()?;
    if ciphertext.is_empty() || !ciphertext.len().is_multiple_of(BLOCK_LEN) {
        return None;
    }
    let key = DecryptingKey::cbc(UnboundCipherKey::new(algorithm, key.expose()).ok()?).ok()?;
    let mut plain = Secret::new(ciphertext.to_vec());
    let context = DecryptionContext::Iv128(FixedLength::from(iv));
    key.decrypt(plain.expose_mut(), context).ok()?;
    let padding = usize::from(*plain.expose().last()?);
    let length = plain.expose().len().checked_sub(padding)?;
    if !(1..=BLOCK_LEN).contains(&padding) {
        return None;
    }
    plain.expose_mut().truncate(length);
    Some(plain)
}
