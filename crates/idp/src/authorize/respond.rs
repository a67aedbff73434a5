//! What goes back to the client, and where a refusal may go.

use oidc::authorization::Target;
use oidc::response_mode::ResponseMode;

use super::code;
use super::redirect_uri::TrustedRedirect;
use super::request::Checked;
use crate::decision::Env;
use crate::effect::Effect;
use crate::login::SignedIn;
use crate::model::issuer::Issuer;
use crate::refusal::{Reason, Refusal};
use jose::secret::Secret;

/// An answer on its way to the client, through the browser.
pub struct Response {
    /// Where it goes.
    pub redirect: TrustedRedirect,
    /// How it is carried.
    pub mode: ResponseMode,
    /// The code.
    pub code: Secret<String>,
    /// The client's own state, as it came.
    pub state: Option<String>,
    /// Who answers (RFC 9207).
    pub iss: String,
}

impl std::fmt::Debug for Response {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Response").field("redirect", &self.redirect).finish_non_exhaustive()
    }
}

/// Where a refusal may go.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Destination {
    /// To whoever asked: a page, or the body of the answer.
    Direct,
    /// To the client, because client and redirect address are trusted.
    Client(Box<ToClient>),
}

/// The way back to the client.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ToClient {
    /// Where.
    pub redirect: TrustedRedirect,
    /// How it is carried.
    pub mode: ResponseMode,
    /// The client's own state, as it came.
    pub state: Option<String>,
    /// Who answers (RFC 9207).
    pub iss: String,
}

impl Destination {
    /// The client's redirect address, with the state and the response mode that can be read: an
    /// error must reach the client even when another parameter is broken.
    pub(super) fn trusted(redirect: &TrustedRedirect, target: &Target, issuer: &Issuer) -> Self {
        let mode = if is_offered(target.response_mode) { target.response_mode } else { ResponseMode::Query };
        Self::Client(Box::new(ToClient {
            redirect: redirect.clone(),
            mode,
            state: target.state.clone(),
            iss: issuer.identifier.as_str().to_owned(),
        }))
    }
}

impl Refusal {
    /// Sends the refusal to the client, unless it is for somebody else's eyes.
    pub(super) fn to(mut self, destination: &Destination) -> Self {
        self.destination = destination.clone();
        self
    }
}

/// The modes we answer in.
pub(super) const fn is_offered(mode: ResponseMode) -> bool {
    matches!(mode, ResponseMode::Query)
}

/// Issues a code and sends it to the client.
pub(super) fn with_code(
    checked: &Checked<'_>,
    who: &SignedIn,
    issuer: &Issuer,
    env: &mut Env<'_>,
    effects: &mut Vec<Effect>,
) -> Response {
    let request = &checked.request;
    let draft = code::Draft {
        client: checked.client,
        signed_in: who,
        scope: checked.scope.clone(),
        nonce: request.nonce.clone(),
        redirect: &checked.redirect,
        challenge: request.code_challenge.clone(),
    };
    let (code, issued) = code::issue(draft, env);
    effects.extend(issued);
    Response {
        redirect: checked.redirect.clone(),
        mode: ResponseMode::Query,
        code,
        state: request.state.clone(),
        iss: issuer.identifier.as_str().to_owned(),
    }
}

/// Refuses a response mode we do not answer in.
pub(super) fn check_mode(asked: Option<ResponseMode>) -> Result<(), Refusal> {
    match asked {
        Some(mode) if !is_offered(mode) => {
            Err(Refusal::new(Reason::ResponseModeUnsupported).about("response_mode").expected("query"))
        }
        _ => Ok(()),
    }
}
