use crate::{json, key};
use std::fmt;

/// Why a message is not encrypted as it must be, or can not be opened. It is for the operator:
/// everybody else is told [`Error::PUBLIC`]. None repeats what the message holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Error {
    /// Longer than allowed.
    TooLong,
    /// One of the JSON serialisations (RFC 7516 §7.2).
    JsonSerialization,
    /// Three parts: a token that is signed, not encrypted (RFC 7515).
    NotEncrypted,
    /// Not five parts.
    NotCompact,
    /// A header longer than [`MAX_HEADER_BYTES`](super::MAX_HEADER_BYTES).
    HeaderTooLong,
    /// A header that is not canonical base64url.
    HeaderEncoding,
    /// Another part, named here, that is not canonical base64url.
    PartEncoding(&'static str),
    /// A header that is not strict JSON.
    HeaderJson(json::Error),
    /// A header that is JSON but not an object.
    HeaderNotAnObject,
    /// A header that names a member twice.
    DuplicateHeaderMember,
    /// A header member of the wrong JSON type or form.
    HeaderMember(&'static str),
    /// A header without a member that it needs.
    HeaderMemberMissing(&'static str),
    /// `crit` names extensions; none is understood.
    CriticalNotUnderstood,
    /// `zip`: what was compressed before it was encrypted tells by its length what it held, and may
    /// be made to unpack to more than there is memory.
    Compressed,
    /// `alg` is one that is left out on purpose: the reason (see
    /// [`KeyManagement::refused`](crate::KeyManagement::refused)).
    ManagementRefused(&'static str),
    /// `alg` is not known.
    ManagementUnknown,
    /// `enc` is not known.
    EncryptionUnknown,
    /// An initialization vector that is not as long as that of `enc`.
    IvLength,
    /// An authentication tag that is not as long as that of `enc`.
    TagLength,
    /// A ciphertext that is no number of whole blocks, where `enc` encrypts block by block.
    CiphertextLength,
    /// `alg` is not one that may be used here.
    ManagementNotAllowed,
    /// `enc` is not one that may be used here.
    EncryptionNotAllowed,
    /// `alg` is not the key's.
    ManagementNotOfKey,
    /// The key says that it is for another `enc` alone.
    EncryptionNotOfKey,
    /// An encrypted key that is not as long as one for this key and this `enc` is.
    EncryptedKeyLength,
    /// The encrypted key was not made for this key, or was changed.
    KeyNotUnwrapped,
    /// What was in the encrypted key is not as long as the key of `enc` is.
    ContentKeyLength,
    /// The secret is not as long as the key of `enc` is.
    SecretLength,
    /// `epk` is on another curve than the key, or is no point of it.
    EphemeralPoint,
    /// `epk` is a point with which everybody agrees on the same.
    EphemeralSmallOrder,
    /// The tag is not that of this message under this key.
    TagInvalid,
    /// The content does not end as its padding says.
    Padding,
    /// What was to be encrypted can not be written as JSON.
    NotSerializable,
    /// The key failed.
    Key(key::Error),
}

impl Error {
    /// What anybody but the operator is told, whichever check failed.
    pub const PUBLIC: &'static str = "the encrypted message can not be opened";

    /// Whether a key was at work when it failed, so that nothing but the outcome could be seen.
    pub fn after_key(&self) -> bool {
        matches!(
            self,
            Self::EncryptedKeyLength
                | Self::KeyNotUnwrapped
                | Self::ContentKeyLength
                | Self::SecretLength
                | Self::EphemeralPoint
                | Self::EphemeralSmallOrder
                | Self::TagInvalid
                | Self::Padding
        )
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Self::PartEncoding(name) => return write!(f, "the {name} is not canonical base64url"),
            Self::HeaderJson(error) => return write!(f, "the header is {error}"),
            Self::HeaderMember(name) => return write!(f, "the header's {name} is malformed"),
            Self::HeaderMemberMissing(name) => return write!(f, "the header has no {name}"),
            Self::ManagementRefused(reason) => {
                return write!(f, "the header's alg is refused: {reason}");
            }
            Self::Key(error) => return error.fmt(f),
            Self::TooLong => "the token is too long",
            Self::JsonSerialization => "the token is in a JSON serialization, not the compact one",
            Self::NotEncrypted => "the token is signed, not encrypted",
            Self::NotCompact => "the token does not have five parts",
            Self::HeaderTooLong => "the header is too long",
            Self::HeaderEncoding => "the header is not canonical base64url",
            Self::HeaderNotAnObject => "the header is not a JSON object",
            Self::DuplicateHeaderMember => "the header names a member twice",
            Self::CriticalNotUnderstood => "the header's crit names what is not understood",
            Self::Compressed => "the header has zip: compressed content is not read",
            Self::ManagementUnknown => "the header's alg is not supported",
            Self::EncryptionUnknown => "the header's enc is not supported",
            Self::IvLength => "the initialization vector is not as long as that of enc",
            Self::TagLength => "the authentication tag is not as long as that of enc",
            Self::CiphertextLength => "the ciphertext is not whole blocks of enc",
            Self::ManagementNotAllowed => "the header's alg is not allowed here",
            Self::EncryptionNotAllowed => "the header's enc is not allowed here",
            Self::ManagementNotOfKey => "the header's alg is not that of the key",
            Self::EncryptionNotOfKey => "the key's alg names another enc",
            Self::EncryptedKeyLength => "the encrypted key is not as long as one for this key and enc",
            Self::KeyNotUnwrapped => "the encrypted key does not open with this key",
            Self::ContentKeyLength => "the key of the content is not as long as that of enc",
            Self::SecretLength => "the secret is not as long as the key of enc",
            Self::EphemeralPoint => "the header's epk is not a point on the key's curve",
            Self::EphemeralSmallOrder => "the header's epk is a point of small order",
            Self::TagInvalid => "the authentication tag does not hold",
            Self::Padding => "the content is not padded as it must be",
            Self::NotSerializable => "the content can not be written as JSON",
        };
        f.write_str(text)
    }
}

impl std::error::Error for Error {}
