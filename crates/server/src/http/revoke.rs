//! `/oauth2/revoke`

use std::pin::pin;
use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use idp::Refusal;
use oidc::parameters::Parameters;
use oidc::revocation::Request;

use super::Web;
use super::certificate;
use super::error::OAuth;
use super::form::{Form, Received};
use super::peer::Peer;
use super::token::{allow_origin, client};
use crate::flow;

pub(super) async fn revoke(State(web): State<Arc<Web>>, Received(_, form): Received) -> Response {
    let done = match form {
        Ok(form) => end(&web, &form).await,
        Err(refusal) => Err(refusal),
    };
    let mut response = match done {
        Ok(()) => StatusCode::OK.into_response(),
        Err(refusal) => OAuth(refusal).into_response(),
    };
    allow_origin(response.headers_mut());
    response
}

async fn end(web: &Web, form: &Form) -> Result<(), Refusal> {
    let parameters = Parameters::parse(&form.encoded)?;
    let presented = client(form, &parameters)?;
    let request = Request::parse(&parameters)?;
    let certificate = certificate::current();
    let answer = pin!(flow::revoke::revoke(&web.node, &presented, &certificate, &request));
    flow::failures::bounded(&web.node, Peer::current(), &presented, answer).await
}
