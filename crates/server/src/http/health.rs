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

/// The node can serve: its store answers.
pub(super) async fn ready(State(web): State<Arc<Web>>) -> Response {
    match web.node.check_ready().await {
        Ok(()) => (StatusCode::OK, "ready\n").into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the store does not answer\n").into_response(),
    }
}
