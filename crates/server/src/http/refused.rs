//! What is at no address of ours, and what is asked in the wrong way.

use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, Uri};

use super::error::html_page;
use super::home::language;
use crate::page::{self, Opener, Problem};

/// There is nothing here.
pub(super) async fn address(uri: Uri, headers: HeaderMap) -> Response {
    not_here(StatusCode::NOT_FOUND, "not-found", &uri, &headers)
}

/// There is something here, but not for this method.
pub(super) async fn method(uri: Uri, headers: HeaderMap) -> Response {
    not_here(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", &uri, &headers)
}

fn not_here(status: StatusCode, code: &'static str, uri: &Uri, headers: &HeaderMap) -> Response {
    let wants_page = headers
        .get(http::header::ACCEPT)
        .and_then(|accept| accept.to_str().ok())
        .is_some_and(|accept| accept.contains("text/html"));
    if wants_page {
        let problem = Problem { code, retry_after: None };
        let html =
            page::Error { problem, reference: "", detail: None, again_href: Some("/"), return_to: None };
        return html_page(status, html.render(language(headers, uri.query())), Opener::Severed, &[]);
    }
    let description = page::refusal_description(code, None, None).unwrap_or_default();
    let body = serde_json::json!({
        "error": "invalid_request",
        "error_description": description,
        "error_code": code,
    });
    (status, axum::Json(body)).into_response()
}
