//! `/upstream/{id}/backchannel_logout`, where an upstream says that sessions there are over (OpenID Connect
//! Back-Channel Logout §2.5, we as the client).

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::header::CACHE_CONTROL;
use http::{HeaderValue, StatusCode};

use super::Web;
use super::error::OAuth;
use super::form::{Form, Received, text};
use super::peer::Peer;
use crate::flow;

/// As §2.8 has it: also where nothing was left to end, it is done.
pub(super) async fn take(
    State(web): State<Arc<Web>>,
    Path(id): Path<String>,
    Received(_, form): Received,
) -> Response {
    let taken = match form.as_ref().map(|form: &Form| text(&form.encoded)) {
        Ok(Ok(encoded)) => flow::upstream_logout::take(&web.node, &id, encoded, Peer::current()).await,
        Ok(Err(refusal)) => Err(refusal),
        Err(_) => form.map(drop),
    };
    let mut response = match taken {
        Ok(()) => StatusCode::OK.into_response(),
        Err(refusal) => OAuth(refusal).into_response(),
    };
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
