//! The body of a key that is offered: whatever else a key can come as is told from broken JSON.

use axum::extract::{FromRequest, Request};
use http::header::CONTENT_TYPE;
use idp::client::key::check_form;

use super::body::{check_type, parse, receive_in_time};
use super::members::Members;
use crate::http::error::Api;

/// The media type of a key by itself (RFC 7517 §8.5.1).
const JWK: &str = "application/jwk+json";

/// The members of a body that is a key.
pub(in crate::http) struct OfferedKey(pub(in crate::http) Members);

impl<S: Sync> FromRequest<S> for OfferedKey {
    type Rejection = Api;

    async fn from_request(request: Request, _state: &S) -> Result<Self, Api> {
        let (parts, body) = request.into_parts();
        let bytes = receive_in_time(body).await?;
        let media_type = parts.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let essence = media_type.and_then(|value| value.split(';').next()).unwrap_or_default().trim();
        check_form(&bytes)?;
        if !essence.eq_ignore_ascii_case(JWK) {
            check_type(&parts.headers, &parts.method)?;
        }
        Ok(Self(parse(&bytes)?))
    }
}
