//! Signed, then encrypted (RFC 7519 §5.2, §11.2): a signed token inside an encrypted one, whose header
//! says so by `cty`. The signature says who wrote it, the encryption keeps it from everybody else.

use crate::{ContentEncryption, DecryptionKey, EncryptionKey, KeyManagement, Secret, SigningKey};
use crate::{Verified, VerifyingKey, jwe, jws};
use std::fmt;

/// The `cty` of an encrypted token that holds a token.
pub const CONTENT_TYPE: &str = "JWT";

/// Signs `payload` with `signing` as [`jws::sign`] does, then encrypts the token to `recipient`. The
/// outer header has no `typ`.
///
/// # Errors
/// A key can not be used so, or the backend failed.
pub fn seal(
    members: &jws::Members<'_>,
    payload: &[u8],
    signing: &SigningKey,
    recipient: &EncryptionKey,
    enc: ContentEncryption,
) -> Result<String, Error> {
    let signed = Secret::new(jws::sign(members, payload, signing).map_err(Error::Signed)?);
    encrypt(signed.expose(), recipient, enc)
}

/// Encrypts a token that is signed already.
///
/// # Errors
/// The key can not be used so, or the backend failed.
pub fn encrypt(signed: &str, recipient: &EncryptionKey, enc: ContentEncryption) -> Result<String, Error> {
    let members = jwe::Members { typ: None, cty: Some(CONTENT_TYPE) };
    jwe::encrypt(&members, signed.as_bytes(), recipient, enc).map_err(Error::Encrypted)
}

/// Opens a token that holds a token. That one is still to be verified.
///
/// # Errors
/// It does not open, or what it holds is not said to be a token (`cty`), or is none.
pub fn open(
    token: &str,
    key: &DecryptionKey,
    allowed: &[KeyManagement],
    encryptions: &[ContentEncryption],
) -> Result<Nested, Error> {
    let sealed = jwe::decode(token).map_err(Error::Encrypted)?;
    Nested::of(sealed.decrypt(key, allowed, encryptions).map_err(Error::Encrypted)?)
}

/// A signed token that came out of an encrypted one, not believed yet.
pub struct Nested {
    outer: jwe::Header,
    signed: Secret<String>,
}

impl Nested {
    /// What a message held, if it is a signed token.
    ///
    /// # Errors
    /// The header does not say that it holds a token, or it holds none that is signed.
    pub fn of(opened: jwe::Opened) -> Result<Self, Error> {
        let outer = opened.header().clone();
        if !outer.cty.as_deref().is_some_and(is_content_type) {
            return Err(Error::ContentType);
        }
        let signed = std::str::from_utf8(opened.plaintext()).map_err(|_| Error::NotText)?;
        let nested = Self { outer, signed: Secret::new(signed.to_owned()) };
        nested.unverified().map_err(Error::Signed)?;
        Ok(nested)
    }

    /// The header of the encryption.
    pub fn outer(&self) -> &jwe::Header {
        &self.outer
    }

    /// The signed token as it was encrypted.
    pub fn as_str(&self) -> &str {
        self.signed.expose()
    }

    /// The signed token taken apart, to find its key by its header.
    ///
    /// # Errors
    /// None that [`open`] did not have.
    pub fn unverified(&self) -> Result<jws::Unverified<'_>, jws::Error> {
        jws::decode(self.as_str())
    }

    /// The payload, if the inner token is signed by `key` with one of the algorithms `allowed`.
    ///
    /// # Errors
    /// As [`jws::Unverified::verify`].
    pub fn verify(
        &self,
        key: &VerifyingKey,
        allowed: &[crate::JwsAlgorithm],
    ) -> Result<Verified<Vec<u8>>, Error> {
        let unverified = self.unverified().map_err(Error::Signed)?;
        unverified.verify(key, allowed).map_err(Error::Signed)
    }
}

/// RFC 7519 §5.2: case does not matter, and `application/` may stand in front (RFC 7515 §4.1.10).
fn is_content_type(cty: &str) -> bool {
    cty.eq_ignore_ascii_case(CONTENT_TYPE) || cty.eq_ignore_ascii_case("application/jwt")
}

/// Why a nested token is not one to rely on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Error {
    /// The encryption fails.
    Encrypted(jwe::Error),
    /// The outer header does not say by `cty` that there is a token inside.
    ContentType,
    /// What is inside is not text.
    NotText,
    /// The signature fails, or there is none.
    Signed(jws::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Encrypted(error) => write!(f, "outside: {error}"),
            Self::ContentType => f.write_str("outside: the header's cty is not JWT"),
            Self::NotText => f.write_str("inside: not text"),
            Self::Signed(error) => write!(f, "inside: {error}"),
        }
    }
}

impl std::error::Error for Error {}
