//! Bodies: one JSON object, read strictly.

use axum::extract::{FromRequest, OptionalFromRequest, Request};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, Method};
use http_body_util::BodyExt;
use idp::{Reason, Refusal};
use jose::json;
use serde_json::{Map, Value};

use crate::http::error::Api;
use crate::http::form::BODY_WITHIN;

/// How much of a body that is refused is still read, in bytes.
const MOST_DISCARDED: usize = 1024 * 1024;

/// The members of a body.
pub(in crate::http) struct Body(pub(in crate::http) Map<String, Value>);

impl<S: Sync> FromRequest<S> for Body {
    type Rejection = Api;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Api> {
        Ok(read(request).await.map(Self)?)
    }
}

impl<S: Sync> OptionalFromRequest<S> for Body {
    type Rejection = Api;

    /// Nothing, if neither a body nor a type for one was sent.
    async fn from_request(request: Request, _state: &S) -> Result<Option<Self>, Api> {
        let ended = axum::body::HttpBody::is_end_stream(request.body());
        if ended && !request.headers().contains_key(CONTENT_TYPE) {
            return Ok(None);
        }
        Ok(read(request).await.map(|members| Some(Self(members)))?)
    }
}

async fn read(request: Request) -> Result<Map<String, Value>, Refusal> {
    let (parts, body) = request.into_parts();
    let fits = check_type(&parts.headers, &parts.method);
    let received = receive_in_time(body).await;
    fits?;
    parse(&received?)
}

/// The bytes of a body that does not keep us waiting.
pub(super) async fn receive_in_time(body: axum::body::Body) -> Result<Vec<u8>, Refusal> {
    tokio::time::timeout(BODY_WITHIN, receive(body))
        .await
        .unwrap_or_else(|_late| Err(malformed("a body within 15 seconds")))
}

/// The one object that a body is.
pub(super) fn parse(body: &[u8]) -> Result<Map<String, Value>, Refusal> {
    json::parse_object(body).map_err(|error| match error {
        json::Error::Syntax => malformed("well-formed JSON in UTF-8"),
        json::Error::DuplicateMember => malformed("JSON that names each member once"),
        json::Error::TooDeep => malformed("JSON that nests at most 32 deep"),
        json::Error::TooLong => too_long(),
        json::Error::NotAnObject => malformed("a JSON object"),
    })
}

/// The bytes of a body. One that is refused is read on for a while all the same: whoever still sends
/// would otherwise find the connection closed, and never learn why.
async fn receive(mut body: axum::body::Body) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Vec::new();
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|_| malformed("a body that arrives whole"))?;
        let Some(data) = frame.data_ref() else { continue };
        length += data.len();
        if length <= json::MAX_BYTES {
            bytes.extend_from_slice(data);
        } else if length > MOST_DISCARDED {
            break;
        }
    }
    if length > json::MAX_BYTES { Err(too_long()) } else { Ok(bytes) }
}

fn too_long() -> Refusal {
    Refusal::new(Reason::BodyTooLong).expected("at most 64 KiB")
}

fn malformed(expected: &'static str) -> Refusal {
    Refusal::new(Reason::RequestMalformed).expected(expected)
}

/// A form of another site cannot be sent with this type, nor can a guess be read in two ways. What
/// amends a record may also be called by its own name (RFC 7396).
pub(super) fn check_type(headers: &HeaderMap, method: &Method) -> Result<(), Refusal> {
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    let is = |name: &str| essence.eq_ignore_ascii_case(name);
    if is("application/json") || (method == Method::PATCH && is("application/merge-patch+json")) {
        return Ok(());
    }
    Err(Refusal::new(Reason::MediaTypeUnsupported).expected("application/json"))
}
