use crate::{json, key};
use std::fmt;

/// Why a token is not signed as it must be. None repeats what the token holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Error {
    /// Longer than allowed.
    TooLong,
    /// One of the JSON serialisations (RFC 7515 §7.2).
    JsonSerialization,
    /// Five parts: an encrypted token (RFC 7516).
    Encrypted,
    /// Not three parts.
    NotCompact,
    /// A header that is not canonical base64url.
    HeaderEncoding,
    /// A payload that is not canonical base64url.
    PayloadEncoding,
    /// A signature that is not canonical base64url.
    SignatureEncoding,
    /// A header that is not strict JSON.
    HeaderJson(json::Error),
    /// A header that is JSON but not an object.
    HeaderNotAnObject,
    /// A payload that is not a strict JSON object, where one is read.
    PayloadJson(json::Error),
    /// A header that names a member twice.
    DuplicateHeaderMember,
    /// A header member of the wrong JSON type.
    HeaderMember(&'static str),
    /// `crit` names extensions; none is understood.
    CriticalNotUnderstood,
    /// `b64` (RFC 7797), with whatever value.
    UnencodedPayload,
    /// No `alg`.
    AlgorithmMissing,
    /// `alg` is `none`.
    Unsigned,
    /// `alg` is not supported.
    AlgorithmUnknown,
    /// `alg` is not one that this signer may use.
    AlgorithmNotAllowed,
    /// `alg` is not the key's.
    AlgorithmNotOfKey,
    /// The signature does not hold.
    SignatureInvalid,
    /// What was to be signed can not be written as JSON.
    NotSerializable,
    /// The key failed.
    Key(key::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::HeaderJson(error) => return write!(f, "the header is {error}"),
            Self::PayloadJson(error) => return write!(f, "the payload is {error}"),
            Self::HeaderMember(name) => return write!(f, "the header's {name} is malformed"),
            Self::Key(error) => return error.fmt(f),
            Self::TooLong => "the token is too long",
            Self::JsonSerialization => "the token is in a JSON serialization, not the compact one",
            Self::Encrypted => "the token is encrypted, not merely signed",
            Self::NotCompact => "the token does not have three parts",
            Self::HeaderEncoding => "the header is not canonical base64url",
            Self::PayloadEncoding => "the payload is not canonical base64url",
            Self::SignatureEncoding => "the signature is not canonical base64url",
            Self::HeaderNotAnObject => "the header is not a JSON object",
            Self::DuplicateHeaderMember => "the header names a member twice",
            Self::CriticalNotUnderstood => "the header's crit names what is not understood",
            Self::UnencodedPayload => "the header has b64, which is not supported",
            Self::AlgorithmMissing => "the header has no alg",
            Self::Unsigned => "the token is unsigned (alg none)",
            Self::AlgorithmUnknown => "the header's alg is not supported",
            Self::AlgorithmNotAllowed => "the header's alg is not allowed here",
            Self::AlgorithmNotOfKey => "the header's alg is not that of the key",
            Self::SignatureInvalid => "the signature does not hold",
            Self::NotSerializable => "the content can not be written as JSON",
        };
        f.write_str(text)
    }
}

impl std::error::Error for Error {}
