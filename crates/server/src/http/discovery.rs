//! `/.well-known/openid-configuration`, `/.well-known/oauth-authorization-server`, `/oauth2/jwks`:
//! bytes prepared once.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};

use super::Web;
use super::token::allow_origin;

pub(super) async fn configuration(State(web): State<Arc<Web>>) -> Response {
    public(web.discovery().await, "application/json")
}

pub(super) async fn jwks(State(web): State<Arc<Web>>) -> Response {
    public(web.node.keyring().jwks.clone(), "application/jwk-set+json")
}

/// For everybody, and to be kept for five minutes: much shorter than a new key is announced.
pub(super) fn public(bytes: Bytes, content_type: &'static str) -> Response {
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    allow_origin(headers);
    response
}
