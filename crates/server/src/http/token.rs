//! `/oauth2/token`

use std::pin::pin;
use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, AUTHORIZATION, CACHE_CONTROL, CONTENT_TYPE,
    PRAGMA,
};
use http::{HeaderMap, HeaderValue, StatusCode};
use idp::{Reason, Refusal};
use oidc::client_authentication::{self, Fault, Presented};
use oidc::parameters::Parameters;
use oidc::token::{Request, Response as Tokens};

use super::Web;
use super::certificate;
use super::dpop;
use super::error::OAuth;
use super::form::{Form, Received, header};
use super::peer::Peer;
use crate::flow;

/// What applications that run in a browser may read of an answer's headers.
const EXPOSED: &str = "WWW-Authenticate, Retry-After, DPoP-Nonce";

pub(super) async fn token(State(web): State<Arc<Web>>, Received(headers, form): Received) -> Response {
    let answer = match form {
        Ok(form) => exchange(&web, &form).await,
        Err(refusal) => Err(refusal),
    };
    let mut response = match answer {
        Ok(tokens) => no_store(serde_json::to_vec(&tokens).unwrap_or_default()),
        Err(refusal) => OAuth(refusal).at(web.node.issuer.layout),
    };
    dpop::give_nonce(&web, &headers, &mut response);
    allow_origin(response.headers_mut());
    response
}

async fn exchange(web: &Web, form: &Form) -> Result<Tokens, Refusal> {
    // Read as far as it can be: a code that came along is shown, whatever else is wrong.
    let parameters = Parameters::read(&form.encoded);
    let fault = || parameters.fault().cloned().map(Refusal::from);
    let presented = client(form, &parameters).map_err(|refusal| fault().unwrap_or(refusal))?;
    let request = Request::parse(&parameters)?;
    let proof = dpop::proof(&form.headers)?;
    let certificate = certificate::current();
    let answer = pin!(flow::token::token(&web.node, &presented, proof, &certificate, &request));
    flow::failures::bounded(&web.node, Peer::current(), &presented, answer).await
}

/// How the client of this form proves itself; never by the address, where logs keep it.
pub(super) fn client(form: &Form, parameters: &Parameters<'_>) -> Result<Presented, Refusal> {
    if let Some(query) = &form.query {
        let query = Parameters::parse(query.as_bytes())?;
        client_authentication::check_query(&query).map_err(refuse)?;
    }
    Presented::parse(header(&form.headers, &AUTHORIZATION), parameters).map_err(refuse)
}

fn refuse(fault: Fault) -> Refusal {
    match fault {
        Fault::Malformed(malformed) => malformed.into(),
        Fault::SeveralMethods => Reason::ClientAuthenticationTwice.into(),
        Fault::SecretInQuery { name } => Refusal::new(Reason::CredentialsInQuery).about(name),
        other => Refusal::new(Reason::ClientAuthenticationFailed).operator(other.to_string()),
    }
}

/// JSON that nobody may keep.
pub(super) fn no_store(json: impl Into<bytes::Bytes>) -> Response {
    no_store_as(json, "application/json")
}

/// Something of this type that nobody may keep.
pub(super) fn no_store_as(body: impl Into<bytes::Bytes>, content_type: &'static str) -> Response {
    let mut response = body.into().into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(PRAGMA, HeaderValue::from_static("no-cache"));
    response
}

/// Applications that run in a browser may ask from anywhere: no cookie counts here.
pub(super) fn allow_origin(headers: &mut HeaderMap) {
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED));
}

/// The answer to a browser that asks whether an application may ask.
pub(super) async fn preflight() -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    allow_origin(headers);
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST"));
    headers
        .insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("authorization, content-type, dpop"));
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
    response
}
