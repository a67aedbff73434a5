//! Where an answer may be sent.

use oidc::metadata::ApplicationType;
use oidc::redirect_uri::RedirectUri;

use crate::model::client::Client;
use crate::refusal::{Reason, Refusal};

/// A redirect address the client registered: made only here, and the only thing an answer or an
/// error can be sent to. It is never stored; what is stored is checked again.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TrustedRedirect {
    uri: RedirectUri,
    named: bool,
}

impl TrustedRedirect {
    /// The address.
    pub fn uri(&self) -> &RedirectUri {
        &self.uri
    }

    /// Whether the request named it; if so, the token request must name it again (RFC 6749 §4.1.3).
    pub fn was_named(&self) -> bool {
        self.named
    }
}

/// The redirect address of this request, if it is one the client registered, to the letter
/// (OpenID Connect Core §3.1.2.1, RFC 9700 §2.1); save that a native application listens on this
/// machine at whatever port it is given (RFC 8252 §7.3). It may be left out only where exactly one is
/// registered and no ID token is asked for (RFC 6749 §3.1.2.3).
pub fn verify_redirect_uri(
    asked: Option<&str>,
    client: &Client,
    openid: bool,
) -> Result<TrustedRedirect, Refusal> {
    let registered = &client.metadata.redirect_uris;
    match asked {
        Some(asked) => registered
            .iter()
            .find_map(|uri| matching(uri, asked, client))
            .map(|uri| TrustedRedirect { uri, named: true })
            .ok_or_else(|| Refusal::new(Reason::RedirectUriMismatch).about("redirect_uri")),
        None => match registered.as_slice() {
            [only] if !openid => Ok(TrustedRedirect { uri: only.clone(), named: false }),
            _ => Err(Refusal::new(Reason::RedirectUriMissing).about("redirect_uri")),
        },
    }
}

/// The address as it was asked, if this registered one allows it.
fn matching(registered: &RedirectUri, asked: &str, client: &Client) -> Option<RedirectUri> {
    if registered.matches(asked) {
        return Some(registered.clone());
    }
    match client.metadata.application_type {
        ApplicationType::Native => registered.on_another_port(asked),
        ApplicationType::Web => None,
    }
}
