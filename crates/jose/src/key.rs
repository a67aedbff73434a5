//! Keys ready for use: parsed and checked once, then kept.

mod agreement;
mod decryption;
pub(crate) mod der;
mod ed25519;
mod encryption;
mod export;
mod import;
mod signing;
mod verifying;
mod wrap;

pub use decryption::DecryptionKey;
pub use encryption::EncryptionKey;
pub use signing::SigningKey;
pub use verifying::VerifyingKey;

pub(crate) use agreement::Agreed;
pub(crate) use decryption::{Failed, Unwrapped};

use crate::algorithm::key_management::Scheme;
use crate::{ContentEncryption, Jwk, JwsAlgorithm, KeyManagement};
use std::fmt;

/// Does one private operation with a key of its own, so that what the backend prepares at the
/// first one (20 to 45 ms) is paid for at start and not by the first request.
///
/// # Errors
/// The backend failed.
pub fn warm_up() -> Result<(), Error> {
    let key = SigningKey::generate(JwsAlgorithm::ES256)?;
    key.sign(b"")?;
    Ok(())
}

/// Why a key can not be used, or a signature not be made or believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Error {
    /// The key's kind or curve is not the algorithm's.
    WrongKeyType,
    /// The key says it is for another algorithm (`alg`).
    WrongAlgorithm,
    /// The key says it is for something else (`use`): for signatures, or for encryption.
    WrongUse,
    /// The key says it is not for this operation (`key_ops`).
    OperationNotAllowed,
    /// The key has no private part.
    NotPrivate,
    /// An RSA modulus under 2048 bits.
    ModulusTooShort,
    /// An RSA modulus over 8192 bits.
    ModulusTooLong,
    /// An even RSA modulus, or a public exponent that is even, 1, or over 33 bits long.
    InvalidModulusOrExponent,
    /// An RSA modulus that can be factored, since its primes were chosen from too few
    /// ([`Jwk::is_roca`]).
    KnownWeak,
    /// A size no RSA key is generated in.
    UnsupportedModulusSize,
    /// A secret shorter than the algorithm's hash (RFC 7518 §3.2).
    SecretTooShort,
    /// A secret of another length than the algorithm's.
    SecretLength,
    /// A point that does not lie on the curve.
    NotOnCurve,
    /// An Ed25519 point under which one signature holds for many messages, or an X25519 point with
    /// which everybody agrees on the same.
    SmallOrder,
    /// The private part is invalid or does not belong to the public one.
    Inconsistent,
    /// The signature is not one of this key over this message.
    SignatureInvalid,
    /// The backend failed for a reason of its own.
    Backend,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::WrongKeyType => "the key's kty or crv does not fit the algorithm",
            Self::WrongAlgorithm => "the key's alg names another algorithm",
            Self::WrongUse => "the key's use is another",
            Self::OperationNotAllowed => "the key's key_ops do not include the operation",
            Self::NotPrivate => "the key has no private part",
            Self::ModulusTooShort => "the RSA modulus is shorter than 2048 bits",
            Self::ModulusTooLong => "the RSA modulus is longer than 8192 bits",
            Self::InvalidModulusOrExponent => "the RSA modulus or exponent is invalid",
            Self::KnownWeak => {
                "the RSA key was made by a flawed generator (CVE-2017-15361) and can be broken"
            }
            Self::UnsupportedModulusSize => "RSA keys are made with 2048, 3072 or 4096 bits",
            Self::SecretTooShort => "the secret is shorter than the algorithm's hash",
            Self::SecretLength => "the secret is not as long as the algorithm needs",
            Self::NotOnCurve => "the key's point is not on its curve",
            Self::SmallOrder => "the key's point is of small order",
            Self::Inconsistent => "the key's private part does not belong to its public part",
            Self::SignatureInvalid => "the signature does not hold",
            Self::Backend => "the cryptographic backend failed",
        })
    }
}

impl std::error::Error for Error {}

/// What the key says about itself is obeyed (RFC 7517 §4.2 to §4.4).
fn check_purpose(jwk: &Jwk, algorithm: JwsAlgorithm, operation: &str) -> Result<(), Error> {
    if jwk.key_type() != algorithm.key_type() || jwk.curve() != algorithm.curve() {
        return Err(Error::WrongKeyType);
    }
    if jwk.alg().is_some_and(|alg| alg != algorithm.name()) {
        return Err(Error::WrongAlgorithm);
    }
    if jwk.usage().is_some_and(|usage| usage != "sig") {
        return Err(Error::WrongUse);
    }
    let excluded = |operations: &[String]| operations.iter().all(|known| known != operation);
    if jwk.key_ops().is_some_and(excluded) {
        return Err(Error::OperationNotAllowed);
    }
    Ok(())
}

/// The same for keys of encryption. A key for [`KeyManagement::Dir`] may name in its `alg` what it
/// encrypts the content with (as in RFC 7520 §5.6), which then is the only such algorithm.
fn check_sealing_purpose(
    jwk: &Jwk,
    management: KeyManagement,
    operations: &[&str],
) -> Result<Option<ContentEncryption>, Error> {
    if !management.fits(jwk) {
        return Err(Error::WrongKeyType);
    }
    let only = match (jwk.alg(), management) {
        (Some(alg), _) if alg == management.name() => None,
        (Some(alg), KeyManagement::Dir) => Some(alg.parse().map_err(|_| Error::WrongAlgorithm)?),
        (Some(_), _) => return Err(Error::WrongAlgorithm),
        (None, _) => None,
    };
    if jwk.usage().is_some_and(|usage| usage != "enc") {
        return Err(Error::WrongUse);
    }
    let excluded = |known: &[String]| known.iter().all(|known| !operations.contains(&known.as_str()));
    if jwk.key_ops().is_some_and(excluded) {
        return Err(Error::OperationNotAllowed);
    }
    Ok(only)
}

/// Whether the key says that messages may be encrypted to it by `management`.
pub(crate) fn check_recipient(jwk: &Jwk, management: KeyManagement) -> Result<(), Error> {
    let [operations, _] = sealing_operations(management);
    check_sealing_purpose(jwk, management, operations).map(|_| ())
}

/// The operations (RFC 7517 §4.3) of which a key's `key_ops` must allow one: to encrypt, to decrypt.
fn sealing_operations(management: KeyManagement) -> [&'static [&'static str]; 2] {
    match management.scheme() {
        Scheme::Oaep(_) => [&["wrapKey", "encrypt"], &["unwrapKey", "decrypt"]],
        Scheme::Agreement(_) => [&["deriveKey", "deriveBits"]; 2],
        Scheme::Wrap(_) => [&["wrapKey"], &["unwrapKey"]],
        Scheme::Direct => [&["encrypt"], &["decrypt"]],
    }
}

/// A wrapping key has its algorithm's length, and the content's own is as long as some `enc` needs it.
fn check_sealing_secret(secret: &[u8], management: KeyManagement) -> Result<(), Error> {
    let fits = match management.secret_len() {
        Some(length) => secret.len() == length,
        None => ContentEncryption::all().any(|enc| enc.key_len() == secret.len()),
    };
    if fits { Ok(()) } else { Err(Error::SecretLength) }
}

/// RFC 7518 §3.3 and §3.5 want 2048 bits; the rest is what the backend can work with, told here
/// so that the refusal names its reason.
fn check_rsa(jwk: &Jwk, n: &[u8], e: &[u8]) -> Result<(), Error> {
    if jwk.bits() < 2048 {
        return Err(Error::ModulusTooShort);
    }
    if jwk.bits() > 8192 {
        return Err(Error::ModulusTooLong);
    }
    let odd = |number: &[u8]| number.last().is_some_and(|last| last % 2 == 1);
    let short = e.len() < 5 || (e.len() == 5 && e[0] == 1);
    if !odd(n) || !odd(e) || e == [1] || !short {
        return Err(Error::InvalidModulusOrExponent);
    }
    if jwk.is_roca() {
        return Err(Error::KnownWeak);
    }
    Ok(())
}

fn check_secret(secret: &[u8], algorithm: JwsAlgorithm) -> Result<(), Error> {
    if secret.len() < algorithm.hash().output_len() {
        return Err(Error::SecretTooShort);
    }
    Ok(())
}
