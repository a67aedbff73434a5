//! The registry of client keys: we mint their names, and say when they count.

mod challenge;
mod offered;
mod strength;

use std::time::Duration;

use jose::Jwk;
use serde_json::{Map, Value};

use crate::decision::{Decision, Env};
use crate::effect::{Effect, Expected};
use crate::model::client::Client;
use crate::model::client_key::{ClientKey, KeyUse, Ready, Word};
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

pub use challenge::{Answered, Challenge, challenge, sealed_by};
pub use offered::{check_form, read_file};

/// How many keys a client may have here.
const MOST_KEYS: usize = 20;

/// A key to be registered.
#[derive(Clone, Debug, Default)]
pub struct NewKey {
    /// The public key, by the members of a JWK.
    pub jwk: Map<String, Value>,
    /// From when on it counts; at once if absent.
    pub not_before: Option<Time>,
    /// Until when; for good if absent.
    pub not_after: Option<Time>,
    /// For how long the keys of the same use go on counting once this one does; as they are if absent.
    pub overlap: Option<Duration>,
}

/// What is wanted changed; what is not named stays.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// From when on it counts.
    pub not_before: Option<Time>,
    /// Until when.
    pub not_after: Option<Time>,
    /// Whether it may be sealed to though nobody opened the challenge, and on which administrator's word.
    pub ready: Option<String>,
}

/// What a change of one key answers with: the client as it is now, and the key.
pub type Changed = (Client, ClientKey);

/// Registers a key, under a name of ours.
pub fn add(client: Option<Client>, new: NewKey, env: &mut Env<'_>) -> Decision<Result<Changed, Refusal>> {
    changed(client, env.now, |client| {
        let key = mint(client, new.jwk, env)?;
        let key = ClientKey {
            not_before: new.not_before.unwrap_or(env.now),
            not_after: new.not_after.unwrap_or(Time::NEVER),
            ..key
        };
        check_times(&key, env.now)?;
        if let Some(overlap) = new.overlap {
            let end = key.not_before + overlap;
            for other in client.keys.iter_mut().filter(|other| other.usage == key.usage) {
                other.not_after = other.not_after.min(end);
            }
        }
        client.keys.push(key.clone());
        Ok(key)
    })
}

/// Changes when a key counts, or lets it be sealed to on an administrator's word.
pub fn amend(
    client: Option<Client>,
    kid: &str,
    changes: &Changes,
    now: Time,
) -> Decision<Result<Changed, Refusal>> {
    changed(client, now, |client| {
        let key = find(client, kid)?;
        key.not_before = changes.not_before.unwrap_or(key.not_before);
        key.not_after = changes.not_after.unwrap_or(key.not_after);
        if changes.not_before.is_some() || changes.not_after.is_some() {
            check_order(key)?;
        }
        if let (Some(by), None) = (&changes.ready, &key.ready) {
            key.ready = Some(Ready { at: now.as_micros(), by: Word::Administrator(by.clone()) });
        }
        Ok(key.clone())
    })
}

/// Lets a key be sealed to, as somebody opened what was sealed to it. Who opens it twice is told the same.
pub fn prove(
    client: Option<Client>,
    answered: &Answered,
    env: &Env<'_>,
) -> Decision<Result<Changed, Refusal>> {
    let known = client.as_ref().and_then(|client| {
        let key = client.keys.iter().find(|key| key.kid == answered.kid)?;
        challenge::is_answer(client, key, &answered.answer, env.derive).then(|| key.clone())
    });
    match (client, known) {
        (Some(client), Some(key)) if key.is_ready() => Decision::answer(Ok((client, key))),
        (Some(client), Some(_)) => changed(Some(client), env.now, |client| {
            let key = find(client, &answered.kid)?;
            key.ready = Some(Ready { at: env.now.as_micros(), by: Word::Client });
            Ok(key.clone())
        }),
        // Whether there is such a client or key is told to nobody who opened nothing.
        _ => Decision::of(Err(Reason::ClientKeyProofWrong.into()), Vec::new()),
    }
}

/// Removes a key at once: nothing more is sealed to it, and nothing it signed counts.
pub fn remove(client: Option<Client>, kid: &str, now: Time) -> Decision<Result<Client, Refusal>> {
    let removed = changed(client, now, |client| {
        let key = find(client, kid)?.clone();
        client.keys.retain(|key| key.kid != kid);
        Ok(key)
    });
    removed.map(|answer| answer.map(|(client, _)| client))
}

pub(super) fn changed(
    client: Option<Client>,
    now: Time,
    change: impl FnOnce(&mut Client) -> Result<ClientKey, Refusal>,
) -> Decision<Result<Changed, Refusal>> {
    let Some(mut client) = client else { return Decision::of(Err(Reason::NotFound.into()), Vec::new()) };
    let replaces = Some(client.version);
    match change(&mut client) {
        Err(refusal) => Decision::of(Err(refusal), Vec::new()),
        Ok(key) => {
            client.version += 1;
            client.updated_at = now;
            let effects = vec![Effect::PutClient(Expected { replaces, record: Box::new(client.clone()) })];
            Decision::of(Ok((client, key)), effects)
        }
    }
}

pub(super) fn find<'a>(client: &'a mut Client, kid: &str) -> Result<&'a mut ClientKey, Refusal> {
    client.keys.iter_mut().find(|key| key.kid == kid).ok_or_else(|| Reason::NotFound.into())
}

/// The key under a new name. None is registered twice, so that signing and sealing stay apart.
pub(super) fn mint(
    client: &Client,
    members: Map<String, Value>,
    env: &mut Env<'_>,
) -> Result<ClientKey, Refusal> {
    let (usage, mut kept, jwk) = offered::read(members)?;
    strength::check(&jwk, &kept)?;
    let kinds = client.policy.profile.rules().client_keys;
    if !kinds.contains(&jwk.key_type()) {
        let names: Vec<&str> = kinds.iter().map(|kind| kind.name()).collect();
        let refusal = Refusal::new(Reason::ClientKeyNotInProfile).about("kty");
        return Err(refusal.expected(names.join(" or ")));
    }
    if client.keys.iter().any(|key| key.jwk.thumbprint() == jwk.thumbprint() && env.now < key.not_after) {
        return Err(Reason::ClientKeyKnown.into());
    }
    if client.keys.len() >= MOST_KEYS {
        return Err(Refusal::new(Reason::ClientKeysFull).expected("at most 20 keys"));
    }
    let random: String = env.random_bytes::<10>().iter().map(|byte| format!("{byte:02x}")).collect();
    let kid = format!("{}-{random}", usage.name());
    kept.insert("kid".to_owned(), Value::from(kid.as_str()));
    let in_jwk = if usage == KeyUse::Enc { "enc" } else { "sig" };
    kept.insert("use".to_owned(), Value::from(in_jwk));
    let jwk = Jwk::from_value(Value::Object(kept))
        .map_err(|error| Refusal::new(Reason::ClientKeyMalformed).operator(error.to_string()))?;
    let now = env.now;
    Ok(ClientKey {
        kid,
        usage,
        jwk,
        not_before: now,
        not_after: Time::NEVER,
        created_at: now,
        ready: None,
        rehearsal: None,
    })
}

fn check_times(key: &ClientKey, now: Time) -> Result<(), Refusal> {
    if key.not_after <= now {
        return Err(Refusal::new(Reason::ParameterInvalid).about("not_after").expected("a time to come"));
    }
    check_order(key)
}

fn check_order(key: &ClientKey) -> Result<(), Refusal> {
    if key.not_before < key.not_after {
        return Ok(());
    }
    Err(Refusal::new(Reason::ParameterInvalid).about("not_after").expected("a time after not_before"))
}
