use crate::json;
use std::fmt;

/// Why the claims of a signed token are not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// A token of another kind (`typ`).
    OtherKind,
    /// Claims that are not a strict JSON object.
    Json(json::Error),
    /// A registered claim of the wrong JSON type, or a time that can not be one.
    Malformed(&'static str),
    /// A required claim is missing.
    Missing(String),
    /// `iss` is not the expected issuer.
    OtherIssuer,
    /// `aud` does not name us.
    OtherAudience,
    /// `exp` has passed.
    Expired,
    /// `nbf` has not come.
    NotYetValid,
    /// `iat` has not come.
    IssuedInFuture,
    /// The claims do not fit the type asked for.
    OtherShape,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OtherKind => f.write_str("the token is of another kind (typ)"),
            Self::Json(error) => write!(f, "the claims are {error}"),
            Self::Malformed(name) => write!(f, "the claim {name} is malformed"),
            Self::Missing(name) => write!(f, "the claim {name} is missing"),
            Self::OtherIssuer => f.write_str("the token has another issuer (iss)"),
            Self::OtherAudience => f.write_str("the token is for another reader (aud)"),
            Self::Expired => f.write_str("the token has expired (exp)"),
            Self::NotYetValid => f.write_str("the token is not valid yet (nbf)"),
            Self::IssuedInFuture => f.write_str("the token was issued in the future (iat)"),
            Self::OtherShape => f.write_str("the claims have another shape than expected"),
        }
    }
}

impl std::error::Error for Error {}
