use std::fmt;

use super::{Kind, TokenFault};
use jose::{json, jwk};

/// Where the provider does not keep to the protocol, or not to what is registered.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProviderFault {
    /// A status that says neither yes nor no.
    Status {
        /// What was asked for.
        of: &'static str,
        /// The status.
        status: u16,
    },
    /// Another media type than the specification has, or is registered.
    MediaType {
        /// What was asked for.
        of: &'static str,
        /// What it should be.
        expected: &'static str,
    },
    /// Something that is not strict JSON.
    Json {
        /// What was asked for.
        of: &'static str,
        /// What is wrong with it.
        error: json::Error,
    },
    /// A member that is missing or malformed.
    Member {
        /// What was asked for.
        of: &'static str,
        /// The member.
        name: &'static str,
    },
    /// Metadata without a member that they cannot do without, or with one of another type.
    Metadata(String),
    /// Metadata that name another issuer than was asked (OpenID Connect Discovery §4.3).
    OtherIssuer {
        /// Who was asked.
        expected: String,
        /// Whom the metadata name.
        found: String,
    },
    /// An endpoint in the metadata that secrets must not be sent to.
    Endpoint {
        /// The member of the metadata.
        member: &'static str,
        /// What it says.
        address: String,
    },
    /// The metadata do not name an endpoint that is needed.
    NoEndpoint(&'static str),
    /// The published keys cannot be read.
    Keys(jwk::Error),
    /// No published key is for sealing with this algorithm.
    NoEncryptionKey(&'static str),
    /// A published key cannot be used.
    Key(jose::key::Error),
    /// The access token is not bound to our key, although a proof was sent (RFC 9449 §5).
    NotBound,
    /// The answer is about somebody else than the ID token (OpenID Connect Core §5.3.2, §12.2).
    OtherSubject(&'static str),
    /// A token that came straight from the provider.
    Token {
        /// Which.
        kind: Kind,
        /// What is wrong with it.
        fault: TokenFault,
    },
}

impl fmt::Display for ProviderFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status { of, status } => {
                write!(f, "The provider answered with status {status} when asked for {of}.")
            }
            Self::MediaType { of, expected } => {
                write!(f, "The provider sent {of} with another Content-Type than {expected}.")
            }
            Self::Json { of, error } => write!(f, "What the provider sent as {of} is {error}."),
            Self::Member { of, name } => {
                write!(f, "What the provider sent as {of} has no {name}, or one that cannot be read.")
            }
            Self::Metadata(reason) => write!(f, "The provider's metadata cannot be used: {reason}."),
            Self::OtherIssuer { expected, found } => write!(
                f,
                "The metadata found at {expected:?} are those of {found:?}. The issuer must be set here to \
                 the letter as the provider writes it, with or without a slash at its end."
            ),
            Self::Endpoint { member, address } => write!(
                f,
                "The provider's {member} is {address:?}, and nothing is sent there: it must be https (http \
                 only where the issuer itself is http on localhost)."
            ),
            Self::NoEndpoint(member) => {
                write!(f, "The provider does not offer what is needed here: its metadata have no {member}.")
            }
            Self::Keys(error) => write!(f, "The keys that the provider publishes cannot be read: {error}."),
            Self::NoEncryptionKey(algorithm) => write!(
                f,
                "The provider publishes no key with use enc for {algorithm}, so that nothing can be sealed \
                 for it."
            ),
            Self::Key(error) => write!(f, "A key that the provider publishes cannot be used: {error}."),
            Self::NotBound => f.write_str(
                "The provider took no notice of the DPoP proof: its access token is an ordinary bearer token.",
            ),
            Self::OtherSubject(of) => write!(f, "The {of} is about somebody else (sub) than the ID token."),
            Self::Token { kind, fault } => write!(f, "The {kind} is not to be believed: {fault}."),
        }
    }
}

impl std::error::Error for ProviderFault {}
