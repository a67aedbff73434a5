//! What is at no address of ours, and what is asked in the wrong way.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, Uri};
use idp::{Reason, Refusal};

use super::Web;
use super::error::{OAuth, to_browser};
use super::form::header;
use super::home::language;

/// There is nothing here.
pub(super) async fn address(State(web): State<Arc<Web>>, uri: Uri, headers: HeaderMap) -> Response {
    refuse(&web, Reason::NotFound, &uri, &headers)
}

/// There is something here, but not for this method.
pub(super) async fn method(State(web): State<Arc<Web>>, uri: Uri, headers: HeaderMap) -> Response {
    refuse(&web, Reason::MethodNotAllowed, &uri, &headers)
}

/// People get a page, programs JSON.
pub(super) fn refuse(web: &Web, reason: Reason, uri: &Uri, headers: &HeaderMap) -> Response {
    let refusal = Refusal::new(reason);
    let accept = header(headers, &http::header::ACCEPT).unwrap_or_default();
    if accept.contains("text/html") {
        to_browser(&refusal, language(web, headers, uri.query()))
    } else {
        OAuth(refusal).into_response()
    }
}
