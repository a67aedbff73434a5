//! `/js/…`: the browser library for the pages of others.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri};

use super::form::header;
use super::named::Named;
use super::{Web, refused};
use crate::page::qr_login;

/// Any page may load it, and read it: as a module, with a hash to be checked, or from an isolated page.
/// It also is what the library asks for to find out that the provider is reached although a page's origin is refused.
pub(super) async fn script(
    State(web): State<Arc<Web>>,
    Named(name): Named,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let Some(script) = qr_login::get(&name) else {
        return refused::address(State(web), uri, headers).await;
    };
    let known = header(&headers, &IF_NONE_MATCH).unwrap_or_default();
    let is_known = known.split(',').any(|tag| tag.trim().trim_start_matches("W/") == script.tag);
    let mut response =
        if is_known { StatusCode::NOT_MODIFIED.into_response() } else { script.bytes.into_response() };
    let headers = response.headers_mut();
    if !is_known {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/javascript; charset=utf-8"));
    }
    headers.extend(HeaderValue::try_from(script.tag).ok().map(|tag| (ETAG, tag)));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(CROSS_ORIGIN_RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
    headers.insert("x-content-type-options", HeaderValue::from_static("nosniff"));
    response
}

const CROSS_ORIGIN_RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
