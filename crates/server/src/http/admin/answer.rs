//! What is answered when it went well.

use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, ETAG, LOCATION};
use http::{HeaderName, HeaderValue, StatusCode};
use idp::model::Version;
use serde::Serialize;
use url::form_urlencoded::byte_serialize;

use super::version::entity_tag;
use crate::http::token::no_store;

/// JSON that nobody may keep.
pub(super) fn json(body: &impl Serialize) -> Response {
    no_store(serde_json::to_vec(body).unwrap_or_default())
}

/// A record, with its version as entity tag.
pub(super) fn record(body: &impl Serialize, version: Version) -> Response {
    with(json(body), ETAG, &entity_tag(version))
}

/// A record just made: 201, and where it is from now on.
pub(super) fn created(mut response: Response, collection: &str, id: &str) -> Response {
    *response.status_mut() = StatusCode::CREATED;
    let segment: String = byte_serialize(id.as_bytes()).collect();
    with(response, LOCATION, &format!("/admin/api/v1/{collection}/{segment}"))
}

/// Done, and nothing to tell.
pub(super) fn nothing() -> Response {
    with(StatusCode::NO_CONTENT.into_response(), CACHE_CONTROL, "no-store")
}

fn with(mut response: Response, name: HeaderName, value: &str) -> Response {
    // Entity tags and encoded addresses are always fit for a header.
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
    response
}
