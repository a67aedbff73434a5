//! Initial access tokens: made and taken back by administrators (RFC 7591 §1.2).

use std::time::Duration;

use jose::secret::Secret;
use oidc::metadata::ClientMetadata;
use oidc::redirect_uri::RedirectUri;

use super::super::metadata::check;
use super::super::profile::complete;
use super::super::register::{ShownOnce, made_up};
use crate::admin;
use crate::decision::{Decision, Env};
use crate::effect::Effect;
use crate::model::initial_access_token::{Bounds, InitialAccessToken};
use crate::model::key::KeyFacts;
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// The longest life of an initial access token.
pub const LONGEST_LIFE: Duration = Duration::from_hours(366 * 24);
/// The most uses of one.
pub const MOST_USES: u32 = 1_000_000;

/// An initial access token to be made.
#[derive(Clone, Debug)]
pub struct New {
    /// What it is made for.
    pub name: Option<String>,
    /// What whoever registers with it may ask for, and is held to.
    pub bounds: Bounds,
    /// How often it may be used; at least once.
    pub uses: u32,
    /// How long it may be used.
    pub lives_for: Duration,
}

/// One just made. The token itself is told this once.
#[derive(Debug)]
pub struct Made {
    /// The record.
    pub record: InitialAccessToken,
    /// The token.
    pub token: ShownOnce,
}

/// Makes an initial access token.
pub fn create(new: New, keys: &[KeyFacts], env: &mut Env<'_>) -> Decision<Result<Made, Refusal>> {
    if let Err(refusal) = check_new(&new, keys, env.now) {
        return Decision::of(Err(refusal), Vec::new());
    }
    let token = env.random_secret();
    let record = InitialAccessToken {
        id: made_up(env),
        name: new.name,
        sha256: InitialAccessToken::digest(&token),
        bounds: new.bounds,
        uses: new.uses,
        used: 0,
        expires_at: env.now + new.lives_for,
        created_at: env.now,
    };
    let effects = vec![Effect::PutInitialAccessToken(Box::new(record.clone()))];
    Decision::of(Ok(Made { record, token: ShownOnce(Secret::new(token)) }), effects)
}

/// Takes an initial access token back; what registered with it stays.
pub fn remove(found: Option<&InitialAccessToken>) -> Decision<Result<(), Refusal>> {
    match found {
        None => Decision::of(Err(Reason::NotFound.into()), Vec::new()),
        Some(token) => Decision::of(Ok(()), vec![Effect::DeleteInitialAccessToken(token.id.clone())]),
    }
}

/// Checks that a token that is known may be used.
pub(super) fn check_usable(token: &InitialAccessToken, now: Time) -> Result<(), Refusal> {
    let refuse = |reason| Err(Refusal::new(reason).operator(format!("initial access token {}", token.id)));
    if now >= token.expires_at {
        return refuse(Reason::InitialAccessTokenExpired);
    }
    if token.used >= token.uses {
        return refuse(Reason::InitialAccessTokenUsed);
    }
    Ok(())
}

fn check_new(new: &New, keys: &[KeyFacts], now: Time) -> Result<(), Refusal> {
    let is_name = |name: &String| name.chars().count() <= 200 && !name.contains(char::is_control);
    if !new.name.as_ref().is_none_or(is_name) {
        return Err(invalid("name", "at most 200 characters, none of them control characters"));
    }
    if !(1..=MOST_USES).contains(&new.uses) {
        return Err(invalid("uses", "a number from 1 to 1000000"));
    }
    if new.lives_for.is_zero() || new.lives_for > LONGEST_LIFE {
        return Err(invalid("expires_in", "a number of seconds from 1 to 31622400"));
    }
    check_bounds(&new.bounds)?;
    check_policy(&new.bounds, keys, now)
}

fn check_bounds(bounds: &Bounds) -> Result<(), Refusal> {
    if bounds.policy.skip_consent {
        return Err(invalid("policy.skip_consent", "false, as nobody of the house vouches for the client"));
    }
    if bounds.policy.introspect_any {
        return Err(invalid("policy.introspect_any", "false, as nobody of the house vouches for the client"));
    }
    if bounds.scope.as_ref().is_some_and(|scope| scope.contains(admin::SCOPE)) {
        return Err(invalid("scope", "without admin, which administrators alone give"));
    }
    if bounds.grant_types.as_ref().is_some_and(Vec::is_empty) {
        return Err(invalid("grant_types", "at least one, or absent"));
    }
    if bounds.response_types.as_ref().is_some_and(Vec::is_empty) {
        return Err(invalid("response_types", "at least one, or absent"));
    }
    if bounds.redirect_hosts.len() > 100 || !bounds.redirect_hosts.iter().all(|host| is_host(host)) {
        return Err(invalid(
            "redirect_hosts",
            "at most 100 host names in small letters; one that begins with a full stop stands for all below it",
        ));
    }
    Ok(())
}

/// Whoever asks for nothing special must be able to register with what it would be held to.
fn check_policy(bounds: &Bounds, keys: &[KeyFacts], now: Time) -> Result<(), Refusal> {
    let mut plainest = ClientMetadata {
        redirect_uris: RedirectUri::parse("https://client.example/").into_iter().collect(),
        id_token_signed_response_alg: bounds.policy.access_token_signing_alg,
        ..ClientMetadata::default()
    };
    complete(&mut plainest, &bounds.policy, |name| name == "id_token_signed_response_alg");
    check(&plainest, &bounds.policy, keys, now).map_err(|mut refusal| {
        refusal.reason = Reason::ParameterInvalid;
        refusal.about("policy")
    })
}

fn is_host(host: &str) -> bool {
    let name = host.strip_prefix('.').unwrap_or(host);
    let address = format!("https://{name}/");
    RedirectUri::parse(&address).is_ok_and(|parsed| parsed.is_https() && parsed.host() == name)
}

fn invalid(member: &'static str, expected: &'static str) -> Refusal {
    Refusal::new(Reason::ParameterInvalid).about(member).expected(expected)
}
