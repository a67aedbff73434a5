//! The authorization request, read and held against what the client registered.

use oidc::authorization::UnsignedRequest;
use oidc::parameters::Parameters;
use oidc::response_type::ResponseType;
use oidc::scope::{OPENID, Scope};

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
    check_response_type(request.response_type, client)?;
    respond::check_mode(request.response_mode, &redirect)?;
    let scope = scope::grantable(&request.scope, request.response_type, client)?;
    if request.response_type.has_id_token() {
        check_for_id_token(&request, &scope)?;
    }
    if request.response_type.has_code() {
        pkce::check(request.code_challenge.as_ref(), client)?;
    }
    Ok(Checked { client, redirect, request, scope })
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
