use std::fmt;

use jose::{jwe, jws, jwt, nested};

/// Which token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// OpenID Connect Core §2.
    IdToken,
    /// OpenID Connect Core §5.3.2.
    UserInfo,
    /// JWT Secured Authorization Response Mode §2.1.
    AuthorizationResponse,
    /// Back-Channel Logout §2.4.
    LogoutToken,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::IdToken => "ID token",
            Self::UserInfo => "user information",
            Self::AuthorizationResponse => "authorization response",
            Self::LogoutToken => "logout token",
        })
    }
}

/// Why a token is not believed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum TokenFault {
    /// It came as JSON, although it is registered to be signed.
    NotSigned,
    /// It is not encrypted, although it is registered to be.
    NotSealed,
    /// It is encrypted, although it is not registered to be.
    Sealed,
    /// It does not open.
    Sealing(jwe::Error),
    /// It opens, and holds no token that is signed. That it opens proves nothing: anybody has the public
    /// key.
    Inside(nested::Error),
    /// It is sealed for a key that is not set here.
    DecryptionKeyUnknown {
        /// What it calls the key.
        kid: Option<String>,
    },
    /// Its form, its algorithm or its signature.
    Signature(jws::Error),
    /// No published key can have signed it.
    SigningKeyUnknown {
        /// What it calls its key.
        kid: Option<String>,
    },
    /// A claim of every such token.
    Claims(jwt::Error),
    /// A claim that is missing, and must be there as things are.
    Missing(&'static str),
    /// A claim that is not as was asked for.
    Other(&'static str),
    /// A half hash that is not that of what came beside it.
    Hash(&'static str),
    /// The person signed in longer ago than `max_age` allows.
    SignedInTooLongAgo,
    /// The person signed in in none of the ways that were asked for (`acr`).
    OtherAcr,
    /// A claim that such a token never has.
    Forbidden(&'static str),
}

impl TokenFault {
    /// Whether the provider may have a new key by now that would settle it.
    pub(crate) fn may_be_a_new_key(&self) -> bool {
        matches!(
            self,
            Self::SigningKeyUnknown { .. }
                | Self::Signature(jws::Error::SignatureInvalid | jws::Error::Key(_))
        )
    }
}

impl fmt::Display for TokenFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSigned => f.write_str("it is not signed, although it is set here to be"),
            Self::NotSealed => f.write_str("it is not encrypted, although it is set here to be"),
            Self::Sealed => f.write_str(
                "it is encrypted, although no such algorithm is set here: set what the client is \
                 registered with",
            ),
            Self::Sealing(error) => write!(f, "it does not open: {error}"),
            Self::Inside(error) => write!(f, "it opens, and holds no signed token: {error}"),
            Self::DecryptionKeyUnknown { kid } => {
                write!(
                    f,
                    "it is sealed for the key {:?}, which is not set here",
                    kid.as_deref().unwrap_or_default()
                )
            }
            Self::Signature(error) => error.fmt(f),
            Self::SigningKeyUnknown { kid: Some(kid) } => {
                write!(f, "the provider publishes no key {kid:?} that could have signed it")
            }
            Self::SigningKeyUnknown { kid: None } => {
                f.write_str("the provider publishes no key that could have signed it")
            }
            Self::Claims(error) => error.fmt(f),
            Self::Missing(name) => write!(f, "the claim {name} is missing"),
            Self::Other(name) => write!(f, "its {name} is another than was asked for"),
            Self::Hash(name) => write!(f, "its {name} is not that of what came beside it"),
            Self::SignedInTooLongAgo => {
                f.write_str("the person signed in longer ago than max_age allows (auth_time)")
            }
            Self::OtherAcr => {
                f.write_str("the person signed in in none of the ways that were asked for (acr)")
            }
            Self::Forbidden(name) => write!(f, "it has the claim {name}, which such a token never has"),
        }
    }
}

impl std::error::Error for TokenFault {}
