//! How answers look.

use axum::http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, LOCATION, PRAGMA};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::fault::Fault;
use crate::page::{self, Locale};

/// Holds of every answer. `form-action` is left out: a browser holds it against the whole way back, and
/// where that leads after the relying party nobody here knows.
const FENCE: [(HeaderName, &str); 5] = [
    (HeaderName::from_static("content-security-policy"), POLICY),
    (HeaderName::from_static("x-content-type-options"), "nosniff"),
    (HeaderName::from_static("referrer-policy"), "no-referrer"),
    (HeaderName::from_static("x-frame-options"), "DENY"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];
const POLICY: &str =
    "default-src 'none'; img-src data:; style-src 'self'; base-uri 'none'; frame-ancestors 'none'";

pub(super) async fn fenced(mut response: Response) -> Response {
    for (name, value) in FENCE {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}

/// What nobody may keep.
fn unkept(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(PRAGMA, HeaderValue::from_static("no-cache"));
    response
}

pub(super) fn html(status: StatusCode, page: String) -> Response {
    unkept((status, [(CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response())
}

pub(super) fn json(status: StatusCode, body: &Value) -> Response {
    unkept((status, [(CONTENT_TYPE, "application/json")], body.to_string()).into_response())
}

pub(super) fn text(content_type: &'static str, body: String) -> Response {
    unkept(([(CONTENT_TYPE, content_type)], body).into_response())
}

/// The browser goes on by GET.
pub(super) fn see_other(address: &str) -> Response {
    match HeaderValue::from_str(address) {
        Ok(address) => unkept((StatusCode::SEE_OTHER, [(LOCATION, address)]).into_response()),
        Err(_) => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

/// What is wrong, to a program.
pub(super) fn told(fault: &Fault) -> Response {
    let status = match fault.error {
        "invalid_client" | "invalid_token" => StatusCode::UNAUTHORIZED,
        _ => StatusCode::BAD_REQUEST,
    };
    json(status, &json!({ "error": fault.error, "error_description": fault.description() }))
}

/// What is wrong, to whoever sits before the browser: most likely the integrator.
pub(super) fn shown(fault: &Fault, headers: &HeaderMap) -> Response {
    html(StatusCode::BAD_REQUEST, page::fault(language(headers), fault))
}

/// Something of ours failed.
pub(super) fn failed(error: &jose::Error) -> Response {
    json(
        StatusCode::INTERNAL_SERVER_ERROR,
        &json!({ "error": "server_error", "error_description": error.to_string() }),
    )
}

/// Played.
pub(super) fn out_of_order() -> Response {
    let words = "Played: this endpoint is out of order.";
    json(
        StatusCode::SERVICE_UNAVAILABLE,
        &json!({ "error": "temporarily_unavailable", "error_description": words }),
    )
}

/// Played: more is announced than comes, and the connection ends.
pub(super) fn broken_off() -> Response {
    const ANNOUNCED: HeaderValue = HeaderValue::from_static("4096");
    let headers = [(CONTENT_TYPE, HeaderValue::from_static("application/json")), (CONTENT_LENGTH, ANNOUNCED)];
    unkept((headers, "{").into_response())
}

pub(super) async fn nothing_here(headers: HeaderMap) -> Response {
    html(StatusCode::NOT_FOUND, page::nothing_here(language(&headers)))
}

/// As the browser asks.
pub(super) fn language(headers: &HeaderMap) -> Locale {
    let accepted = headers.get("accept-language").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let tags = accepted.split(',').filter_map(|part| part.split(';').next());
    tags.map(str::trim).find_map(Locale::named).unwrap_or_default()
}
