//! What a client may register, and under which name.

use oidc::claims::{is_registered, is_standard, request};
use oidc::client_authentication::Method;
use oidc::metadata::{ApplicationType, ClientMetadata, SubjectType};
use oidc::redirect_uri::{MAX_LENGTH, RedirectUri};
use oidc::response_type::ResponseType;
use oidc::token::GrantType;

use super::{bounded, phone_service, profile};
use crate::issue::subject;
use crate::key;
use crate::model::client::ClientPolicy;
use crate::model::key::{KeyFacts, signer};
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// An identifier that somebody chose: one that can be written anywhere, and is free.
pub(super) fn check_id(id: Option<&str>, taken: bool) -> Result<(), Refusal> {
    let fits = |id: &str| (1..=200).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic());
    if id.is_some_and(|id| !fits(id)) {
        return Err(invalid("client_id", "1 to 200 printable ASCII characters without a space"));
    }
    if taken { Err(Refusal::new(Reason::ClientIdTaken).about("client_id")) } else { Ok(()) }
}

pub(super) fn invalid(member: &'static str, expected: &'static str) -> Refusal {
    Refusal::new(Reason::ClientMetadataInvalid).about(member).expected(expected)
}

/// What a client may register (OpenID Connect Registration §2, RFC 9700 §2.1, RFC 8252 §8.4).
pub(super) fn check(
    metadata: &ClientMetadata,
    policy: &ClientPolicy,
    keys: &[KeyFacts],
    now: Time,
) -> Result<(), Refusal> {
    check_web_addresses(metadata)?;
    check_logout_addresses(metadata)?;
    check_sector(metadata)?;
    super::keys::check(metadata)?;
    super::secret::check(metadata)?;
    super::certificate_name::check(metadata)?;
    super::sealing::check(metadata, policy)?;
    let method = metadata.token_endpoint_auth_method;
    let has = |grant| metadata.grant_types.contains(&grant);
    if method == Method::None && has(GrantType::ClientCredentials) {
        return Err(invalid(
            "grant_types",
            "without client_credentials for a client that cannot keep a secret",
        ));
    }
    let by_browser = has(GrantType::AuthorizationCode) || has(GrantType::Implicit);
    if by_browser && metadata.redirect_uris.is_empty() {
        return Err(invalid("redirect_uris", "at least one address for authorization_code and implicit"));
    }
    super::ciba::check(metadata)?;
    let by_word = has(GrantType::DeviceCode) || has(GrantType::Ciba);
    let refreshes = has(GrantType::AuthorizationCode) || by_word;
    if has(GrantType::RefreshToken) && !refreshes {
        return Err(invalid(
            "grant_types",
            "authorization_code or a grant by another device beside refresh_token",
        ));
    }
    if metadata.dpop_bound_access_tokens && has(GrantType::Implicit) {
        return Err(invalid(
            "dpop_bound_access_tokens",
            "false beside the grant implicit, which shows no key",
        ));
    }
    if metadata.tls_client_certificate_bound_access_tokens && has(GrantType::Implicit) {
        return Err(invalid(
            "tls_client_certificate_bound_access_tokens",
            "false beside the grant implicit, which shows no certificate",
        ));
    }
    check_response_types(metadata)?;
    if metadata.redirect_uris.len() + metadata.post_logout_redirect_uris.len() > 100 {
        return Err(invalid("redirect_uris", "at most 100 addresses"));
    }
    for uri in &metadata.redirect_uris {
        check_redirect_uri("redirect_uris", uri, metadata.application_type)?;
    }
    for uri in &metadata.post_logout_redirect_uris {
        check_redirect_uri("post_logout_redirect_uris", uri, metadata.application_type)?;
    }
    let id_tokens = metadata.id_token_signed_response_alg;
    let by_secret = id_tokens.is_symmetric() && policy.profile.rules().secret_signed_id_tokens;
    if !by_secret && signer(keys, id_tokens, now).is_none() {
        return Err(invalid(
            "id_token_signed_response_alg",
            "an algorithm we have a key for; an administrator can add one",
        ));
    }
    let answers = [
        ("userinfo_signed_response_alg", metadata.userinfo_signed_response_alg),
        ("introspection_signed_response_alg", metadata.introspection_signed_response_alg),
        ("authorization_signed_response_alg", metadata.authorization_signed_response_alg),
    ];
    for (member, algorithm) in answers {
        if algorithm.is_some_and(|algorithm| signer(keys, algorithm, now).is_none()) {
            return Err(invalid(member, "an algorithm we have a key for; an administrator can add one"));
        }
    }
    if let Some(management) = metadata.request_object_encryption_alg
        && !management.is_symmetric()
        && !key::opens(keys, management, now)
    {
        return Err(invalid(
            "request_object_encryption_alg",
            "an algorithm we have a key for; an administrator can add one",
        ));
    }
    if signer(keys, policy.access_token_signing_alg, now).is_none() {
        return Err(invalid("access_token_signing_alg", "an algorithm we have a key for"));
    }
    if !policy.require_pkce && method == Method::None {
        return Err(invalid("require_pkce", "true for a client that cannot keep a secret"));
    }
    check_user_claims(policy)?;
    let lives = [policy.code_ttl, policy.access_token_ttl, policy.id_token_ttl, policy.refresh_token_ttl];
    // No token outlives the key that signed it; see `key::Schedule::outlives_by`.
    let longest = policy.access_token_ttl.max(policy.id_token_ttl);
    if lives.contains(&0) || policy.code_ttl > 600 || longest > 7 * 86_400 {
        return Err(invalid(
            "policy",
            "lives of at least a second; codes at most 10 minutes, access and ID tokens 7 days",
        ));
    }
    // Longer would let whoever copied a token use it beside its owner for as long.
    if policy.refresh_token_grace > 600 {
        return Err(invalid("refresh_token_grace", "at most 600 seconds"));
    }
    let fits = |name: &String| name.len() <= 200 && oidc::resource::is_resource(name);
    if policy.resources.len() > 100 || !policy.resources.iter().all(fits) {
        return Err(invalid("resources", "the identifiers of at most 100 resources, absolute URIs"));
    }
    if policy.upstreams.as_ref().is_some_and(|upstreams| upstreams.len() > 100) {
        return Err(invalid("upstreams", "the identifiers of at most 100 upstreams"));
    }
    if !policy.second_factors.iter().all(|method| method.can_follow()) {
        return Err(invalid("second_factors", "passkey, totp, sms_otp, email_otp and recovery_code"));
    }
    profile::check(metadata, policy)?;
    phone_service::check(metadata, policy)?;
    bounded::check(metadata)
}

/// Response types and grants belong together (OpenID Connect Registration §2). `code` is what a
/// client is given that says nothing, so it may stand there without its grant.
fn check_response_types(metadata: &ClientMetadata) -> Result<(), Refusal> {
    let has = |grant| metadata.grant_types.contains(&grant);
    let asked = metadata.response_types.iter().filter(|asked| **asked != ResponseType::CODE);
    for grant in asked.flat_map(|asked| asked.grants()) {
        if !has(grant) {
            return Err(invalid(
                "grant_types",
                "implicit for response types with id_token or token, authorization_code for those with code",
            ));
        }
    }
    Ok(())
}

/// Whether this can be the name of a claim about a person: what a protocol means by a name is none.
pub(super) fn is_claim(name: &str) -> bool {
    let length = (1..=request::MAX_NAME).contains(&name.len());
    length && !name.contains(char::is_control) && (is_standard(name) || !is_registered(name))
}

fn check_user_claims(policy: &ClientPolicy) -> Result<(), Refusal> {
    let fits = policy.user_claims.iter().all(|name| is_claim(name));
    if policy.user_claims.len() > request::MAX_CLAIMS || !fits {
        return Err(invalid("user_claims", "at most 50 names of claims about a person, such as given_name"));
    }
    Ok(())
}

/// Addresses that people are led to, or that are fetched: pages of the web and nothing else.
fn check_web_addresses(metadata: &ClientMetadata) -> Result<(), Refusal> {
    let addresses = [
        ("client_uri", &metadata.client_uri),
        ("initiate_login_uri", &metadata.initiate_login_uri),
        ("jwks_uri", &metadata.jwks_uri),
        ("logo_uri", &metadata.logo_uri),
        ("policy_uri", &metadata.policy_uri),
        ("sector_identifier_uri", &metadata.sector_identifier_uri),
        ("signed_jwks_uri", &metadata.signed_jwks_uri),
        ("tos_uri", &metadata.tos_uri),
    ];
    for (member, address) in addresses {
        if address.as_deref().is_some_and(|address| !is_web_address(address)) {
            return Err(invalid(member, WEB_ADDRESS));
        }
    }
    for (name, address) in metadata.localized.iter().filter(|(name, _)| name.contains("_uri#")) {
        if !is_web_address(address) {
            let refusal = Refusal::new(Reason::ClientMetadataInvalid).about(name.to_owned());
            return Err(refusal.expected(WEB_ADDRESS));
        }
    }
    Ok(())
}

const WEB_ADDRESS: &str = "an address that begins with https:// or http://";

/// Where a client is told of logouts (OpenID Connect Back-Channel Logout §2.2, Front-Channel Logout §2).
fn check_logout_addresses(metadata: &ClientMetadata) -> Result<(), Refusal> {
    let to = metadata.backchannel_logout_uri.as_deref();
    if to.is_some_and(|to| !is_web_address(to) || to.contains('#')) {
        return Err(invalid(
            "backchannel_logout_uri",
            "an address that begins with https:// or http:// and has no fragment",
        ));
    }
    if to.is_none() && metadata.backchannel_logout_session_required {
        return Err(invalid("backchannel_logout_session_required", "false without backchannel_logout_uri"));
    }
    let frame = metadata.frontchannel_logout_uri.as_deref();
    let own = |frame: &str| {
        RedirectUri::parse(frame).is_ok_and(|frame| {
            !frame.is_private_use() && metadata.redirect_uris.iter().any(|uri| uri.origin() == frame.origin())
        })
    };
    if frame.is_some_and(|frame| !own(frame)) {
        return Err(invalid(
            "frontchannel_logout_uri",
            "an address with scheme, host and port of one of redirect_uris, and no fragment",
        ));
    }
    if frame.is_none() && metadata.frontchannel_logout_session_required {
        return Err(invalid("frontchannel_logout_session_required", "false without frontchannel_logout_uri"));
    }
    Ok(())
}

/// A pairwise client belongs to one sector (OpenID Connect Core §8.1), which is named by an https
/// address (Registration §5).
fn check_sector(metadata: &ClientMetadata) -> Result<(), Refusal> {
    if metadata.sector_identifier_uri.as_ref().is_some_and(|uri| !is_protected(uri)) {
        return Err(invalid("sector_identifier_uri", PROTECTED));
    }
    if metadata.subject_type == Some(SubjectType::Pairwise) && subject::sector(metadata).is_none() {
        return Err(invalid(
            "sector_identifier_uri",
            "given, where subject_type is pairwise and the redirect addresses have several hosts or none",
        ));
    }
    Ok(())
}

/// What [`is_protected`] wants.
pub(crate) const PROTECTED: &str = "an address that begins with https://, or http:// on the machine itself";

/// A web address that nobody on the way can change: https, or http that does not leave the machine.
pub(crate) fn is_protected(address: &str) -> bool {
    let address = address.split('#').next().unwrap_or_default();
    RedirectUri::parse(address).is_ok_and(|parsed| parsed.is_https() || parsed.is_loopback())
}

/// Held to what a redirect address is held to, save that it may have a fragment.
fn is_web_address(address: &str) -> bool {
    let (address, fragment) = address.split_once('#').unwrap_or((address, ""));
    let is_web = RedirectUri::parse(address).is_ok_and(|parsed| !parsed.is_private_use());
    is_web && fragment.len() <= MAX_LENGTH && fragment.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Plain http is for the machine itself; an application's own scheme is for native applications.
fn check_redirect_uri(
    member: &'static str,
    uri: &RedirectUri,
    application: ApplicationType,
) -> Result<(), Refusal> {
    let fits = uri.is_https()
        || uri.is_loopback()
        || (uri.is_private_use() && application == ApplicationType::Native);
    if fits {
        return Ok(());
    }
    Err(Refusal::new(Reason::RedirectUriInvalid)
        .about(member)
        .expected("https, http on the machine itself, or for a native application its own scheme"))
}
