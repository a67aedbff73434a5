use std::fmt;

/// Why a signature is not believed, or cannot be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// The XML itself is not as it has to be.
    Xml(crate::Error),
    /// The element has no signature that is its direct child.
    Missing,
    /// It has several.
    Several,
    /// A comment or an instruction stands inside the signature.
    Comment,
    /// Something in the signature is not read here: `Object`, `Manifest`, or what nobody knows.
    Unexpected(String),
    /// A canonical form that is not read.
    Canonicalization(String),
    /// An algorithm that is not known, or refused on purpose ([`refused`](super::refused) says why).
    Algorithm(String),
    /// There is not exactly one reference.
    References(usize),
    /// The reference is to something else than the element the signature stands in.
    ReferenceElsewhere,
    /// The element has no id, or several.
    Id,
    /// More than one element of the document has this id.
    DuplicateId,
    /// Other transforms than the enveloped signature and the exclusive canonical form, in this order.
    Transforms,
    /// This is not base64.
    Encoding(&'static str),
    /// The element is not what was signed.
    Digest,
    /// None of the caller's keys is of the algorithm's kind.
    NoKey,
    /// The caller's key cannot be used, or the signing failed.
    Key(jose::key::Error),
    /// The signature is not one of any of the caller's keys.
    Invalid,
    /// The canonical form is longer than is read.
    TooLong,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Xml(error) => error.fmt(f),
            Self::Missing => f.write_str("the element is not signed"),
            Self::Several => f.write_str("the element has several signatures"),
            Self::Comment => f.write_str("a comment or an instruction stands inside the signature"),
            Self::Unexpected(name) => write!(f, "the signature holds {name}, which is not read"),
            Self::Canonicalization(name) => write!(f, "the signature is over another canonical form: {name}"),
            Self::Algorithm(name) => match super::refused(name) {
                Some(reason) => write!(f, "the signature's algorithm {name} is refused: {reason}"),
                None => write!(f, "the signature's algorithm {name} is not known"),
            },
            Self::References(count) => write!(f, "the signature has {count} references instead of one"),
            Self::ReferenceElsewhere => f.write_str("the signature is not over the element it stands in"),
            Self::Id => f.write_str("the signed element does not have one id"),
            Self::DuplicateId => f.write_str("several elements have the signed element's id"),
            Self::Transforms => f.write_str("the signature asks for other transforms"),
            Self::Encoding(name) => write!(f, "the signature's {name} is not base64"),
            Self::Digest => f.write_str("the element is not what was signed"),
            Self::NoKey => f.write_str("none of the known keys is of the signature's kind"),
            Self::Key(error) => error.fmt(f),
            Self::Invalid => f.write_str("the signature is not one of a known key"),
            Self::TooLong => f.write_str("what is signed is too long"),
        }
    }
}

impl std::error::Error for Error {}

impl From<crate::Error> for Error {
    fn from(error: crate::Error) -> Self {
        Self::Xml(error)
    }
}

impl From<crate::canonical::TooLong> for Error {
    fn from(_: crate::canonical::TooLong) -> Self {
        Self::TooLong
    }
}

impl From<jose::key::Error> for Error {
    fn from(error: jose::key::Error) -> Self {
        Self::Key(error)
    }
}
