//! `/oauth2/register`, and `/register` below the further issuers.

pub(super) mod keys;

use std::sync::Arc;

use axum::extract::{FromRequestParts, State};
use axum::response::{IntoResponse, Response};
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_MAX_AGE, CACHE_CONTROL,
};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, StatusCode};
use idp::client::register::{ShownOnce, WithSecret};
use idp::client::registration::Asked;
use idp::model::client::Client;
use idp::model::issuer::Endpoint;
use idp::{Reason, Refusal};
use jose::secret::Secret;
use oidc::metadata::ClientMetadata;
use serde::Serialize;

use super::Web;
use super::admin::body::Body;
use super::admin::members::{Members, read_metadata, take};
use super::error::Api;
use super::named::Named;
use super::peer::Peer;
use super::token::{allow_origin, no_store};
use super::userinfo;
use crate::flow;
use crate::node::Limit;

const INVALID: Reason = Reason::ClientMetadataInvalid;

/// RFC 7591 §3.1.
pub(super) async fn register(
    State(web): State<Arc<Web>>,
    Shown(token): Shown,
    body: Result<Body, Api>,
) -> Response {
    let register = async {
        if let Some(from) = Peer::current() {
            web.node.limits.count(Limit::Registration, from)?;
        }
        let asked = asked(body?.0)?;
        let registered = flow::registration::register(&web.node, token.as_deref(), asked).await?;
        let answer = Answer::of(&web, &registered.made, registered.access_token.0.expose());
        Ok((StatusCode::CREATED, answer.response()).into_response())
    };
    told(register.await)
}

/// RFC 7592 §2.1.
pub(super) async fn read(State(web): State<Arc<Web>>, Shown(token): Shown, Named(id): Named) -> Response {
    let read = async {
        let client = flow::registration::read(&web.node, &id, token.as_deref()).await?;
        let made = WithSecret { client: Client::clone(&client), secret: None };
        Ok(Answer::of(&web, &made, &token.unwrap_or_default()).response())
    };
    told(read.await)
}

/// RFC 7592 §2.2.
pub(super) async fn replace(
    State(web): State<Arc<Web>>,
    Shown(token): Shown,
    Named(id): Named,
    body: Result<Body, Api>,
) -> Response {
    let replace = async {
        let asked = asked(body?.0)?;
        let made = flow::registration::replace(&web.node, &id, token.as_deref(), asked).await?;
        Ok(Answer::of(&web, &made, &token.unwrap_or_default()).response())
    };
    told(replace.await)
}

/// RFC 7592 §2.3.
pub(super) async fn remove(State(web): State<Arc<Web>>, Shown(token): Shown, Named(id): Named) -> Response {
    let remove = async {
        flow::registration::remove(&web.node, &id, token.as_deref()).await?;
        let mut response = StatusCode::NO_CONTENT.into_response();
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        Ok(response)
    };
    told(remove.await)
}

/// The answer to a browser that asks whether an application may ask.
pub(super) async fn preflight() -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    allow_origin(headers);
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST, PUT, DELETE"));
    headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("authorization, content-type"));
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("86400"));
    response
}

/// Applications that run in a browser may ask from anywhere: no cookie counts here.
fn told(answer: Result<Response, Api>) -> Response {
    let mut response = answer.unwrap_or_else(IntoResponse::into_response);
    allow_origin(response.headers_mut());
    response
}

/// What a body asks for. Members that are not known are passed over (RFC 7591 §2), and `null` is as if
/// the member were absent.
fn asked(mut members: Members) -> Result<Asked, Refusal> {
    members.retain(|_, value| !value.is_null());
    let client_secret: Option<String> = take(&mut members, "client_secret", INVALID)?;
    Ok(Asked {
        software_statement: take(&mut members, "software_statement", Reason::SoftwareStatementInvalid)?,
        client_id: take(&mut members, "client_id", INVALID)?,
        client_secret: client_secret.map(Secret::new),
        says: members.keys().cloned().collect(),
        metadata: read_metadata(members)?,
    })
}

/// RFC 7591 §3.2.1, RFC 7592 §3.
#[derive(Serialize)]
struct Answer<'a> {
    client_id: &'a str,
    client_id_issued_at: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_secret: Option<&'a str>,
    /// 0: it does not expire.
    #[serde(skip_serializing_if = "Option::is_none")]
    client_secret_expires_at: Option<i64>,
    registration_access_token: &'a str,
    registration_client_uri: String,
    #[serde(flatten)]
    metadata: &'a ClientMetadata,
}

impl<'a> Answer<'a> {
    fn of(web: &Web, WithSecret { client, secret }: &'a WithSecret, access_token: &'a str) -> Self {
        Self {
            client_id: client.id.as_str(),
            client_id_issued_at: client.created_at.as_secs(),
            client_secret: secret.as_ref().map(|ShownOnce(secret)| secret.expose().as_str()),
            client_secret_expires_at: (!client.secrets.is_empty()).then_some(0),
            registration_access_token: access_token,
            registration_client_uri: address(web, client),
            metadata: &client.metadata,
        }
    }

    fn response(&self) -> Response {
        no_store(serde_json::to_vec(self).unwrap_or_default())
    }
}

/// Where a client looks after its registration: at its own issuer.
fn address(web: &Web, client: &Client) -> String {
    let own = web.node.issuers().iter().find(|issuer| issuer.serves(client));
    let at = own.unwrap_or(&web.node.issuer).endpoint(Endpoint::Registration).unwrap_or_default();
    format!("{at}/{}", client.id.as_str())
}

/// The token that a request shows, in its header. A secret: it goes nowhere but into a hash and back to
/// whoever showed it.
pub(super) struct Shown(Option<String>);

impl<S: Sync> FromRequestParts<S> for Shown {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Response> {
        shown(&parts.headers).map(Self).map_err(|refusal| told(Err(refusal.into())))
    }
}

fn shown(headers: &HeaderMap) -> Result<Option<String>, Refusal> {
    Ok(userinfo::token(headers)?.map(str::to_owned))
}
