//! Single logout with identity providers of SAML 2.0 (Profiles §4.4), by way of the browser: whoever signs out here is
//! signed out there too, and what is signed out there ends here.

mod brought;

use xml::saml::binding::Parameter;
use xml::saml::metadata::IdentityProvider;
use xml::saml::{Error, LogoutRequest, LogoutResponse, NameId, Status};

use super::from_upstream::Said;
use super::upstream::{Body, Leaving, TTL};
use crate::client::metadata::is_protected;
use crate::decision::Env;
use crate::login::upstream::saml::{Message, Outgoing, ServiceProvider};
use crate::model::ticket::{TicketFacts, decode};
use crate::model::told::SamlName;
use crate::model::upstream::{SamlBinding, Upstream};
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

pub use brought::Brought;

/// By how many seconds its clock may be another than ours.
const LEEWAY: i64 = 60;

/// The bindings, the one that is asked for by itself first.
const BINDINGS: [SamlBinding; 2] = [SamlBinding::Redirect, SamlBinding::Post];

/// Whether a provider can be asked to sign somebody out by way of the browser.
pub fn can_sign_out(provider: &IdentityProvider) -> bool {
    place(provider, SamlBinding::default(), Parameter::Request).is_some()
}

/// The request for the sign-out there that the person with this handle set out for; nothing where the provider has no
/// place to ask. It is the same however often it is asked for.
///
/// # Errors
/// No such sign-out waits; or, within, why the request cannot be signed.
pub fn set_out(
    handle: &str,
    ticket: Option<&TicketFacts>,
    upstream: &Upstream,
    party: ServiceProvider<'_>,
    now: Time,
) -> Result<Option<Result<Outgoing, String>>, Refusal> {
    let leaving = waiting(ticket, upstream, now)?;
    let preferred = upstream.definition.saml.as_ref().map(|saml| saml.request_binding).unwrap_or_default();
    let Some(to) = place(party.provider, preferred, Parameter::Request) else { return Ok(None) };
    let request = LogoutRequest {
        id: request_id(handle),
        issue_instant: leaving.at,
        destination: Some(to.0.to_owned()),
        issuer: party.entity_id.to_owned(),
        name_id: as_named(leaving.name),
        session_indexes: leaving.index.into_iter().collect(),
        not_on_or_after: Some((Time::from_secs(leaving.at) + TTL).as_secs()),
    };
    let xml = request.to_xml();
    let message = Message { parameter: Parameter::Request, id: &request.id, xml: &xml, relay_state: None };
    Ok(Some(message.sign(to, party.signing)))
}

/// The handle of the sign-out that a response says it answers, for look-up alone.
pub fn handle_named(brought: &Brought) -> Option<String> {
    let document = brought.unverified().document().ok()?;
    document.root().attribute("InResponseTo")?.strip_prefix('_').map(str::to_owned)
}

/// What became of the sign-out there, as the provider answers it.
///
/// # Errors
/// No such sign-out waits, or the response is not to be believed.
pub fn answered(
    brought: &Brought,
    (handle, ticket): (&str, Option<&TicketFacts>),
    upstream: &Upstream,
    party: ServiceProvider<'_>,
    now: Time,
) -> Result<Status, Refusal> {
    waiting(ticket, upstream, now)?;
    let response = brought.believed(&party.provider.signing_keys, LogoutResponse::read);
    let response = response.map_err(|error| refusal_of(&error, None))?;
    let (issuer, request) = (&upstream.definition.issuer, request_id(handle));
    response.check(issuer, party.slo, &request).map_err(|error| {
        refusal_of(
            &error,
            match error {
                Error::Issuer => Some((issuer, &response.issuer)),
                Error::Destination => response.destination.as_deref().map(|seen| (party.slo, seen)),
                _ => None,
            },
        )
    })?;
    Ok(response.status)
}

/// A request that is believed: what is over, and how it is to be answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Asked {
    /// What is over.
    pub said: Said,
    request: String,
    relay_state: Option<String>,
    by: SamlBinding,
}

/// What the provider says is over.
///
/// # Errors
/// It is not to be believed.
pub fn asked(
    brought: &Brought,
    upstream: &Upstream,
    party: ServiceProvider<'_>,
    now: Time,
) -> Result<Asked, Refusal> {
    let opening = brought::opening(party.opening);
    let request = brought.believed(&party.provider.signing_keys, |root| LogoutRequest::read(root, &opening));
    let request = request.map_err(|error| refusal_of(&error, None))?;
    let issuer = &upstream.definition.issuer;
    request.check(issuer, party.slo, now.as_secs(), LEEWAY).map_err(|error| {
        refusal_of(
            &error,
            match error {
                Error::Issuer => Some((issuer, &request.issuer)),
                Error::Destination => request.destination.as_deref().map(|seen| (party.slo, seen)),
                _ => None,
            },
        )
    })?;
    Ok(Asked {
        said: Said::of_request(&request, request.until().saturating_add(LEEWAY)),
        request: request.id,
        relay_state: brought.relay_state().map(str::to_owned),
        by: brought.binding(),
    })
}

/// The answer that it was done (Core §3.7.3.2); nothing where the provider has no place to be answered at.
///
/// # Errors
/// Why it cannot be signed.
pub fn reply(
    asked: &Asked,
    party: ServiceProvider<'_>,
    env: &mut Env<'_>,
) -> Result<Option<Outgoing>, String> {
    let Some(to) = place(party.provider, asked.by, Parameter::Response) else { return Ok(None) };
    let response = LogoutResponse {
        id: request_id(&env.random_secret()),
        in_response_to: Some(asked.request.clone()),
        issue_instant: env.now.as_secs(),
        destination: Some(to.0.to_owned()),
        issuer: party.entity_id.to_owned(),
        status: Status::success(),
    };
    let xml = response.to_xml();
    let relay_state = asked.relay_state.as_deref();
    let message = Message { parameter: Parameter::Response, id: &response.id, xml: &xml, relay_state };
    message.sign(to, party.signing).map(Some)
}

/// Where such a message goes, by the preferred binding where the provider has it.
fn place(
    provider: &IdentityProvider,
    preferred: SamlBinding,
    what: Parameter,
) -> Option<(&str, SamlBinding)> {
    let others = BINDINGS.into_iter().filter(|binding| *binding != preferred);
    let found = std::iter::once(preferred).chain(others).find_map(|binding| {
        let endpoint = provider.sign_out_by(binding.uri())?;
        let answers = endpoint.response_location.as_deref().filter(|_| what == Parameter::Response);
        Some((answers.unwrap_or(&endpoint.location), binding))
    });
    found.filter(|(address, _)| is_protected(address))
}

fn waiting(ticket: Option<&TicketFacts>, upstream: &Upstream, now: Time) -> Result<Leaving, Refusal> {
    let ticket = ticket.filter(|ticket| ticket.is_usable(now)).ok_or(Reason::LogoutUnknown)?;
    let body: Body = decode(&ticket.body)?;
    let saml = body.saml.filter(|_| body.upstream == upstream.id);
    saml.ok_or_else(|| Reason::LogoutUnknown.into())
}

/// An identifier begins with no digit (XML Schema Part 2 §3.3.8).
fn request_id(handle: &str) -> String {
    format!("_{handle}")
}

fn as_named(name: SamlName) -> NameId {
    let SamlName { value, format, name_qualifier, sp_name_qualifier } = name;
    NameId { value, format, name_qualifier, sp_name_qualifier }
}

/// Why a message is not believed, for the operator; with what was expected and what was seen, where that is known.
fn refusal_of(error: &Error, differs: Option<(&str, &str)>) -> Refusal {
    let seen = differs.map_or_else(String::new, |(expected, seen)| {
        format!(": expected {expected}, seen {}", seen.chars().take(300).collect::<String>())
    });
    untrusted(format!("{error}{seen} (SAML Core §3.7, Profiles §4.4)"))
}

pub(super) fn untrusted(seen: String) -> Refusal {
    Refusal::new(Reason::UpstreamLogoutUntrusted).operator(seen)
}
