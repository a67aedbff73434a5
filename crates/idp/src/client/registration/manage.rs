//! A client looks after its own registration (RFC 7592), by the registration access token it was given.
//!
//! The token stays the same for as long as the client lives, so that a lost answer locks nobody out; an
//! administrator can take it away.

use oidc::metadata::ClientMetadata;

use super::super::key::{self, Answered, Changed, NewKey};
use super::super::metadata::check;
use super::super::register::WithSecret;
use super::super::secret;
use super::super::sector::{self, Sector};
use super::{Asked, asks, check_software_statement};
use crate::decision::{Decision, Env};
use crate::effect::{Effect, Expected};
use crate::issue::subject;
use crate::model::client::{Client, Registration, SecretHash};
use crate::model::client_key::{ClientKey, KeyUse};
use crate::model::key::KeyFacts;
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// The client that this token manages (RFC 7592 §2.1). A client that is not there, or is disabled, and a
/// token that is not its own get one and the same answer; the operator alone is told which it was.
pub fn verify<'a>(
    client: Option<&'a Client>,
    presented: Option<&str>,
) -> Result<(&'a Client, &'a Registration), Refusal> {
    let failed = |why: &'static str| Refusal::new(Reason::RegistrationAccessTokenInvalid).operator(why);
    let presented = presented.ok_or(Reason::TokenMissing)?;
    let client = client.ok_or_else(|| failed("no such client"))?;
    let registration = client.registration.as_deref();
    let registration = registration.ok_or_else(|| failed("a client that did not register itself"))?;
    let known = registration.access_token.as_ref().ok_or_else(|| failed("it was taken away"))?;
    if !known.matches(&SecretHash::digest(presented)) {
        return Err(failed("not the client's registration access token"));
    }
    if client.disabled_at.is_some() {
        return Err(failed("the client is disabled"));
    }
    Ok((client, registration))
}

/// Replaces what a client registered, all of it (RFC 7592 §2.2). A new secret comes with the answer
/// where the client now needs one and had none, or none that was kept.
pub fn replace(
    client: Option<&Client>,
    presented: Option<&str>,
    asked: &Asked,
    sector: &Sector,
    keys: &[KeyFacts],
    env: &mut Env<'_>,
) -> Decision<Result<WithSecret, Refusal>> {
    let settled = verify(client, presented).and_then(|(client, registration)| {
        check_names_itself(client, asked)?;
        check_software_statement(asked.software_statement.as_deref())?;
        let current = client.metadata.scope.as_ref();
        let (metadata, settled) = asks::settle(asked, &registration.bounds, current)?;
        // What an administrator decided since stays, save that a public client always needs PKCE.
        let mut policy = client.policy.clone();
        policy.require_pkce |= settled.require_pkce;
        check(&metadata, &policy, keys, env.now)?;
        check_stays_in_sector(&client.metadata, &metadata)?;
        sector::check(&metadata, sector)?;
        let replaced = Client { metadata, policy, updated_at: env.now, ..client.clone() };
        Ok((Client { version: client.version + 1, ..replaced }, &client.metadata))
    });
    let (mut client, before) = match settled {
        Ok(settled) => settled,
        Err(refusal) => return Decision::of(Err(refusal), Vec::new()),
    };
    secret::forget_itself(&mut client, before);
    if !secret::is_needed(&client.metadata) {
        client.secrets.clear();
    }
    let secret = (!secret::is_there(&client)).then(|| secret::renew(&mut client, false, env));
    let replaces = Some(client.version - 1);
    let effects = vec![Effect::PutClient(Expected { replaces, record: Box::new(client.clone()) })];
    Decision::of(Ok(WithSecret { client, secret }), effects)
}

/// Removes a client, and with it everything it was granted (RFC 7592 §2.3).
pub fn remove(client: Option<&Client>, presented: Option<&str>) -> Decision<Result<(), Refusal>> {
    match verify(client, presented) {
        Err(refusal) => Decision::of(Err(refusal), Vec::new()),
        Ok((Client { id, version, .. }, _)) => {
            Decision::of(Ok(()), vec![Effect::DeleteClient { id: id.clone(), version: *version }])
        }
    }
}

/// Registers a key of the client's own, as an administrator would.
pub fn add_key(
    client: Option<Client>,
    presented: Option<&str>,
    new: NewKey,
    env: &mut Env<'_>,
) -> Decision<Result<Changed, Refusal>> {
    if let Err(refusal) = verify(client.as_ref(), presented) {
        return Decision::of(Err(refusal), Vec::new());
    }
    let decision = key::add(client, new, env);
    match decision.answer.as_ref().map(|(_, key)| check_is_its_own(key)) {
        Ok(Err(refusal)) => Decision::of(Err(refusal), Vec::new()),
        _ => decision,
    }
}

/// Lets a key be sealed to, as the client opened what was sealed to it.
pub fn prove_key(
    client: Option<Client>,
    presented: Option<&str>,
    answered: &Answered,
    env: &Env<'_>,
) -> Decision<Result<Changed, Refusal>> {
    match verify(client.as_ref(), presented) {
        Err(refusal) => Decision::of(Err(refusal), Vec::new()),
        Ok(_) => key::prove(client, answered, env),
    }
}

/// Removes a key of the client's own.
pub fn remove_key(
    client: Option<Client>,
    presented: Option<&str>,
    kid: &str,
    now: Time,
) -> Decision<Result<Client, Refusal>> {
    let checked = verify(client.as_ref(), presented).and_then(|(client, _)| {
        client.keys.iter().find(|key| key.kid == kid).map_or(Ok(()), check_is_its_own)
    });
    match checked {
        Err(refusal) => Decision::of(Err(refusal), Vec::new()),
        Ok(()) => key::remove(client, kid, now),
    }
}

/// What vouches for a client's other keys was agreed on with an administrator.
fn check_is_its_own(key: &ClientKey) -> Result<(), Refusal> {
    if key.usage != KeyUse::KeySet {
        return Ok(());
    }
    let expected = "enc or sig; the key that signs a key set is registered and removed by an administrator";
    Err(Refusal::new(Reason::ClientKeyUse).about("use").expected(expected))
}

/// Takes a client's registration access token away: from then on administrators alone change it.
pub fn take_away(client: Option<Client>, now: Time) -> Decision<Result<Client, Refusal>> {
    let Some(mut client) = client else { return Decision::of(Err(Reason::NotFound.into()), Vec::new()) };
    let held = client.registration.as_mut().and_then(|registration| registration.access_token.take());
    if held.is_none() {
        return Decision::of(Ok(client), Vec::new());
    }
    let replaces = Some(client.version);
    client.version += 1;
    client.updated_at = now;
    let effects = vec![Effect::PutClient(Expected { replaces, record: Box::new(client.clone()) })];
    Decision::of(Ok(client), effects)
}

/// What a client was granted before tells it who somebody is, by the name that its sector has for them
/// now. So it cannot lend itself to another sector, whose names for people are not its to know.
fn check_stays_in_sector(before: &ClientMetadata, after: &ClientMetadata) -> Result<(), Refusal> {
    let pairwise_in = |metadata: &ClientMetadata| {
        subject::is_pairwise(metadata).then(|| subject::sector(metadata)).flatten()
    };
    let wanted = pairwise_in(after);
    if wanted.is_none() || wanted == pairwise_in(before) {
        return Ok(());
    }
    Err(Refusal::new(Reason::ClientMetadataInvalid)
        .about("subject_type")
        .expected("public, or pairwise in the sector of before; for another, register another client"))
}

/// A change names the client it is about, so that it cannot be sent to another's address by mistake,
/// and cannot choose a secret (RFC 7592 §2.2).
fn check_names_itself(client: &Client, asked: &Asked) -> Result<(), Refusal> {
    let invalid =
        |member, expected| Err(Refusal::new(Reason::ClientMetadataInvalid).about(member).expected(expected));
    if asked.client_id.as_deref() != Some(client.id.as_str()) {
        return invalid("client_id", "the one in the address");
    }
    let Some(secret) = &asked.client_secret else { return Ok(()) };
    let digest = SecretHash::digest(secret.expose());
    if client.secrets.iter().fold(false, |known, hash| known | hash.matches(&digest)) {
        return Ok(());
    }
    invalid("client_secret", "the client's own secret, or none")
}
