//! Signed and encrypted JSON: keys (RFC 7517), algorithms (RFC 7518), signatures (RFC 7515),
//! encryption (RFC 7516) and tokens (RFC 7519), with the few primitives the platform needs beside
//! them. It is the only crate that names the cryptographic backend.
//!
//! A signed compact token goes through three types, and there is no way around one of them:
//! [`jws::decode`] gives an [`jws::Unverified`] that shows its header, for the look-up of a key and
//! nothing else; [`jws::Unverified::verify`] gives a [`Verified`] payload; [`jwt::verify`] gives
//! [`Verified`] claims. An encrypted one goes through two: [`jwe::decode`] gives a [`jwe::Sealed`] that
//! shows its header, and [`jwe::Sealed::decrypt`] gives what was in it, which proves nothing about who
//! wrote it. [`nested`] is both: signed, then encrypted, and back. Keys are parsed once, into
//! [`SigningKey`] and [`VerifyingKey`], [`EncryptionKey`] and [`DecryptionKey`], and kept.

pub mod algorithm;
pub mod base32;
pub mod base64url;
pub mod certificate;
pub mod constant_time;
pub mod digest;
mod error;
pub mod hotp;
pub mod json;
pub mod jwe;
pub mod jwk;
pub mod jws;
pub mod jwt;
pub mod key;
pub mod mac;
pub mod nested;
pub mod pbkdf2;
pub mod pkcs12;
pub mod random;
pub mod sealing;
pub mod secret;
mod verified;
pub mod xmlenc;

pub use algorithm::content_encryption::ContentEncryption;
pub use algorithm::key_management::KeyManagement;
pub use algorithm::{Curve, Hash, JwsAlgorithm, KeyType, hash_half};
pub use certificate::Certificate;
pub use error::Error;
pub use jwk::{Jwk, JwkSet};
pub use key::{DecryptionKey, EncryptionKey, SigningKey, VerifyingKey, warm_up};
pub use secret::Secret;
pub use verified::Verified;
