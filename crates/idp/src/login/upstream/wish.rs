//! What an upstream is asked about a person.

use oidc::authorization::UnsignedRequest;
use oidc::parameters::Parameters;
use oidc::personal_identity_code::PersonalIdentityCode;
use rp::{Authorization, Prompt};

use crate::authorize::{self, Way};
use crate::login::acr;
use crate::model::client::Client;
use crate::model::mail::MailAddress;
use crate::model::upstream::{RequestStyle, Upstream};
use crate::refusal::{Reason, Refusal};

/// How many languages are passed on at most.
const LANGUAGES: usize = 5;

/// The longest name of an application that is passed on, in characters (FTN: `ftn_spname`).
const LONGEST_NAME: usize = 40;

/// How long a personal identity code is, in ASCII characters.
const CODE_LENGTH: usize = 11;

/// What is asked, and what of it is compared with the answer.
pub(super) struct Wish {
    pub(super) authorization: Authorization,
    /// The levels asked for, by the upstream's names.
    pub(super) acr_values: Vec<String>,
}

/// What to ask by this way. The request is that of the client that waits, if one does; whoever wrote their address
/// here is hinted at by that, and need not write it there as well.
pub(super) fn of(
    way: Way<'_>,
    address: Option<&MailAddress>,
    client: Option<&Client>,
    request: Option<&UnsignedRequest>,
    languages: &[&str],
) -> Result<Wish, Refusal> {
    let definition = &way.upstream.definition;
    let acr_values = acr_values(way.upstream, request);
    let languages = languages.iter().take(LANGUAGES).copied();
    let mut wish =
        Authorization::new(&definition.scope).ui_locales(languages).acr_values(acr_values.iter().cloned());
    if let Some(request) = request {
        if wants_anew(request) {
            wish = wish.prompt([Prompt::Login]);
        }
        if let Some(max_age) = max_age(request, client) {
            wish = wish.max_age(max_age);
        }
    }
    let written = address.filter(|_| definition.login_hint).map(ToString::to_string);
    let hints = match &written {
        Some(written) => std::slice::from_ref(written),
        None => request.map(|request| request.login_hint.as_slice()).unwrap_or_default(),
    };
    for hint in hints.iter().filter(|hint| may_be_passed_on(hint, definition.request)) {
        wish = wish.login_hint(hint);
    }
    let choice = way.choice.zip(definition.choice_parameter.as_ref());
    let choice = choice.map(|(choice, name)| (name.as_str(), choice.id.clone()));
    let name = client.and_then(|client| client.metadata.client_name.as_deref());
    let name = name.map(|name| name.chars().take(LONGEST_NAME).collect::<String>());
    let name = definition.service_name_parameter.as_deref().zip(name);
    let further = definition.parameters.iter().map(|(name, value)| (name.as_str(), value.clone()));
    for (name, value) in further.chain(choice).chain(name) {
        wish = wish
            .parameter(name, value)
            .map_err(|error| Refusal::new(Reason::Internal).operator(error.to_string()))?;
    }
    Ok(Wish { authorization: wish, acr_values })
}

/// Whether the person is to sign in anew, however lately they did.
pub(super) fn wants_anew(request: &UnsignedRequest) -> bool {
    request.prompt.contains(Prompt::Login)
}

/// How many seconds ago they may have signed in at most, where the client says so.
pub(super) fn max_age(request: &UnsignedRequest, client: Option<&Client>) -> Option<u32> {
    request.max_age.or_else(|| client.and_then(|client| client.metadata.default_max_age))
}

/// The request that waits, read once more.
pub(super) fn request_of(encoded: &str) -> Result<UnsignedRequest, Refusal> {
    Ok(UnsignedRequest::parse(&Parameters::parse(encoded.as_bytes())?)?)
}

/// The client's levels that are known there, by the upstream's names; or else those that are asked of it
/// anyway.
pub(super) fn acr_values(upstream: &Upstream, request: Option<&UnsignedRequest>) -> Vec<String> {
    let known = authorize::reachable(upstream);
    let is_known = |wanted: &str| known.iter().flatten().any(|reachable| acr::reaches(reachable, wanted));
    let values = request.iter().flat_map(|request| &request.acr_values).map(String::as_str);
    let essential = request.and_then(|request| request.claims.id_token.get("acr"));
    let essential =
        essential.into_iter().flat_map(|wanted| &wanted.values).filter_map(|value| value.as_str());
    let mut asked: Vec<String> = Vec::new();
    for wanted in essential.chain(values).filter(|wanted| is_known(wanted)) {
        let theirs = upstream.their_acr(wanted);
        if !asked.iter().any(|other| other == theirs) {
            asked.push(theirs.to_owned());
        }
    }
    if asked.is_empty() { upstream.definition.acr_values.clone() } else { asked }
}

/// A national identity number goes into no address that somebody can read: neither what a client says is one,
/// nor what has the form of one.
fn may_be_passed_on(hint: &str, style: RequestStyle) -> bool {
    match style {
        RequestStyle::Plain | RequestStyle::Signed => !hint.starts_with("subject-") && !has_code(hint),
        RequestStyle::Sealed | RequestStyle::Pushed => true,
    }
}

/// Whether a Finnish personal identity code stands somewhere in a text.
fn has_code(text: &str) -> bool {
    let text = text.to_uppercase();
    let is_code = |part: &str| PersonalIdentityCode::parse(part).is_ok();
    let from = |(start, _): (usize, char)| text.get(start..start + CODE_LENGTH);
    text.char_indices().filter_map(from).any(is_code)
}
