//! The rehearsal of a key: one sign-in is answered with an ID token sealed to the key that is next, and
//! what the client does then shows whether it copes.
//!
//! Which key is rehearsed stands with the key, so that nobody else pays for it; how far it has come is a
//! ticket, so that it is one sign-in alone.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::key::{Changed, changed, find};
use crate::decision::{Decision, Env};
use crate::effect::{Advance, Effect};
use crate::issue::seal::{Facts, Opener, Seal, SealingKey};
use crate::model::client::Client;
use crate::model::client_key::{ClientKey, KeyUse, Rehearsal};
use crate::model::family::FamilyFacts;
use crate::model::ticket::{Ticket, TicketFacts, TicketKey, TicketKind, decode, encode};
use crate::model::user::UserId;
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// How long a rehearsal waits for a sign-in at most.
pub const LONGEST: Duration = Duration::from_hours(24);

/// How long what came of it is known.
const KNOWN_FOR: Duration = Duration::from_hours(7 * 24);

/// How far a rehearsal has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// It waits for a sign-in.
    Waits,
    /// An ID token was sealed to the key, at this time in microseconds since the epoch.
    Sealed(i64),
    /// The client went on to use what it got; when, likewise.
    Coped(i64),
    /// Nobody signed in in time.
    Missed,
}

/// How far it has come, and for which grant.
#[derive(Serialize, Deserialize)]
struct Body {
    stage: Stage,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    family: Option<[u8; 16]>,
}

/// Has the next sign-in at a client answered with a token sealed to this key; of this person alone, where
/// one is named. It takes the place of a rehearsal that waits.
pub fn begin(
    client: Option<Client>,
    kid: &str,
    user: Option<&UserId>,
    within: Duration,
    env: &mut Env<'_>,
) -> Decision<Result<Changed, Refusal>> {
    let id = env.random_secret();
    let now = env.now;
    let rehearsal = Rehearsal {
        id: id.clone(),
        user: user.map(|user| user.as_str().to_owned()),
        until: (now + within.min(LONGEST)).as_micros(),
    };
    let mut decision = changed(client, now, |client| {
        if !client.metadata.encrypts_anything() {
            let expected = "a client that wants its ID tokens sealed";
            return Err(Refusal::new(Reason::ParameterInvalid).about("kid").expected(expected));
        }
        let key = find(client, kid)?;
        if key.usage != KeyUse::Enc || key.not_after <= now {
            let expected = "a key to seal to whose time is not over";
            return Err(Refusal::new(Reason::ParameterInvalid).about("kid").expected(expected));
        }
        for key in &mut client.keys {
            key.rehearsal = (key.kid == kid).then(|| rehearsal.clone());
        }
        Ok(find(client, kid)?.clone())
    });
    if decision.answer.is_ok() {
        let ends_at = now + KNOWN_FOR;
        decision.effects.push(Effect::Put(Ticket {
            key: key_of(&id),
            kind: TicketKind::Rehearsal,
            family: None,
            expires_at: ends_at,
            ends_at,
            keep_until: ends_at,
            body: encode(&Body { stage: Stage::Waits, family: None }),
        }));
    }
    decision
}

/// Where it is kept how far this key's rehearsal has come, if it has one.
pub fn ticket_key(key: &ClientKey) -> Option<TicketKey> {
    key.rehearsal.as_ref().map(|rehearsal| key_of(&rehearsal.id))
}

/// Where it is kept how far a client's rehearsal has come, while it goes on: until it was missed, or the client
/// had as long again to use what it got.
pub fn under_way(client: &Client, now: Time) -> Option<TicketKey> {
    let goes_on = |rehearsal: &Rehearsal| now < Time::from_micros(rehearsal.until) + LONGEST;
    client.keys.iter().filter(|key| key.rehearsal.as_ref().is_some_and(goes_on)).find_map(ticket_key)
}

/// How far the rehearsal of a key has come.
pub fn stage(key: &ClientKey, ticket: Option<&TicketFacts>, now: Time) -> Option<Stage> {
    let rehearsal = key.rehearsal.as_ref()?;
    let body: Body = decode(&ticket?.body).ok()?;
    let missed = body.stage == Stage::Waits && now.as_micros() >= rehearsal.until;
    Some(if missed { Stage::Missed } else { body.stage })
}

/// A rehearsal that this sign-in is answered by.
pub(crate) struct Offered<'a> {
    kid: &'a str,
    ticket: &'a TicketFacts,
    known: Vec<SealingKey>,
}

/// The rehearsal that waits for a sign-in of this person, if one does.
pub(crate) fn offered<'a>(
    client: &'a Client,
    user: &UserId,
    ticket: Option<&'a TicketFacts>,
    facts: Facts<'_>,
    now: Time,
) -> Option<Offered<'a>> {
    let (ticket, Facts::Keys(known)) = (ticket?, facts) else { return None };
    let waits = |key: &&ClientKey| {
        now < key.not_after
            && ticket_key(key).is_some_and(|at| at == ticket.key)
            && stage(key, Some(ticket), now) == Some(Stage::Waits)
    };
    let key = client.keys.iter().find(waits)?;
    let named = key.rehearsal.as_ref().and_then(|rehearsal| rehearsal.user.as_deref());
    if named.is_some_and(|named| named != user.as_str()) {
        return None;
    }
    let mut known = known.to_vec();
    for known in known.iter_mut().filter(|known| known.kid.as_deref() == Some(&*key.kid)) {
        // As if its time had come, and nobody younger were there.
        (known.not_before, known.not_after, known.is_ready) = (now, Time::NEVER, true);
    }
    Some(Offered { kid: &key.kid, ticket, known })
}

impl Offered<'_> {
    /// The keys of the client as this sign-in sees them.
    pub(crate) fn facts(&self) -> Facts<'_> {
        Facts::Keys(&self.known)
    }

    /// What is to be remembered once a token of this family was sealed so; nothing where it was sealed
    /// otherwise.
    pub(crate) fn sealed(&self, seal: Option<&Seal>, family: &FamilyFacts, now: Time) -> Option<Effect> {
        let is_it =
            |opener: &Opener| matches!(opener, Opener::Key { kid, .. } if kid.as_deref() == Some(self.kid));
        seal.is_some_and(|seal| is_it(&seal.key)).then(|| {
            let body = Body { stage: Stage::Sealed(now.as_micros()), family: Some(family.id.0) };
            advance(self.ticket, &body)
        })
    }
}

/// What is to be remembered when a client uses an access token of this family: whoever opened the ID token
/// that was sealed along with it goes on.
pub(crate) fn coped(ticket: Option<&TicketFacts>, family: Option<&FamilyFacts>, now: Time) -> Option<Effect> {
    let (ticket, family) = (ticket?, family?);
    let body: Body = decode(&ticket.body).ok()?;
    let is_its = matches!(body.stage, Stage::Sealed(_)) && body.family == Some(family.id.0);
    is_its.then(|| advance(ticket, &Body { stage: Stage::Coped(now.as_micros()), family: body.family }))
}

fn advance(ticket: &TicketFacts, body: &Body) -> Effect {
    Effect::Advance(Advance {
        key: ticket.key,
        from: ticket.version,
        expires_at: ticket.ends_at,
        keep_until: ticket.ends_at,
        body: encode(body),
    })
}

fn key_of(id: &str) -> TicketKey {
    TicketKey::of(TicketKind::Rehearsal, id.as_bytes())
}
