//! What an address names.

use axum::extract::{FromRequestParts, Path};
use axum::response::Response;
use http::request::Parts;

use super::refused;

/// The part of an address that varies. Where it is no text, there is nothing at that address.
pub(super) struct Named(pub(super) String);

impl<S: Send + Sync> FromRequestParts<S> for Named {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Response> {
        match Path::<String>::from_request_parts(parts, state).await {
            Ok(Path(name)) => Ok(Self(name)),
            Err(_) => Err(refused::address(parts.uri.clone(), parts.headers.clone()).await),
        }
    }
}
