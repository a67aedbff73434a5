//! `/oauth2/introspect`

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use idp::Refusal;
use oidc::introspection::Request;
use oidc::parameters::Parameters;

use super::Web;
use super::error::OAuth;
use super::form::{Form, Received};
use super::token::{client, no_store};
use crate::flow;

pub(super) async fn introspect(State(web): State<Arc<Web>>, Received(_, form): Received) -> Response {
    let answer = match form {
        Ok(form) => tell(&web, &form).await,
        Err(refusal) => Err(refusal),
    };
    match answer {
        Ok(json) => no_store(json),
        Err(refusal) => OAuth(refusal).into_response(),
    }
}

async fn tell(web: &Web, form: &Form) -> Result<Bytes, Refusal> {
    let parameters = Parameters::parse(&form.encoded)?;
    let presented = client(form, &parameters)?;
    let request = Request::parse(&parameters)?;
    flow::introspect::introspect(&web.node, &presented, &request).await
}
