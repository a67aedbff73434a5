//! Bodies: one JSON object, read strictly.

use axum::extract::{FromRequest, OptionalFromRequest, Request};
use http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use http::{HeaderMap, Method};
use idp::{Reason, Refusal};
use jose::json;
use serde_json::{Map, Value};

use crate::http::error::Api;

/// The members of a body.
pub(super) struct Body(pub(super) Map<String, Value>);

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
    let too_long = || Refusal::new(Reason::BodyTooLong).expected("at most 64 KiB");
    check_type(request.headers(), request.method())?;
    if announced(request.headers()).is_some_and(|length| length > json::MAX_BYTES) {
        return Err(too_long());
    }
    let bytes = axum::body::to_bytes(request.into_body(), json::MAX_BYTES).await.map_err(|error| {
        let is_length = std::error::Error::source(&error)
            .is_some_and(|source| source.is::<http_body_util::LengthLimitError>());
        if is_length { too_long() } else { malformed("a body that arrives whole") }
    })?;
    json::parse_object(&bytes).map_err(|error| match error {
        json::Error::Syntax => malformed("well-formed JSON in UTF-8"),
        json::Error::DuplicateMember => malformed("JSON that names each member once"),
        json::Error::TooDeep => malformed("JSON that nests at most 32 deep"),
        json::Error::TooLong => too_long(),
        json::Error::NotAnObject => malformed("a JSON object"),
    })
}

fn malformed(expected: &'static str) -> Refusal {
    Refusal::new(Reason::RequestMalformed).expected(expected)
}

/// A form of another site cannot be sent with this type, nor can a guess be read in two ways. What
/// amends a record may also be called by its own name (RFC 7396).
fn check_type(headers: &HeaderMap, method: &Method) -> Result<(), Refusal> {
    let content_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    let is = |name: &str| essence.eq_ignore_ascii_case(name);
    if is("application/json") || (method == Method::PATCH && is("application/merge-patch+json")) {
        return Ok(());
    }
    Err(Refusal::new(Reason::MediaTypeUnsupported).expected("application/json"))
}

fn announced(headers: &HeaderMap) -> Option<usize> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}
