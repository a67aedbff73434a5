//! `/health/live` and `/health/ready`

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;

use super::Web;

/// The process runs.
pub(super) async fn live() -> Response {
    (StatusCode::OK, "live\n").into_response()
}

/// The node can serve: it is not about to end, its store answers, and there is a key to sign with.
pub(super) async fn ready(State(web): State<Arc<Web>>) -> Response {
    if web.is_draining() {
        return (StatusCode::SERVICE_UNAVAILABLE, "about to end\n").into_response();
    }
    if web.node.keyring().algorithms().is_empty() {
        return (StatusCode::SERVICE_UNAVAILABLE, "there is no key to sign with\n").into_response();
    }
    match web.node.check_ready().await {
        Ok(()) => (StatusCode::OK, "ready\n").into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the store does not answer\n").into_response(),
    }
}
