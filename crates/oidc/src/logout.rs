//! RP-initiated logout (OpenID Connect RP-Initiated Logout §2).

use std::fmt;

use crate::authorization::{locales, read_state};
use crate::parameters::{Malformed, Parameters};

/// How long a `logout_hint` may be, in bytes.
pub const MAX_HINT: usize = 512;

/// A request to end the session, by GET or POST.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct EndSessionRequest {
    /// An ID token issued before; it may have expired. Unread.
    pub id_token_hint: Option<String>,
    /// The client, which may stand instead of the hint or beside it.
    pub client_id: Option<String>,
    /// Where the browser is to go afterwards, as it was sent.
    pub post_logout_redirect_uri: Option<String>,
    /// Handed back with the redirect.
    pub state: Option<String>,
    /// Languages in order of preference.
    pub ui_locales: Vec<String>,
    /// Whom the client means.
    pub logout_hint: Option<String>,
}

impl EndSessionRequest {
    /// Reads a logout request.
    pub fn parse(parameters: &Parameters<'_>) -> Result<Self, Malformed> {
        let owned = |name| Ok::<_, Malformed>(parameters.get(name)?.map(str::to_owned));
        let request = Self {
            id_token_hint: owned("id_token_hint")?,
            client_id: owned("client_id")?,
            post_logout_redirect_uri: owned("post_logout_redirect_uri")?,
            state: read_state(parameters)?,
            ui_locales: parameters.get("ui_locales")?.map(locales).unwrap_or_default(),
            logout_hint: owned("logout_hint")?,
        };
        if request.logout_hint.as_ref().is_some_and(|hint| hint.len() > MAX_HINT) {
            return Err(Malformed::Invalid { name: "logout_hint", expected: "at most 512 bytes" });
        }
        Ok(request)
    }
}

/// The hints name a person, so only what is there is shown.
impl fmt::Debug for EndSessionRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EndSessionRequest")
            .field("client_id", &self.client_id)
            .field("post_logout_redirect_uri", &self.post_logout_redirect_uri)
            .field("has_id_token_hint", &self.id_token_hint.is_some())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_parameter_is_optional() {
        assert_eq!(EndSessionRequest::parse(&Parameters::default()), Ok(EndSessionRequest::default()));
    }

    #[test]
    fn reads_what_is_sent() {
        let query = b"id_token_hint=a.b.c&post_logout_redirect_uri=https%3A%2F%2Fa.test%2F&state=s&ui_locales=fi%20en";
        let request = EndSessionRequest::parse(&Parameters::parse(query).unwrap()).unwrap();
        assert_eq!(request.post_logout_redirect_uri.as_deref(), Some("https://a.test/"));
        assert_eq!(request.ui_locales, ["fi", "en"]);
        assert!(!format!("{request:?}").contains("a.b.c"));
    }
}
