//! How a phone becomes a person's: their account page shows a secret, once and for minutes, and the phone that brings
//! it with a key of its own is theirs.

use std::time::Duration;

use jose::digest::{sha256, sha256_parts};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::account::factors::{check_name, check_room};
use crate::decision::{Decision, Env};
use crate::effect::Effect;
use crate::model::credential::{Credential, CredentialId, CredentialKind};
use crate::model::event::{Actor, Event, EventKind};
use crate::model::family::FamilyId;
use crate::model::passkey::Passkey;
use crate::model::phone::{self, Phone, Verification};
use crate::model::ticket::{Ticket, TicketFacts, TicketKey, TicketKind, decode, encode};
use crate::model::user::{User, UserId};
use crate::refusal::{Reason, Refusal};
use crate::time::Time;
use crate::webauthn::{Fault, Registered};

use super::message;

/// For so long the secret waits for a phone.
pub const WAITS: Duration = Duration::from_mins(10);

#[derive(Serialize, Deserialize)]
struct Body {
    user: UserId,
}

/// Where the enrolment with this secret is found.
pub fn key(secret: &str) -> TicketKey {
    TicketKey::of(TicketKind::Enrolment, secret.as_bytes())
}

/// Has a secret wait for the person's phone. It is over with the session in which it was shown.
pub(crate) fn wait(user: &User, session: FamilyId, env: &mut Env<'_>) -> (String, Effect) {
    let secret = env.random_secret();
    let expires_at = env.now + WAITS;
    let ticket = Ticket {
        key: key(&secret),
        kind: TicketKind::Enrolment,
        family: Some(session),
        expires_at,
        ends_at: expires_at,
        keep_until: expires_at,
        body: encode(&Body { user: user.id.clone() }),
    };
    (secret, Effect::Put(ticket))
}

/// Whose phone it is to be, for look-up alone.
pub fn person_of(found: &TicketFacts) -> Result<UserId, Refusal> {
    Ok(decode::<Body>(&found.body)?.user)
}

/// The person whose phone it is to be, if the secret still waits.
///
/// # Errors
/// It does not.
pub fn open<'a>(found: Option<&TicketFacts>, user: Option<&'a User>, now: Time) -> Result<&'a User, Refusal> {
    let over = |why| Refusal::new(Reason::EnrolmentUnknown).about("enrolment").operator(why);
    let found = found.ok_or_else(|| over("there is none with this secret"))?;
    if !found.is_usable(now) || !found.family.as_ref().is_some_and(|session| session.is_alive(now)) {
        return Err(over("it was used, or its time or its session is over"));
    }
    let whose = person_of(found)?;
    user.filter(|user| user.id == whose && user.disabled_at.is_none())
        .ok_or_else(|| over("the person is gone or disabled"))
}

/// What the authenticator of a new phone is to sign.
pub fn challenge(secret: &str) -> [u8; 32] {
    sha256_parts(&[b"countersign phone challenge: ", secret.as_bytes()])
}

/// What the authenticator is told whose it is: nothing of the person's passkeys, whose place it must not take.
pub fn user_handle(secret: &str) -> [u8; 32] {
    sha256_parts(&[b"countersign phone user: ", secret.as_bytes()])
}

/// What a phone brought.
pub struct Brought<'a> {
    /// The secret it came with.
    pub secret: &'a str,
    /// Its key, and what it says.
    pub said: &'a message::NewKey,
    /// The phone that has that key already, whosever it is.
    pub kept: Option<&'a Credential>,
    /// What verifying its authenticator's answer showed, for which host and by which way; none where it has a PIN.
    pub registered: Option<(Result<&'a Registered, &'a Fault>, &'a str, &'a [String])>,
}

/// Keeps a phone that came with the secret of somebody's account page.
pub fn enrol(
    brought: Brought<'_>,
    found: Option<&TicketFacts>,
    user: Option<&User>,
    credentials: &[Credential],
    env: &mut Env<'_>,
) -> Decision<Result<CredentialId, Refusal>> {
    let mut effects = Vec::new();
    let answer = enrolled(&brought, found, user, credentials, env, &mut effects);
    Decision::of(answer, effects)
}

fn enrolled(
    brought: &Brought<'_>,
    found: Option<&TicketFacts>,
    user: Option<&User>,
    credentials: &[Credential],
    env: &mut Env<'_>,
    effects: &mut Vec<Effect>,
) -> Result<CredentialId, Refusal> {
    let said = brought.said;
    let message::Action::Enrol { nonce, name, verification } = &said.action else {
        return Err(message::invalid("it does not ask to be enrolled (action)".to_owned()));
    };
    if !jose::constant_time::eq(nonce.as_bytes(), brought.secret.as_bytes()) {
        return Err(message::invalid("it is about another enrolment (nonce)".to_owned()));
    }
    if let Some(kept) = brought.kept {
        return match was_enrolled(kept, found, env.now)? {
            // The answer may have been lost on the way.
            true => Ok(kept.id),
            false => Err(message::invalid("its key is a phone's already".to_owned())),
        };
    }
    let user = open(found, user, env.now)?;
    check_room(CredentialKind::Phone, credentials)?;
    let phone =
        Phone { jwk: public(&said.jwk), verification: kept(verification, brought)?, subscription: None };
    let id = phone::id(&said.thumbprint);
    let data = Credential::encode(&phone);
    let credential = Credential {
        name: check_name(name)?,
        ..Credential::new(id, &user.id, CredentialKind::Phone, data, env.now)
    };
    effects.extend(found.map(|found| Effect::Spend(found.key)));
    let event = Event::of_user(EventKind::PhoneAdded, &Actor::User(user.id.clone()), &user.id, env);
    let event = match &credential.name {
        Some(name) => event.about("name", name.as_str()),
        None => event,
    };
    effects.push(Effect::PutCredential(credential));
    effects.push(Effect::PutEvent(event));
    Ok(id)
}

/// Whether this phone was enrolled with that secret, which has its time still.
fn was_enrolled(kept: &Credential, found: Option<&TicketFacts>, now: Time) -> Result<bool, Refusal> {
    let Some(found) = found.filter(|found| found.spent_at.is_some() && now < found.expires_at) else {
        return Ok(false);
    };
    Ok(person_of(found)? == kept.user && found.spent_at == Some(kept.created_at))
}

/// The members that make the key, and no others.
fn public(jwk: &Value) -> Value {
    let member = |name: &str| jwk.get(name).cloned().unwrap_or_default();
    serde_json::json!({ "kty": member("kty"), "crv": member("crv"), "x": member("x"), "y": member("y") })
}

/// What is kept of what unlocks it.
fn kept(verification: &message::Verification, brought: &Brought<'_>) -> Result<Verification, Refusal> {
    match verification {
        message::Verification::Pin { proof } => {
            let proof = jose::base64url::decode(proof).ok().filter(|proof| proof.len() == 32);
            let proof =
                proof.ok_or_else(|| message::invalid("proof is not 32 bytes in base64url".to_owned()))?;
            Ok(Verification::Pin { sha256: jose::base64url::encode(sha256(&proof)), wrong: 0 })
        }
        message::Verification::Passkey { .. } => {
            let unfit = |why: String| Refusal::new(Reason::PasskeyUnfit).operator(why);
            let (registered, host, transports) = brought
                .registered
                .as_ref()
                .ok_or_else(|| unfit("no passkey can be bound to this host".to_owned()))?;
            let registered = registered.map_err(|fault| unfit(fault.to_string()))?;
            let handle = user_handle(brought.secret);
            Ok(Verification::Passkey(Box::new(Passkey::new(registered, &handle, host, transports))))
        }
    }
}
