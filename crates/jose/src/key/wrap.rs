//! Wrapping one key under another (AES Key Wrap, RFC 3394).

use super::Error;
use crate::{Secret, algorithm::key_management::Wrap};
use aws_lc_rs::key_wrap::{AesKek, KeyWrap};

/// How much longer a wrapped key is: one block that shows whether it was unwrapped rightly.
pub(super) const OVERHEAD: usize = 8;

/// `key` wrapped under `under`.
pub(super) fn wrap(wrap: Wrap, under: &Secret<Vec<u8>>, key: &Secret<Vec<u8>>) -> Result<Vec<u8>, Error> {
    let under = AesKek::new(wrap.cipher, under.expose()).map_err(|_| Error::SecretLength)?;
    let mut wrapped = vec![0; key.expose().len() + OVERHEAD];
    let length = under.wrap(key.expose(), &mut wrapped).map_err(|_| Error::Backend)?.len();
    wrapped.truncate(length);
    Ok(wrapped)
}

/// The key that was wrapped under `under`; none if it was another one, or something else.
pub(super) fn unwrap(wrap: Wrap, under: &Secret<Vec<u8>>, wrapped: &[u8]) -> Option<Secret<Vec<u8>>> {
    let under = AesKek::new(wrap.cipher, under.expose()).ok()?;
    let mut key = Secret::new(vec![0; wrapped.len().checked_sub(OVERHEAD)?]);
    let length = under.unwrap(wrapped, key.expose_mut()).ok()?.len();
    (length == key.expose().len()).then_some(key)
}

/// A length as the 32 bits in which it is written where lengths are hashed.
pub(super) fn length(length: usize) -> Result<[u8; 4], Error> {
    u32::try_from(length).map(u32::to_be_bytes).map_err(|_| Error::Backend)
}
