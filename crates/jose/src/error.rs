use std::fmt;

/// Any error of this crate, for callers that treat them alike. Each module has its own, and the
/// functions return those.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Error {
    /// The bytes are not base64url.
    Base64Url(crate::base64url::Error),
    /// The bytes are not strict JSON.
    Json(crate::json::Error),
    /// The JSON is not a key.
    Jwk(crate::jwk::Error),
    /// The key can not be used so.
    Key(crate::key::Error),
    /// The token is not a signature to rely on.
    Jws(crate::jws::Error),
    /// The message can not be opened.
    Jwe(crate::jwe::Error),
    /// The message can not be opened, or what is in it is not signed to rely on.
    Nested(crate::nested::Error),
    /// The claims are not those expected.
    Jwt(crate::jwt::Error),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Base64Url(error) => error.fmt(f),
            Self::Json(error) => error.fmt(f),
            Self::Jwk(error) => error.fmt(f),
            Self::Key(error) => error.fmt(f),
            Self::Jws(error) => error.fmt(f),
            Self::Jwe(error) => error.fmt(f),
            Self::Nested(error) => error.fmt(f),
            Self::Jwt(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Error {}

impl From<crate::base64url::Error> for Error {
    fn from(error: crate::base64url::Error) -> Self {
        Self::Base64Url(error)
    }
}

impl From<crate::json::Error> for Error {
    fn from(error: crate::json::Error) -> Self {
        Self::Json(error)
    }
}

impl From<crate::jwk::Error> for Error {
    fn from(error: crate::jwk::Error) -> Self {
        Self::Jwk(error)
    }
}

impl From<crate::key::Error> for Error {
    fn from(error: crate::key::Error) -> Self {
        Self::Key(error)
    }
}

impl From<crate::jws::Error> for Error {
    fn from(error: crate::jws::Error) -> Self {
        Self::Jws(error)
    }
}

impl From<crate::jwt::Error> for Error {
    fn from(error: crate::jwt::Error) -> Self {
        Self::Jwt(error)
    }
}

impl From<crate::jwe::Error> for Error {
    fn from(error: crate::jwe::Error) -> Self {
        Self::Jwe(error)
    }
}

impl From<crate::nested::Error> for Error {
    fn from(error: crate::nested::Error) -> Self {
        Self::Nested(error)
    }
}
