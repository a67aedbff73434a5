//! JSON Web Keys (RFC 7517) of the kinds RSA, EC, OKP (Ed25519, X25519) and `oct`.

mod material;
mod parse;
mod roca;
mod set;
mod write;

pub use set::JwkSet;

pub(crate) use material::{Material, RsaPrivate};

use crate::{Curve, KeyType, base64url, digest, secret::Secret};
use std::fmt;

/// A key as it was given: well-formed, but not yet known to be strong or consistent; that is
/// checked when it becomes a [`SigningKey`](crate::SigningKey) or
/// [`VerifyingKey`](crate::VerifyingKey), an [`EncryptionKey`](crate::EncryptionKey) or
/// [`DecryptionKey`](crate::DecryptionKey).
///
/// `Serialize` and `Debug` show the public members alone. Members this crate does not know,
/// certificates among them, are dropped when a key is parsed.
#[derive(Clone)]
pub struct Jwk {
    pub(crate) kid: Option<String>,
    pub(crate) usage: Option<String>,
    pub(crate) key_ops: Option<Vec<String>>,
    pub(crate) alg: Option<String>,
    pub(crate) material: Material,
}

impl Jwk {
    /// The most bytes of a single key's JSON.
    pub const MAX_BYTES: usize = 32 * 1024;

    /// Reads one key.
    ///
    /// # Errors
    /// JSON that is not strict, a key of an unknown kind, or a member that is missing, malformed
    /// or too long.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        let value = crate::json::parse_within(bytes, Self::MAX_BYTES).map_err(Error::Json)?;
        Self::from_value(value)
    }

    /// The key identifier, an opaque string.
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// `use`: `sig`, `enc` or another string.
    pub fn usage(&self) -> Option<&str> {
        self.usage.as_deref()
    }

    /// `alg`: the one algorithm this key is for, which may be one of encryption.
    pub fn alg(&self) -> Option<&str> {
        self.alg.as_deref()
    }

    /// `key_ops`: what may be done with it.
    pub fn key_ops(&self) -> Option<&[String]> {
        self.key_ops.as_deref()
    }

    /// `kty`.
    pub fn key_type(&self) -> KeyType {
        self.material.key_type()
    }

    /// `crv`, for the kinds that have one.
    pub fn curve(&self) -> Option<Curve> {
        self.material.curve()
    }

    /// Its size in bits: of the modulus, the curve's field, or the secret. A secret whose bytes
    /// were left out counts none.
    pub fn bits(&self) -> usize {
        self.material.bits()
    }

    /// Whether its modulus has the fingerprint of the flawed generator of CVE-2017-15361 ("ROCA"),
    /// whose keys can be factored. An honest RSA key has it by chance about once in 2^27, any other
    /// kind of key never.
    pub fn is_roca(&self) -> bool {
        matches!(&self.material, Material::Rsa { n, .. } if roca::has_fingerprint(n))
    }

    /// Whether it holds anything that must not be published.
    pub fn is_private(&self) -> bool {
        self.material.is_private()
    }

    /// The key without its private members. A symmetric key has no public part: of it only the
    /// description is left, and a written set leaves it out.
    pub fn public_part(&self) -> Self {
        Self { material: self.material.public_part(), ..self.clone() }
    }

    /// The same key under this identifier.
    #[must_use]
    pub fn with_kid(mut self, kid: impl Into<String>) -> Self {
        self.kid = Some(kid.into());
        self
    }

    /// The SHA-256 thumbprint in base64url (RFC 7638). `None` for a symmetric key: its thumbprint
    /// would let anyone who sees it try secrets at leisure (§7).
    pub fn thumbprint(&self) -> Option<String> {
        let canonical = self.material.canonical()?;
        Some(base64url::encode(digest::sha256(canonical.as_bytes())))
    }

    /// The whole key as JSON, private members and all.
    pub fn to_private_json(&self) -> Secret<String> {
        write::private_json(self)
    }
}

impl fmt::Debug for Jwk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Jwk");
        shown
            .field("kty", &self.key_type().name())
            .field("kid", &self.kid)
            .field("use", &self.usage)
            .field("key_ops", &self.key_ops)
            .field("alg", &self.alg);
        shown.finish_non_exhaustive()
    }
}

/// Why something is not a key. Members are named by the specification's names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// Not strict JSON.
    Json(crate::json::Error),
    /// Not a JSON object.
    NotAnObject,
    /// A `kty` this crate does not know.
    UnknownKeyType,
    /// A `crv` this crate does not know.
    UnknownCurve,
    /// A member the kind of key can not be without.
    Missing(&'static str),
    /// A member of another JSON type than the specification's, or a list that repeats itself.
    Malformed(&'static str),
    /// A member that is not base64url, or not the shortest form of its number.
    Encoding(&'static str),
    /// A member of another length than the curve's.
    Length(&'static str),
    /// A member longer than any sensible key's.
    TooLong(&'static str),
    /// An RSA key of more than two primes (`oth`).
    MultiPrime,
    /// A set of more keys than allowed.
    TooManyKeys,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json(error) => write!(f, "the key is {error}"),
            Self::NotAnObject => f.write_str("the key is not a JSON object"),
            Self::UnknownKeyType => f.write_str("the key's kty is not supported"),
            Self::UnknownCurve => f.write_str("the key's crv is not supported"),
            Self::Missing(name) => write!(f, "the key has no {name}"),
            Self::Malformed(name) => write!(f, "the key's {name} is malformed"),
            Self::Encoding(name) => write!(f, "the key's {name} is not canonical base64url"),
            Self::Length(name) => write!(f, "the key's {name} has the wrong length"),
            Self::TooLong(name) => write!(f, "the key's {name} is too long"),
            Self::MultiPrime => f.write_str("RSA keys of more than two primes are not supported"),
            Self::TooManyKeys => f.write_str("the set has too many keys"),
        }
    }
}

impl std::error::Error for Error {}
