//! `/oauth2/introspect`

use std::pin::pin;
use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::HeaderMap;
use http::header::ACCEPT;
use idp::{Refusal, introspect};
use oidc::introspection::Request;
use oidc::parameters::Parameters;

use super::Web;
use super::certificate;
use super::error::OAuth;
use super::form::{Form, Received};
use super::peer::Peer;
use super::token::{client, no_store, no_store_as};
use crate::flow;
use crate::flow::userinfo::Told;

const JWT: &str = "application/token-introspection+jwt";

pub(super) async fn introspect(State(web): State<Arc<Web>>, Received(headers, form): Received) -> Response {
    let answer = match form {
        Ok(form) => tell(&web, &form, wanted(&headers)).await,
        Err(refusal) => Err(refusal),
    };
    match answer {
        Ok(Told::Json(json)) => no_store(json),
        Ok(Told::Jwt(jwt)) => no_store_as(jwt, JWT),
        Err(refusal) => OAuth(refusal).into_response(),
    }
}

/// A JWT where one is asked for (RFC 9701 §4), JSON for everybody else.
fn wanted(headers: &HeaderMap) -> introspect::Form {
    let mut accepted = headers.get_all(ACCEPT).iter().filter_map(|value| value.to_str().ok());
    let is_jwt =
        |range: &str| range.split(';').next().is_some_and(|essence| essence.trim().eq_ignore_ascii_case(JWT));
    if accepted.any(|value| value.split(',').any(is_jwt)) {
        introspect::Form::Jwt
    } else {
        introspect::Form::Json
    }
}

async fn tell(web: &Web, form: &Form, wanted: introspect::Form) -> Result<Told, Refusal> {
    let parameters = Parameters::parse(&form.encoded)?;
    let presented = client(form, &parameters)?;
    let request = Request::parse(&parameters)?;
    let certificate = certificate::current();
    let answer = pin!(flow::introspect::introspect(&web.node, &presented, &certificate, wanted, &request));
    flow::failures::bounded(&web.node, Peer::current(), &presented, answer).await
}
