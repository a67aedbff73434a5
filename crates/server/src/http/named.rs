//! What an address names.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Path, State};
use axum::response::Response;
use http::request::Parts;

use super::{Web, refused};

/// The part of an address that varies. Where it is no text, there is nothing at that address.
pub(super) struct Named(pub(super) String);

impl FromRequestParts<Arc<Web>> for Named {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, web: &Arc<Web>) -> Result<Self, Response> {
        match Path::<String>::from_request_parts(parts, web).await {
            Ok(Path(name)) => Ok(Self(name)),
            Err(_) => {
                let web = State(Arc::clone(web));
                Err(refused::address(web, parts.uri.clone(), parts.headers.clone()).await)
            }
        }
    }
}
