//! Where a refusal may go.

use oidc::authorization::{ResponseJwt, Target};
use oidc::response_mode::ResponseMode;

use super::redirect_uri::TrustedRedirect;
use super::respond::may_travel;
use super::{Facts, response_jwt};
use crate::issue::Draft;
use crate::model::client::Client;
use crate::refusal::Refusal;
use crate::time::Time;

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
    /// In which form it is told.
    pub form: Form,
    /// The client's own state, as it came.
    pub state: Option<String>,
    /// Who answers (RFC 9207).
    pub iss: String,
}

/// In which form a refusal is told to the client.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Form {
    /// In parameters.
    Parameters,
    /// In one JWT, to be signed.
    Draft(Box<Draft<ResponseJwt>>),
    /// In this JWT, which says all of it.
    Signed(String),
}

impl Destination {
    /// The client's redirect address, with the state and the response mode that can be read: an
    /// error must reach the client even when another parameter is broken.
    ///
    /// # Errors
    /// The client wants a JWT, and none can be made.
    pub(super) fn trusted(
        redirect: &TrustedRedirect,
        target: &Target,
        client: &Client,
        facts: Facts<'_>,
        now: Time,
    ) -> Result<Self, Refusal> {
        let asked = target.response_mode;
        // A fragment may carry the answer to whatever was asked.
        let mode = match (may_travel(asked, redirect), asked.is_jwt()) {
            (true, _) => asked,
            (false, true) => ResponseMode::FragmentJwt,
            (false, false) => ResponseMode::Fragment,
        };
        let form = match mode.is_jwt() {
            true => Form::Draft(response_jwt::draft(client, facts, now)?),
            false => Form::Parameters,
        };
        Ok(Self::Client(Box::new(ToClient {
            redirect: redirect.clone(),
            mode,
            form,
            state: target.state.clone(),
            iss: facts.issuer.identifier.as_str().to_owned(),
        })))
    }

    /// The JWT in which the client is answered, if it asked for one.
    pub(super) fn into_jwt(self) -> Option<Box<Draft<ResponseJwt>>> {
        match self {
            Self::Client(to) => match to.form {
                Form::Draft(draft) => Some(draft),
                Form::Parameters | Form::Signed(_) => None,
            },
            Self::Direct => None,
        }
    }
}

impl Refusal {
    /// Sends the refusal to the client, unless it is for somebody else's eyes.
    pub(super) fn to(mut self, destination: &Destination) -> Self {
        self.destination = destination.clone();
        self
    }

    /// Keeps the refusal from the client's redirect address.
    pub fn direct(mut self) -> Self {
        self.destination = Destination::Direct;
        self
    }
}
