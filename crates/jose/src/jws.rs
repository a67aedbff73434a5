//! Signatures in the compact serialisation (RFC 7515 §3.1). The JSON serialisations, unencoded
//! payloads (RFC 7797) and extensions marked `crit` are refused; keys or addresses in the header
//! (`jwk`, `jku`, `x5c`, `x5u`) are never used.

mod error;
mod header;
mod self_signed;
mod unsigned;
mod unverified;

pub use error::Error;
pub use header::{Header, Members};
pub use self_signed::{SelfSigned, verify_self_signed};
pub use unsigned::{Unsigned, claimed, decode_unsigned};
pub use unverified::Unverified;

use crate::{SigningKey, base64url};

/// The longest token read, in bytes: 64 KiB.
pub const MAX_BYTES: usize = 64 * 1024;

/// Signs `payload`. The header holds the key's `alg` and `kid`, then the members given.
///
/// # Errors
/// The backend failed.
pub fn sign(members: &Members<'_>, payload: &[u8], key: &SigningKey) -> Result<String, Error> {
    let header = header::write(members, key)?;
    let signature_room = 700;
    let room = (header.len() + payload.len()) * 4 / 3 + signature_room;
    let mut token = String::with_capacity(room);
    base64url::encode_into(&mut token, header);
    token.push('.');
    base64url::encode_into(&mut token, payload);
    let signature = key.sign(token.as_bytes()).map_err(Error::Key)?;
    token.push('.');
    base64url::encode_into(&mut token, signature);
    Ok(token)
}

/// Takes a compact token apart without believing it.
///
/// # Errors
/// A token longer than [`MAX_BYTES`], in another form, or whose header is malformed or asks for
/// what is not supported.
pub fn decode(token: &str) -> Result<Unverified<'_>, Error> {
    decode_within(token, MAX_BYTES)
}

/// Takes a compact token of at most `max_bytes` apart without believing it.
///
/// # Errors
/// As [`decode`].
pub fn decode_within(token: &str, max_bytes: usize) -> Result<Unverified<'_>, Error> {
    if token.len() > max_bytes {
        return Err(Error::TooLong);
    }
    if token.trim_start().starts_with('{') {
        return Err(Error::JsonSerialization);
    }
    let mut parts = token.split('.');
    let (Some(header), Some(payload), Some(signature), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        let encrypted = token.split('.').count() == 5;
        return Err(if encrypted { Error::Encrypted } else { Error::NotCompact });
    };
    let signing_input = &token[..header.len() + 1 + payload.len()];
    let header = base64url::decode(header).map_err(|_| Error::HeaderEncoding)?;
    Ok(Unverified {
        header: header::read(&header)?,
        signing_input,
        payload: base64url::decode(payload).map_err(|_| Error::PayloadEncoding)?,
        signature: base64url::decode(signature).map_err(|_| Error::SignatureEncoding)?,
    })
}
