//! `/oidc/checksession`: the page that clients load unseen, and ask by messages whether the session
//! changed (OpenID Connect Session Management §3.2).

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};

use super::Web;
use crate::page;

/// Any client's page may frame it; that is what it is for. It shows nothing, loads its own script and
/// nothing else, and tells each client only what that client can compare with what it was told.
const POLICY: &str =
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors *; script-src 'self'";

pub(super) async fn page(State(web): State<Arc<Web>>) -> Response {
    let mut response = page::check_session(web.cookies.browser_state_name()).into_response();
    let headers = response.headers_mut();
    for (name, value) in [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
        (http::header::CONTENT_SECURITY_POLICY, POLICY),
        (http::header::REFERRER_POLICY, "no-referrer"),
        (http::header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
