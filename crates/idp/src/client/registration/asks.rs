//! What a client may ask for itself: the one place that says so.
//!
//! What goes too far is cut back where something useful remains (grants, response types, scope), and the
//! answer tells what is left (RFC 7591 §3.2.1). Everything else is taken or refused as for any client. Of
//! its policy a client can ask for nothing: that it is spared consent, how long its tokens live and whose
//! tokens it may ask about is for administrators to say.

use oidc::client_authentication::Method;
use oidc::metadata::ClientMetadata;
use oidc::redirect_uri::RedirectUri;
use oidc::scope::Scope;
use oidc::token::GrantType;
use serde_json::Value;

use super::super::metadata::{PROTECTED, is_protected};
use super::super::profile::{Profile, complete};
use super::super::{phone_service, sealing};
use super::Asked;
use crate::admin;
use crate::model::client::ClientPolicy;
use crate::model::initial_access_token::Bounds;
use crate::refusal::{Reason, Refusal};

/// The grants that lead by way of a person.
const GRANTS: [GrantType; 3] = [GrantType::AuthorizationCode, GrantType::Implicit, GrantType::RefreshToken];

/// What is registered for what was asked. `current` is the scope the client has already, which an
/// administrator may have widened: it can keep that.
pub(super) fn settle(
    asked: &Asked,
    bounds: &Bounds,
    current: Option<&Scope>,
) -> Result<(ClientMetadata, ClientPolicy), Refusal> {
    let rules = bounds.policy.profile.rules();
    let mut metadata = asked.metadata.clone();
    metadata.response_types = within("response_types", metadata.response_types, |response_type| {
        rules.response_types.contains(response_type)
            && bounds.response_types.as_ref().is_none_or(|allowed| allowed.contains(response_type))
    })?;
    if !asked.says.contains("grant_types") {
        metadata.grant_types = grants_of(&metadata);
    }
    let allowed = bounds.grant_types.as_deref().unwrap_or(&GRANTS);
    metadata.grant_types = within("grant_types", metadata.grant_types, |grant_type| {
        rules.allows_grant(*grant_type) && allowed.contains(grant_type)
    })?;
    // Whoever registers by the specification alone counts on its default (OpenID Connect Registration §2).
    let by_the_book = |name: &str| rules.profile == Profile::Basic && name == "id_token_signed_response_alg";
    complete(&mut metadata, &bounds.policy, |name| by_the_book(name) || asked.says.contains(name));
    metadata.scope = Some(scope(metadata.scope.as_ref(), bounds, current)?);
    for (member, addresses) in [
        ("redirect_uris", &metadata.redirect_uris),
        ("post_logout_redirect_uris", &metadata.post_logout_redirect_uris),
    ] {
        check_hosts(member, addresses, &bounds.redirect_hosts)?;
    }
    check_protected(&metadata)?;
    sealing::check_published(&metadata, &bounds.policy)?;
    let mut policy = bounds.policy.clone();
    // Whoever keeps no secret proves by PKCE that the code is its own (RFC 9700 §2.1.1).
    policy.require_pkce |= metadata.token_endpoint_auth_method == Method::None;
    phone_service::settle(&mut metadata, &mut policy);
    Ok((metadata, policy))
}

/// What is allowed of what was asked; something, unless nothing was asked.
fn within<T>(member: &'static str, asked: Vec<T>, allowed: impl Fn(&T) -> bool) -> Result<Vec<T>, Refusal> {
    let wanted = !asked.is_empty();
    let left: Vec<T> = asked.into_iter().filter(|one| allowed(one)).collect();
    if wanted && left.is_empty() {
        return Err(invalid(member, "at least one that registration allows here"));
    }
    Ok(left)
}

/// The grants that the response types need (OpenID Connect Registration §2).
fn grants_of(metadata: &ClientMetadata) -> Vec<GrantType> {
    let types = &metadata.response_types;
    let code = types.iter().any(|one| one.has_code()).then_some(GrantType::AuthorizationCode);
    let implicit =
        types.iter().any(|one| one.has_id_token() || one.has_token()).then_some(GrantType::Implicit);
    code.into_iter().chain(implicit).collect()
}

/// The scope is always said, so that nobody has to guess what saying nothing means.
fn scope(asked: Option<&Scope>, bounds: &Bounds, current: Option<&Scope>) -> Result<Scope, Refusal> {
    let usual = bounds.scope.clone().unwrap_or_else(Scope::standard);
    let Some(asked) = asked else { return Ok(usual) };
    let may_have = |token: &&str| {
        (usual.contains(token) && *token != admin::SCOPE) || current.is_some_and(|it| it.contains(token))
    };
    let left = Scope::from_tokens(asked.iter().filter(may_have)).unwrap_or_default();
    if left.is_empty() && !asked.is_empty() {
        return Err(invalid("scope", format!("some of: {usual}")));
    }
    Ok(left)
}

/// Wherever people or we are led is protected, whichever member says so; redirect addresses have rules
/// of their own.
fn check_protected(metadata: &ClientMetadata) -> Result<(), Refusal> {
    let Ok(Value::Object(members)) = serde_json::to_value(metadata) else { return Ok(()) };
    for (name, value) in members {
        let member = name.split('#').next().unwrap_or_default();
        let leads = member.ends_with("_uri") || member == "request_uris";
        let texts = value.as_array().into_iter().flatten().chain([&value]).filter_map(Value::as_str);
        if leads && !texts.into_iter().all(is_protected) {
            return Err(Refusal::new(Reason::ClientMetadataInvalid).about(name).expected(PROTECTED));
        }
    }
    Ok(())
}

/// Held to the hosts that were named, if any were.
fn check_hosts(member: &'static str, addresses: &[RedirectUri], hosts: &[String]) -> Result<(), Refusal> {
    let allows = |address: &RedirectUri| {
        let host = address.host();
        let at = |allowed: &String| match allowed.strip_prefix('.') {
            Some(_) => host.len() > allowed.len() && host.ends_with(allowed.as_str()),
            None => host == *allowed,
        };
        !address.is_private_use() && hosts.iter().any(at)
    };
    if hosts.is_empty() || addresses.iter().all(allows) {
        return Ok(());
    }
    let expected = format!("addresses at: {}", hosts.join(", "));
    Err(Refusal::new(Reason::RedirectUriInvalid).about(member).expected(expected))
}

fn invalid(member: &'static str, expected: impl Into<std::borrow::Cow<'static, str>>) -> Refusal {
    Refusal::new(Reason::ClientMetadataInvalid).about(member).expected(expected)
}
