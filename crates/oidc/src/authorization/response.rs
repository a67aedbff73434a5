//! What goes back to the client by way of the browser.

use serde::{Serialize, Serializer};

use crate::error::{Description, ErrorCode};
use crate::redirect_uri::RedirectUri;
use crate::response_mode::ResponseMode;

/// The parameters of an authorization response, in their order; written as JSON, members of one object. No
/// `Debug`: they hold codes and tokens.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Response {
    pairs: Vec<(&'static str, String)>,
}

impl Response {
    /// A response without parameters.
    pub const fn new() -> Self {
        Self { pairs: Vec::new() }
    }

    /// An error response (RFC 6749 §4.1.2.1).
    pub fn error(error: ErrorCode, description: Option<&Description>) -> Self {
        Self::new()
            .with("error", error.as_str())
            .with_some("error_description", description.map(Description::as_str))
    }

    /// The response with one more parameter.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.pairs.push((name, value.into()));
        self
    }

    /// The response with one more parameter, if there is one.
    #[must_use]
    pub fn with_some(self, name: &'static str, value: Option<impl Into<String>>) -> Self {
        match value {
            Some(value) => self.with(name, value),
            None => self,
        }
    }

    /// The parameters, for a form that posts them.
    pub fn pairs(&self) -> &[(&'static str, String)] {
        &self.pairs
    }

    /// The address to send the browser to; `None` where a form is posted, which needs a page.
    pub fn location(&self, redirect_uri: &RedirectUri, mode: ResponseMode) -> Option<String> {
        match mode.carrier() {
            ResponseMode::Query => Some(redirect_uri.append_query(self.each())),
            ResponseMode::Fragment => Some(redirect_uri.append_fragment(self.each())),
            _ => None,
        }
    }

    fn each(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(|(name, value)| (*name, value.as_str()))
    }
}

impl Serialize for Response {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.each())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stands_in_query_or_fragment() {
        let redirect_uri = RedirectUri::parse("https://a.test/cb?x=1").unwrap();
        let response = Response::new()
            .with("code", "c")
            .with_some("state", None::<String>)
            .with_some("iss", Some("https://op.test"));
        assert_eq!(
            response.location(&redirect_uri, ResponseMode::Query).unwrap(),
            "https://a.test/cb?x=1&code=c&iss=https%3A%2F%2Fop.test"
        );
        assert_eq!(
            response.location(&redirect_uri, ResponseMode::Fragment).unwrap(),
            "https://a.test/cb?x=1#code=c&iss=https%3A%2F%2Fop.test"
        );
        assert_eq!(response.location(&redirect_uri, ResponseMode::FormPost), None);
    }

    #[test]
    fn an_error_says_what_to_do() {
        let description = Description::from("Sign in first.");
        let response = Response::error(ErrorCode::LoginRequired, Some(&description)).with("state", "s");
        let pairs: Vec<_> = response.pairs().iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(
            pairs,
            [("error", "login_required"), ("error_description", "Sign in first."), ("state", "s")]
        );
    }
}
