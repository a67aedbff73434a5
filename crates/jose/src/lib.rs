//! Signed JSON: keys (RFC 7517), algorithms (RFC 7518), signatures (RFC 7515) and tokens
//! (RFC 7519), with the few primitives the platform needs beside them. It is the only crate that
//! names the cryptographic backend.
//!
//! A compact token goes through three types, and there is no way around one of them:
//! [`jws::decode`] gives an [`jws::Unverified`] that shows its header, for the look-up of a key and
//! nothing else; [`jws::Unverified::verify`] gives a [`Verified`] payload; [`jwt::verify`] gives
//! [`Verified`] claims. Keys are parsed once, into [`SigningKey`] and [`VerifyingKey`], and kept.
//!
//! Encryption (JWE, RFC 7516) belongs in this crate too, as the module `jwe` beside [`jws`], over
//! the same [`Jwk`]; a key published for encryption already parses, and can not be used to sign.

pub mod algorithm;
pub mod base64url;
pub mod constant_time;
pub mod digest;
mod error;
pub mod json;
pub mod jwk;
pub mod jws;
pub mod jwt;
pub mod key;
pub mod mac;
pub mod random;
pub mod sealing;
pub mod secret;
mod verified;

pub use algorithm::{Curve, Hash, JwsAlgorithm, KeyType, hash_half};
pub use error::Error;
pub use jwk::{Jwk, JwkSet};
pub use key::{SigningKey, VerifyingKey, warm_up};
pub use secret::Secret;
pub use verified::Verified;
