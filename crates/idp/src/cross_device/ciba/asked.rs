//! What a client asks at the backchannel authentication endpoint, in plain parameters, however it came.

use oidc::parameters::{Encoder, Parameters};

use super::hint::{self, Hint};
use crate::authorize::pushed::OF_THE_PROOF;
use crate::authorize::request_object::{Loaded, read_backchannel};
use crate::effect::Effect;
use crate::model::client::Client;
use crate::model::issuer::Issuer;
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// The longest message, in characters: it is to be compared at a glance.
const LONGEST_MESSAGE: usize = 100;

/// What a client asks for, and whom it means. Made by [`settle`] alone.
#[derive(Debug)]
pub struct Asked {
    pub(super) request: String,
    hint: Hint,
    message: Option<String>,
    /// What accepting it changes.
    pub(super) accepted: Option<Effect>,
}

impl Asked {
    /// Whom it means.
    pub fn hint(&self) -> &Hint {
        &self.hint
    }

    /// What the client has the person read.
    pub fn message(&self) -> Option<&str> {
        self.message.as_deref()
    }
}

/// Makes plain parameters of a form, or of the object in it; `loaded` is what reading that showed. A client that signs
/// its requests sends no others.
pub fn settle(
    form: &Parameters<'_>,
    loaded: &Loaded,
    client: Option<&Client>,
    issuer: &Issuer,
    now: Time,
) -> Result<Asked, Refusal> {
    let client = client.ok_or(Reason::ClientUnknown)?;
    if form.contains("request_uri") {
        return Err(unexpected("request_uri", "absent; request is taken"));
    }
    let signing = client.metadata.backchannel_authentication_request_signing_alg;
    let (request, accepted) = match (form.get("request")?, signing) {
        (Some(_), Some(agreed)) => {
            check_alone(form)?;
            read_backchannel(loaded, client, agreed, issuer, now)?
        }
        (Some(_), None) => return Err(Refusal::new(Reason::RequestObjectUnsupported).about("request")),
        (None, Some(_)) => return Err(Reason::RequestObjectRequired.into()),
        (None, None) => (plain(form), None),
    };
    let parameters = Parameters::parse(request.as_bytes())?;
    let hint = hint::given(&parameters)?;
    let message = binding_message(&parameters)?.map(str::to_owned);
    Ok(Asked { request, hint, message, accepted })
}

/// What the client has the person read, if it is fit to be read (CIBA Core §7.1).
pub fn binding_message<'a>(parameters: &'a Parameters<'_>) -> Result<Option<&'a str>, Refusal> {
    let Some(message) = parameters.get("binding_message")? else { return Ok(None) };
    let is_fit = message.chars().count() <= LONGEST_MESSAGE && !message.chars().any(char::is_control);
    // Nobody is to be led anywhere by a mail of ours but to us.
    if !is_fit || message.contains("://") {
        return Err(Refusal::new(Reason::BindingMessageInvalid)
            .about("binding_message")
            .expected("one line of at most 100 characters without an address"));
    }
    Ok(Some(message))
}

/// Beside an object stands what proves the client, and nothing else (CIBA Core §7.1.1).
fn check_alone(form: &Parameters<'_>) -> Result<(), Refusal> {
    let belongs = |name: &str| matches!(name, "request" | "client_id") || OF_THE_PROOF.contains(&name);
    match form.iter().find(|(name, _)| !belongs(name)) {
        Some(_) => Err(unexpected("request", "alone but for what proves the client")),
        None => Ok(()),
    }
}

fn plain(form: &Parameters<'_>) -> String {
    let mut request = Encoder::new();
    for (name, value) in form.iter().filter(|(name, _)| !OF_THE_PROOF.contains(name)) {
        request.push(name, value);
    }
    request.finish()
}

fn unexpected(parameter: &'static str, expected: &'static str) -> Refusal {
    Refusal::new(Reason::ParameterInvalid).about(parameter).expected(expected)
}
