//! Reading bodies: forms only, and no more than we can use.

use std::time::Duration;

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use bytes::Bytes;
use http::HeaderMap;
use http::header::CONTENT_TYPE;
use idp::{Reason, Refusal};
use oidc::parameters::{Encoder, Parameters};

use crate::flow::Browser;

/// The longest body we read, in bytes.
pub(super) const MAX_BODY: usize = 128 * 1024;

/// A body must have come within this time: who trickles would keep a connection for ever.
pub(super) const BODY_WITHIN: Duration = Duration::from_secs(15);

/// A body that says it is a form; what is in it is still to be parsed.
pub(super) struct Form {
    /// The headers that came with it.
    pub(super) headers: HeaderMap,
    /// The query of the address it was sent to.
    pub(super) query: Option<String>,
    /// The form, encoded.
    pub(super) encoded: Bytes,
}

/// A body, or why it could not be read: the handler says where the refusal goes.
pub(super) struct Received(pub(super) HeaderMap, pub(super) Result<Form, Refusal>);

impl<S: Sync> FromRequest<S> for Received {
    type Rejection = std::convert::Infallible;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Self::Rejection> {
        let (parts, body) = request.into_parts();
        let form = read(&parts.headers, body).await.map(|encoded| Form {
            headers: parts.headers.clone(),
            query: parts.uri.query().map(str::to_owned),
            encoded,
        });
        Ok(Self(parts.headers, form))
    }
}

async fn read(headers: &HeaderMap, body: Body) -> Result<Bytes, Refusal> {
    let form = "a body of type application/x-www-form-urlencoded";
    if !is_form(headers) {
        return Err(Refusal::new(Reason::RequestMalformed).expected(form));
    }
    match tokio::time::timeout(BODY_WITHIN, axum::body::to_bytes(body, MAX_BODY)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(_)) => {
            Err(Refusal::new(Reason::RequestMalformed).expected("a body of at most 128 KiB, whole"))
        }
        Err(_late) => Err(Refusal::new(Reason::RequestMalformed).expected("a body within 15 seconds")),
    }
}

/// Whether a body says that it is a form.
pub(super) fn is_form(headers: &HeaderMap) -> bool {
    let content_type = header(headers, &CONTENT_TYPE).unwrap_or_default();
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

/// The text of an encoded form.
pub(super) fn text(encoded: &Bytes) -> Result<&str, Refusal> {
    std::str::from_utf8(encoded).map_err(|_| {
        Refusal::new(Reason::RequestMalformed).expected("application/x-www-form-urlencoded in UTF-8")
    })
}

/// The longest form that is sent on as a query.
const LONGEST_QUERY: usize = 8 * 1024;

/// The query that says what a form said, where the form came from another site and so without our
/// cookies: the way round by an address brings them along, where there are any.
pub(super) fn way_round(encoded: &str, headers: &HeaderMap, browser: &Browser) -> Option<String> {
    if !from_elsewhere_without_cookies(headers, browser) || encoded.len() > LONGEST_QUERY {
        return None;
    }
    let parameters = Parameters::parse(encoded.as_bytes()).ok()?;
    let mut query = Encoder::new();
    parameters.iter().for_each(|(name, value)| query.push(name, value));
    Some(query.finish())
}

/// A header's text.
pub(super) fn header<'a>(headers: &'a HeaderMap, name: &http::HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Checks that a form was sent from a page of ours, where the browser says so. The cookie that
/// binds a sign-in to its browser protects also where it does not.
pub(super) fn check_own(headers: &HeaderMap) -> Result<(), Refusal> {
    match headers.get("sec-fetch-site").map(http::HeaderValue::as_bytes) {
        None | Some(b"same-origin" | b"none") => Ok(()),
        Some(_) => Err(Reason::ForeignForm.into()),
    }
}

/// Whether a form came from another site and so without our cookies, if there are any.
pub(super) fn from_elsewhere_without_cookies(headers: &HeaderMap, browser: &Browser) -> bool {
    let site = headers.get("sec-fetch-site").map(http::HeaderValue::as_bytes);
    site == Some(b"cross-site") && browser.session.is_none() && browser.bindings.is_empty()
}
