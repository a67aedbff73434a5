//! Identifiers in addresses.

use axum::extract::{FromRequestParts, Path};
use http::request::Parts;
use idp::{Reason, Refusal};

use crate::http::error::Api;

/// The longest identifier there is, in bytes.
pub(super) const LONGEST: usize = 200;

/// The identifier in an address. What cannot be one is not looked up: there is no such thing.
pub(in crate::http) struct Id(pub(in crate::http) String);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = Api;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Api> {
        match Path::<String>::from_request_parts(parts, state).await {
            Ok(Path(id)) if is_fit(&id) => Ok(Self(id)),
            _ => Err(Refusal::new(Reason::NotFound).into()),
        }
    }
}

/// The two identifiers in an address, under the same rule.
pub(in crate::http) struct Two(pub(in crate::http) String, pub(in crate::http) String);

impl<S: Send + Sync> FromRequestParts<S> for Two {
    type Rejection = Api;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Api> {
        match Path::<(String, String)>::from_request_parts(parts, state).await {
            Ok(Path((first, second))) if is_fit(&first) && is_fit(&second) => Ok(Self(first, second)),
            _ => Err(Refusal::new(Reason::NotFound).into()),
        }
    }
}

/// Whether something can be an identifier: printable ASCII without spaces, and not too long.
pub(super) fn is_fit(id: &str) -> bool {
    (1..=LONGEST).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic())
}
