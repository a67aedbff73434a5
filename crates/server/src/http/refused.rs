//! What is at no address of ours, and what is asked in the wrong way.

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, Uri};
use idp::{Reason, Refusal};

use super::error::{OAuth, to_browser};
use super::form::header;
use super::home::language;

/// There is nothing here.
pub(super) async fn address(uri: Uri, headers: HeaderMap) -> Response {
    refuse(Reason::NotFound, &uri, &headers)
}

/// There is something here, but not for this method.
pub(super) async fn method(uri: Uri, headers: HeaderMap) -> Response {
    refuse(Reason::MethodNotAllowed, &uri, &headers)
}

/// People get a page, programs JSON.
pub(super) fn refuse(reason: Reason, uri: &Uri, headers: &HeaderMap) -> Response {
    let refusal = Refusal::new(reason);
    let accept = header(headers, &http::header::ACCEPT).unwrap_or_default();
    if accept.contains("text/html") {
        to_browser(&refusal, language(headers, uri.query()))
    } else {
        OAuth(refusal).into_response()
    }
}
