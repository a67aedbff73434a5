//! Client assertions: JWTs by which clients prove themselves (RFC 7521, RFC 7523, OpenID Connect Core §9).
//! What holds whoever signed them; the two methods say under which keys.

mod client_secret_jwt;
mod private_key_jwt;

use std::borrow::Cow;

use jose::jwt::{self, Expectation, Typ};
use jose::{JwsAlgorithm, Verified, jws};
use oidc::client_authentication::Method;

use super::{Shown, failed};
use crate::client::profile::AssertionAudience;
use crate::effect::Effect;

use crate::model::client::Client;
use crate::model::issuer::Endpoint;
use crate::model::ticket::{TicketFacts, TicketKey};
use crate::refusal::Refusal;
use crate::replay::{self, Message};
use crate::time::Time;

/// The kind that an assertion may say it is; others say `JWT` or nothing.
pub const TYP: &str = "client-authentication+jwt";

/// By how many seconds clocks may differ: up to 10 in the future has to be taken and more than 60 must
/// not (FAPI 2.0 Security Profile §5.3.2.1).
const LEEWAY: i64 = 30;

/// What reading an assertion showed.
pub enum Assertion {
    /// None came, or the client does not prove itself by one.
    Unread,
    /// No key that the client may sign assertions with made it: why, for the operator.
    Untrusted(Cow<'static, str>),
    /// The client signed it.
    Signed {
        /// The assertion.
        token: Verified<Vec<u8>>,
        /// What stands under its [`replay_key`].
        before: Option<Box<TicketFacts>>,
    },
}

/// The client an assertion says it comes from, for look-up alone.
pub(super) fn claimed(assertion: &str) -> Option<String> {
    jws::claimed(assertion, "sub").or_else(|| jws::claimed(assertion, "iss"))
}

/// Where it is remembered that the client's assertion was accepted; nothing for one without a name.
pub fn replay_key(client: &Client, assertion: &str) -> Option<TicketKey> {
    let jti = jws::claimed(assertion, "jti")?;
    Some(replay::key(Message::ClientAssertion, client.id.as_str(), &jti))
}

/// Whether the client is one that proves itself by assertions under this algorithm: only then is it
/// worth looking for a key.
pub fn may_sign(client: &Client, algorithm: JwsAlgorithm) -> bool {
    match client.metadata.token_endpoint_auth_method {
        Method::PrivateKeyJwt => private_key_jwt::is_allowed(client, algorithm),
        Method::ClientSecretJwt => client_secret_jwt::is_allowed(client, algorithm),
        _ => false,
    }
}

/// Verifies the proof of a client that registered to send one.
pub(super) fn verify(client: &Client, shown: Shown<'_>, now: Time) -> Result<Effect, Refusal> {
    match client.metadata.token_endpoint_auth_method {
        Method::PrivateKeyJwt => private_key_jwt::verify(client, shown, now),
        Method::ClientSecretJwt => client_secret_jwt::verify(client, shown, now),
        _ => Err(failed("an assertion of a client that did not register to send one")),
    }
}

/// Verifies that what the client signed is a proof meant for us, now and once. The effect remembers it,
/// whatever becomes of the request it came with.
fn verify_by(
    client: &Client,
    shown: Shown<'_>,
    is_allowed: fn(&Client, JwsAlgorithm) -> bool,
    now: Time,
) -> Result<Effect, Refusal> {
    let (token, before) = match shown.assertion {
        Assertion::Unread => return Err(failed("no assertion, where the client proves itself by one")),
        Assertion::Untrusted(why) => return Err(untrusted(why)),
        Assertion::Signed { token, before } => (token.clone(), before.as_deref()),
    };
    let header = token.header();
    if !is_allowed(client, header.alg) {
        return Err(failed("the assertion is signed by an algorithm that the client may not use"));
    }
    let rules = client.policy.profile.rules();
    if rules.assertion_names_key && header.kid.is_none() {
        return Err(failed("the assertion does not name its key (kid)"));
    }
    let names_kind = header.typ.as_deref().is_some_and(|typ| !typ.eq_ignore_ascii_case("JWT"));
    let id = client.id.as_str();
    let expectation = Expectation {
        typ: if names_kind { Typ::Is(TYP) } else { Typ::JwtOrAbsent },
        issuer: Some(id),
        audience: None,
        required: &["iss", "sub", "aud", "exp", "jti"],
        now: now.as_secs(),
        leeway: LEEWAY,
        accept_expired: false,
    };
    let claims = jwt::verify(token, &expectation).map_err(|error| untrusted(&error.to_string()))?;
    let claims = claims.as_ref();
    if claims.subject() != Some(id) {
        return Err(failed("the assertion is about another client (sub)"));
    }
    check_audience(client, shown, claims)?;
    let ends_at = claims.expires_at().unwrap_or_default();
    if ends_at > now.as_secs() + i64::from(rules.assertion_life) + LEEWAY {
        return Err(failed("the assertion is good for too long (exp)"));
    }
    if replay::is_spent(before, now) {
        return Err(failed("the assertion was used before (jti)"));
    }
    let jti = claims.jwt_id().unwrap_or_default();
    Ok(replay::spend(replay::key(Message::ClientAssertion, client.id.as_str(), jti), Some(ends_at), now))
}

/// Whether the client registered to sign with this, or registered nothing and its profile allows it.
fn registered_signing(client: &Client, algorithm: JwsAlgorithm) -> bool {
    match client.metadata.token_endpoint_auth_signing_alg {
        Some(registered) => algorithm == registered,
        None => client.policy.profile.rules().allows_signing(algorithm),
    }
}

/// Whom it may be meant for is what the client's policy says.
fn check_audience(client: &Client, shown: Shown<'_>, claims: &jwt::Claims) -> Result<(), Refusal> {
    let issuer = shown.issuer.identifier.as_str();
    let names = |address: &str| claims.audience().iter().any(|name| name == address);
    let fits = match client.policy.assertion_audience {
        AssertionAudience::IssuerAsText => claims.text("aud") == Some(issuer),
        AssertionAudience::Issuer => names(issuer),
        AssertionAudience::IssuerOrEndpoint => {
            let at = |endpoint| shown.issuer.addresses(endpoint).iter().any(|address| names(address));
            names(issuer) || at(Endpoint::Token) || at(shown.endpoint)
        }
    };
    if fits { Ok(()) } else { Err(failed("the assertion is meant for somebody else (aud)")) }
}

fn untrusted(why: &str) -> Refusal {
    failed(format!("the assertion is not believed: {why}"))
}
