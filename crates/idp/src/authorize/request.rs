//! The authorization request, read and held against what the client registered.

use oidc::authorization::UnsignedRequest;
use oidc::parameters::Parameters;
use oidc::scope::Scope;
use oidc::token::GrantType;

use super::redirect_uri::TrustedRedirect;
use super::{pkce, respond, scope};
use crate::model::client::Client;
use crate::refusal::{Reason, Refusal};

/// A request that may be fulfilled as soon as the person agrees.
pub(super) struct Checked<'a> {
    pub(super) client: &'a Client,
    pub(super) redirect: TrustedRedirect,
    pub(super) request: UnsignedRequest,
    /// The part of the asked scope that this client may have.
    pub(super) scope: Scope,
}

/// Checks everything about a request that does not depend on the person.
pub(super) fn check<'a>(
    parameters: &Parameters<'_>,
    client: &'a Client,
    redirect: TrustedRedirect,
) -> Result<Checked<'a>, Refusal> {
    let request = UnsignedRequest::parse(parameters)?;
    if request.request {
        return Err(Refusal::new(Reason::RequestObjectUnsupported).about("request"));
    }
    if request.request_uri {
        return Err(Refusal::new(Reason::RequestUriUnsupported).about("request_uri"));
    }
    if request.registration {
        return Err(Refusal::new(Reason::RegistrationUnsupported).about("registration"));
    }
    // A token for everything where one for this was asked would be more than was wanted.
    if !request.resource.is_empty() {
        return Err(Refusal::new(Reason::ResourceUnsupported).about("resource"));
    }
    // A code is worth nothing to a client without the grant that redeems it (RFC 7591 §2.1).
    let redeemable = !request.response_type.has_code() || client.has_grant(GrantType::AuthorizationCode);
    if !redeemable || !client.metadata.response_types.contains(&request.response_type) {
        return Err(Refusal::new(Reason::ResponseTypeNotRegistered).about("response_type"));
    }
    respond::check_mode(request.response_mode)?;
    let scope = scope::grantable(&request.scope, client)?;
    pkce::check(request.code_challenge.as_ref(), client)?;
    Ok(Checked { client, redirect, request, scope })
}
