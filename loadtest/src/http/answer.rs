//! What came back, and how a refusal in it reads.

use bytes::Bytes;
use http::{HeaderMap, StatusCode, header::LOCATION};
use serde::Deserialize;

use crate::{
    browser::visible_text,
    error::{Error, failed},
};

/// A whole answer.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body, whole.
    pub body: Bytes,
}

/// RFC 6749 §5.2, with the extra code some providers add.
#[derive(Deserialize)]
struct OauthError<'a> {
    #[serde(borrow)]
    error: std::borrow::Cow<'a, str>,
    #[serde(borrow, default)]
    error_description: std::borrow::Cow<'a, str>,
}

impl Answer {
    /// The body of a 200 as JSON of the wanted shape.
    ///
    /// # Errors
    /// For another status or another shape; `from` names who answered.
    pub fn json<'a, T: Deserialize<'a>>(&'a self, from: &str) -> Result<T, Error> {
        if self.status != StatusCode::OK {
            return Err(self.refusal(from));
        }
        serde_json::from_slice(&self.body)
            .map_err(|why| failed(format!("{from} answered 200 with unexpected JSON: {why}")))
    }

    /// Where a redirect leads, if this is one.
    pub fn location(&self) -> Option<&str> {
        if !self.status.is_redirection() {
            return None;
        }
        self.headers.get(LOCATION)?.to_str().ok()
    }

    /// The answer told as an error: status, and what the provider says about it.
    pub fn refusal(&self, from: &str) -> Error {
        let said = match serde_json::from_slice::<OauthError<'_>>(&self.body) {
            Ok(refusal) => format!("{} ({})", refusal.error, refusal.error_description),
            Err(_) => visible_text(&String::from_utf8_lossy(&self.body), 160),
        };
        let text = format!("{from} answered {}: {said}", self.status.as_u16());
        match self.status {
            StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE => Error::TryAgain(text),
            _ => Error::Failed(text),
        }
    }
}
