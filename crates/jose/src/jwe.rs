//! Encryption in the compact serialisation (RFC 7516 §3.1). The JSON serialisations, compression
//! (`zip`) and extensions marked `crit` are refused; keys or addresses in the header (`jwk`, `jku`,
//! `x5c`, `x5u`) are never used. What was decrypted proves nothing about who sent it: anybody may have
//! the public key.
//!
//! # A failure tells nothing
//!
//! Whoever can tell one failed decryption from another can read messages by trying changed ones. So
//! once a key is at work, nothing ends early: an encrypted key of the wrong length, one that does not
//! unwrap, a point on another curve or on none are replaced by a stand-in that costs the same, and a
//! random key takes the place of the one that could not be had. With it the tag is computed over the
//! whole message and the content is decrypted, also where the tag is wrong already. Only then it is
//! said that it failed, and to the operator alone which check did: [`Error::PUBLIC`] is what anybody
//! else is told.
//!
//! What is refused before (a malformed token, an algorithm that is not allowed) is refused for what
//! everybody sees of it, and faster. Where that must not show either, [`pretend`] does the rest of the
//! work.

mod content;
mod error;
mod header;
mod sealed;

pub use error::Error;
pub use header::{Header, Members};
pub use sealed::{Opened, Sealed};

use crate::{ContentEncryption, DecryptionKey, EncryptionKey, base64url};

/// The longest message read, in bytes: 96 KiB, so that a signed token of
/// [`jws::MAX_BYTES`](crate::jws::MAX_BYTES) fits in.
pub const MAX_BYTES: usize = 96 * 1024;

/// The longest header read, in bytes of its base64url: 16 KiB.
pub const MAX_HEADER_BYTES: usize = 16 * 1024;

/// Encrypts `plaintext` to `key`, its content by `enc`. The header holds `alg`, `enc` and the key's
/// `kid`, then the members given.
///
/// # Errors
/// A key whose secret is not as long as `enc` needs it, or that is for another one alone; the backend
/// failed.
pub fn encrypt(
    members: &Members<'_>,
    plaintext: &[u8],
    key: &EncryptionKey,
    enc: ContentEncryption,
) -> Result<String, Error> {
    let wrapped = key.wrap(enc).map_err(Error::Key)?;
    let header = header::write(members, key, enc, wrapped.epk.as_ref())?;
    let room = header.len() + wrapped.encrypted_key.len() + plaintext.len() + 80;
    let mut token = String::with_capacity(room * 4 / 3 + 16);
    base64url::encode_into(&mut token, header);
    let content = content::encrypt(enc, &wrapped.content_key, token.as_bytes(), plaintext)?;
    for part in [wrapped.encrypted_key, content.iv, content.ciphertext, content.tag] {
        token.push('.');
        base64url::encode_into(&mut token, part);
    }
    Ok(token)
}

/// Takes a compact token apart without opening it.
///
/// # Errors
/// A token longer than [`MAX_BYTES`], in another form, whose header is malformed or asks for what is
/// not supported, or whose parts are not as long as its algorithms make them.
pub fn decode(token: &str) -> Result<Sealed<'_>, Error> {
    decode_within(token, MAX_BYTES)
}

/// Takes a compact token of at most `max_bytes` apart without opening it.
///
/// # Errors
/// As [`decode`].
pub fn decode_within(token: &str, max_bytes: usize) -> Result<Sealed<'_>, Error> {
    if token.len() > max_bytes {
        return Err(Error::TooLong);
    }
    if token.trim_start().starts_with('{') {
        return Err(Error::JsonSerialization);
    }
    let mut parts = token.split('.');
    let mut part = || parts.next().ok_or(Error::NotCompact);
    let (encoded_header, encrypted_key, iv) = (part()?, part()?, part()?);
    let (Some(ciphertext), Some(tag), None) = (parts.next(), parts.next(), parts.next()) else {
        let signed = token.bytes().filter(|byte| *byte == b'.').count() == 2;
        return Err(if signed { Error::NotEncrypted } else { Error::NotCompact });
    };
    if encoded_header.len() > MAX_HEADER_BYTES {
        return Err(Error::HeaderTooLong);
    }
    let header = base64url::decode(encoded_header).map_err(|_| Error::HeaderEncoding)?;
    let (header, agreed) = header::read(&header)?;
    let decoded = |text, name| base64url::decode(text).map_err(|_| Error::PartEncoding(name));
    let sealed = Sealed {
        agreed,
        encoded_header,
        encrypted_key: decoded(encrypted_key, "encrypted key")?,
        iv: decoded(iv, "initialization vector")?,
        ciphertext: decoded(ciphertext, "ciphertext")?,
        tag: decoded(tag, "authentication tag")?,
        header,
    };
    content::check_lengths(sealed.header.enc, &sealed.iv, &sealed.ciphertext, &sealed.tag)?;
    Ok(sealed)
}

/// Does the work of opening `token` with `key`, and opens nothing: for whoever refuses a message
/// before a key was at work, and must not be seen to be faster then.
pub fn pretend(token: &str, key: &DecryptionKey) {
    sealed::pretend(token, key);
}
