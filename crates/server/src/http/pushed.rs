//! `/oauth2/par`

use std::pin::pin;
use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use idp::Refusal;
use oidc::authorization::Pushed;
use oidc::parameters::Parameters;

use super::Web;
use super::certificate;
use super::dpop;
use super::error::OAuth;
use super::form::{Form, Received};
use super::peer::Peer;
use super::token::{allow_origin, client, no_store};
use crate::flow;

pub(super) async fn push(State(web): State<Arc<Web>>, Received(headers, form): Received) -> Response {
    let kept = match form {
        Ok(form) => keep(&web, &form).await,
        Err(refusal) => Err(refusal),
    };
    let mut response = match kept {
        Ok(kept) => {
            let mut response = no_store(serde_json::to_vec(&kept).unwrap_or_default());
            *response.status_mut() = StatusCode::CREATED;
            response
        }
        Err(refusal) => OAuth(refusal).into_response(),
    };
    dpop::give_nonce(&web, &headers, &mut response);
    allow_origin(response.headers_mut());
    response
}

async fn keep(web: &Web, form: &Form) -> Result<Pushed, Refusal> {
    let parameters = Parameters::parse(&form.encoded)?;
    let presented = client(form, &parameters)?;
    let from = Peer::current();
    let proof = dpop::proof(&form.headers)?;
    let certificate = certificate::current();
    let answer = pin!(flow::pushed::push(&web.node, &presented, proof, &certificate, &parameters, from));
    flow::failures::bounded(&web.node, from, &presented, answer).await
}
