//! The authorization request, read and held against what the client registered.

use oidc::authorization::UnsignedRequest;
use oidc::parameters::Parameters;
use oidc::response_type::ResponseType;
use oidc::scope::{OPENID, Scope};

use super::redirect_uri::TrustedRedirect;
use super::ways::{self, Ways};
use super::{Facts, acr, pkce, respond, scope};
use crate::cross_device::CrossDevice;
use crate::login::SignedIn;
use crate::model::client::Client;
use crate::refusal::{Reason, Refusal};
use crate::resource::target::Target;

/// A request that may be fulfilled as soon as the person agrees.
#[derive(Clone)]
pub(super) struct Checked<'a> {
    pub(super) client: &'a Client,
    /// Where it is answered.
    pub(super) to: To,
    pub(super) request: UnsignedRequest,
    /// The part of the asked scope that this client may have.
    pub(super) scope: Scope,
    /// The resources it asks for, by their identifiers (RFC 8707).
    pub(super) resources: Vec<String>,
}

/// Where a request is answered.
#[derive(Clone)]
pub(super) enum To {
    /// At an address of the client's, by way of the browser.
    Client(TrustedRedirect),
    /// At the device that it came from.
    Elsewhere(CrossDevice),
}

/// Checks everything about a request that does not depend on the person.
pub(super) fn check<'a>(
    parameters: &Parameters<'_>,
    client: &'a Client,
    redirect: TrustedRedirect,
    facts: Facts<'_>,
) -> Result<Checked<'a>, Refusal> {
    let request = UnsignedRequest::parse(parameters)?;
    // What an object held is plain by now; one that is still there was not looked at.
    if request.request {
        return Err(Refusal::new(Reason::RequestObjectUnsupported).about("request"));
    }
    if request.request_uri {
        return Err(Refusal::new(Reason::RequestUriUnsupported).about("request_uri"));
    }
    if request.registration {
        return Err(Refusal::new(Reason::RegistrationUnsupported).about("registration"));
    }
    check_response_type(request.response_type, client)?;
    respond::check_mode(request.response_mode, &redirect)?;
    if request.response_type.has_code() {
        pkce::check(request.code_challenge.as_ref(), client)?;
    }
    check_asked(request, client, To::Client(redirect), facts)
}

/// The same of a request that came from another device: no browser is to take anything back.
pub(super) fn check_from_elsewhere<'a>(
    parameters: &Parameters<'_>,
    client: &'a Client,
    elsewhere: CrossDevice,
    facts: Facts<'_>,
) -> Result<Checked<'a>, Refusal> {
    check_asked(UnsignedRequest::parse(parameters)?, client, To::Elsewhere(elsewhere), facts)
}

/// What is asked for, wherever it is answered.
fn check_asked<'a>(
    request: UnsignedRequest,
    client: &'a Client,
    to: To,
    facts: Facts<'_>,
) -> Result<Checked<'a>, Refusal> {
    if let Some(service) = &client.policy.service {
        service.check_active()?;
    }
    let target = Target::of(&request.resource, client, facts.issuer, facts.offered)?;
    let scope = scope::grantable(&request.scope, request.response_type, client)?;
    let scope = target.askable(&scope, facts.offered);
    if client.rules().require_openid && !scope.contains(OPENID) {
        return Err(Refusal::new(Reason::OpenidRequired).about("scope"));
    }
    if client.rules().require_acr_values && request.acr_values.is_empty() {
        return Err(Refusal::new(Reason::ParameterMissing).about("acr_values"));
    }
    if request.response_type.has_id_token() {
        check_for_id_token(&request, &scope)?;
    }
    acr::check(&request, client, &ways::of(&request, client, facts.upstreams))?;
    let resources = target.names();
    Ok(Checked { client, to, request, scope, resources })
}

impl<'a> Checked<'a> {
    /// The ways in which somebody may sign in for it.
    pub(super) fn ways(&'a self, facts: Facts<'a>) -> Ways<'a> {
        ways::of(&self.request, self.client, facts.upstreams)
    }

    /// The same with what this person may give of the scope, who may not be in the groups for all of
    /// it. What they may not give is left out, and the answer's `scope` says so; if nothing is left of
    /// what was asked, that is an error.
    pub(super) fn for_person(&self, who: &SignedIn, facts: Facts<'_>) -> Result<Self, Refusal> {
        let person = facts.person.filter(|person| person.id == *who.user());
        let groups = person.map(|person| person.groups.as_slice()).unwrap_or_default();
        if let (Some(service), Some(person)) = (&self.client.policy.service, person) {
            service.check_may_answer(person)?;
        }
        let target = Target::of(&self.resources, self.client, facts.issuer, facts.offered)?;
        let scope = target.given_by(groups, &self.scope, facts.offered);
        if scope.is_empty() && !self.scope.is_empty() {
            return Err(Refusal::new(Reason::ScopeNotForPerson).about("scope"));
        }
        Ok(Self { scope, ..self.clone() })
    }
}

/// A response type counts where the client registered it and the grants it comes of (OpenID Connect
/// Registration §2): a code is worth nothing to a client without the grant that redeems it, and
/// tokens straight from here are for those who asked for them.
fn check_response_type(response_type: ResponseType, client: &Client) -> Result<(), Refusal> {
    let registered = client.metadata.response_types.contains(&response_type);
    if !registered || !response_type.grants().all(|grant| client.has_grant(grant)) {
        return Err(Refusal::new(Reason::ResponseTypeNotRegistered).about("response_type"));
    }
    Ok(())
}

/// An ID token from here is for a request that speaks OpenID Connect and can tell its answer from
/// one that was replayed (OpenID Connect Core §3.2.2.1, §3.3.2.11).
fn check_for_id_token(request: &UnsignedRequest, scope: &Scope) -> Result<(), Refusal> {
    if !scope.contains(OPENID) {
        return Err(Refusal::new(Reason::OpenidRequired).about("scope"));
    }
    if request.nonce.as_deref().is_none_or(str::is_empty) {
        return Err(Refusal::new(Reason::NonceRequired).about("nonce"));
    }
    Ok(())
}
