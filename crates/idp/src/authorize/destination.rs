//! Where a refusal may go.

use oidc::authorization::Target;
use oidc::response_mode::ResponseMode;

use super::redirect_uri::TrustedRedirect;
use super::respond::may_travel;
use crate::model::issuer::Issuer;
use crate::refusal::Refusal;

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
        let asked = target.response_mode;
        // A fragment may carry the answer to whatever was asked.
        let mode = if may_travel(asked, redirect) { asked } else { ResponseMode::Fragment };
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

    /// Keeps the refusal from the client's redirect address.
    pub(super) fn direct(mut self) -> Self {
        self.destination = Destination::Direct;
        self
    }
}
