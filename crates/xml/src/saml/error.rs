use std::fmt;

use crate::{encryption, signature};

/// Why a message of SAML is not believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// The XML is not as it has to be.
    Xml(crate::Error),
    /// The signature is not believed.
    Signature(signature::Error),
    /// What is encrypted is not opened.
    Encryption(encryption::Error),
    /// Neither the message nor the assertion is signed.
    Unsigned,
    /// It is of another version than 2.0.
    Version,
    /// There is not exactly one assertion.
    Assertions(usize),
    /// An assertion stands where none is read.
    AssertionElsewhere,
    /// The provider says that it failed; what it says stands in the response.
    Status,
    /// Somebody else says so than is asked for.
    Issuer,
    /// It is meant for another address.
    Destination,
    /// It answers another question, or one where none was asked.
    InResponseTo,
    /// Nothing confirms that who brings it is the one it is about.
    Confirmation,
    /// It is to be brought to another address.
    Recipient,
    /// It is not valid yet.
    NotYetValid,
    /// It is not valid any more.
    Expired,
    /// It is for somebody else.
    Audience,
    /// Nothing in it says for whom it is.
    NoAudience,
    /// Nothing in it says that anybody signed in.
    NoAuthentication,
    /// The session it tells of is over.
    SessionOver,
    /// It is about nobody.
    NoSubject,
    /// It cannot be read from the way it came: not base64, not compressed, or too long.
    Binding(&'static str),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Xml(error) => error.fmt(f),
            Self::Signature(error) => error.fmt(f),
            Self::Encryption(error) => error.fmt(f),
            Self::Unsigned => f.write_str("neither the message nor the assertion is signed"),
            Self::Version => f.write_str("the message is of another version than SAML 2.0"),
            Self::Assertions(count) => write!(f, "the message has {count} assertions instead of one"),
            Self::AssertionElsewhere => f.write_str("an assertion stands where none is read"),
            Self::Status => f.write_str("the provider says that it failed"),
            Self::Issuer => f.write_str("the issuer is another"),
            Self::Destination => f.write_str("the message is meant for another address"),
            Self::InResponseTo => f.write_str("the message does not answer our request"),
            Self::Confirmation => f.write_str("nothing confirms who brings the assertion"),
            Self::Recipient => f.write_str("the assertion is to be brought to another address"),
            Self::NotYetValid => f.write_str("the assertion is not valid yet"),
            Self::Expired => f.write_str("the assertion is not valid any more"),
            Self::Audience => f.write_str("the assertion is for somebody else"),
            Self::NoAudience => f.write_str("the assertion does not say for whom it is"),
            Self::NoAuthentication => f.write_str("the assertion does not say that anybody signed in"),
            Self::SessionOver => f.write_str("the session that the assertion tells of is over"),
            Self::NoSubject => f.write_str("the assertion is about nobody"),
            Self::Binding(what) => write!(f, "the message cannot be read: {what}"),
        }
    }
}

impl std::error::Error for Error {}

impl From<crate::Error> for Error {
    fn from(error: crate::Error) -> Self {
        Self::Xml(error)
    }
}

impl From<signature::Error> for Error {
    fn from(error: signature::Error) -> Self {
        Self::Signature(error)
    }
}

impl From<encryption::Error> for Error {
    fn from(error: encryption::Error) -> Self {
        Self::Encryption(error)
    }
}
