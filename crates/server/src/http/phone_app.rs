//! `/phone/…`: the phone app, and the address to which the links of QR codes lead.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use http::{HeaderMap, HeaderValue, StatusCode, Uri};

use super::form::header;
use super::named::Named;
use super::{Web, refused};
use crate::page::phone_app::{self, File};

/// Where a link leads. What is in it is for the app alone, which takes it out of the address; nothing keeps it.
pub(super) async fn begin(State(web): State<Arc<Web>>, uri: Uri, headers: HeaderMap) -> Response {
    let mut response = page(State(web), uri, headers).await;
    response.headers_mut().remove(ETAG);
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// With its last stroke or without: the app goes to its own address in any case.
pub(super) async fn page(State(web): State<Arc<Web>>, uri: Uri, headers: HeaderMap) -> Response {
    file(State(web), Named(String::new()), uri, headers).await
}

pub(super) async fn file(
    State(web): State<Arc<Web>>,
    Named(path): Named,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let Some(file) = phone_app::get(&path) else { return refused::address(State(web), uri, headers).await };
    let encrypted = web.node.issuers().iter().all(|issuer| issuer.base.starts_with("https://"));
    answer(file, encrypted, header(&headers, &IF_NONE_MATCH))
}

/// Browsers ask each time whether they have the newest: a page never runs beside modules of another version.
fn answer(file: File, encrypted: bool, known: Option<&str>) -> Response {
    let tag = format!("\"{}\"", file.tag);
    let is_known = known.is_some_and(|known| known.split(',').any(|one| one.trim() == tag));
    let mut response =
        if is_known { StatusCode::NOT_MODIFIED.into_response() } else { file.bytes.into_response() };
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(file.content_type));
    headers.extend(HeaderValue::from_str(&tag).ok().map(|tag| (ETAG, tag)));
    for (name, value) in phone_app::headers() {
        headers.extend(
            HeaderValue::from_str(&value).ok().map(|value| (http::HeaderName::from_static(name), value)),
        );
    }
    let policy = phone_app::content_security_policy(encrypted);
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    response
}
