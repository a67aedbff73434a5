//! Collecting what a person granted on another device: polling, not too often, until it is there (RFC 8628 §3.4,
//! §3.5).

use serde::{Deserialize, Serialize};
use std::time::Duration;

use super::Word;
use crate::authorize::code::Grant;
use crate::client::authenticate::AuthenticatedClient;
use crate::decision::Env;
use crate::effect::{Advance, Effect};
use crate::grant::{Facts, refresh_token};
use crate::issue::given::Asked;
use crate::issue::{self, Tokens};
use crate::model::ClientId;
use crate::model::family::FamilyFacts;
use crate::model::ticket::{self, TicketFacts};
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// How many seconds lie between two questions at least; as many more each time that somebody asks sooner.
pub(super) const INTERVAL: u32 = 5;

/// The most that it grows to, in seconds: a device that is slowed down for ever is no use to anybody.
const LONGEST_INTERVAL: u32 = 60;

/// How often was asked.
#[derive(Serialize, Deserialize)]
struct Body {
    client: ClientId,
    /// How many seconds are to lie between two questions.
    interval: u32,
    /// When was asked last, in microseconds since the epoch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last: Option<i64>,
}

/// Nobody asked so far.
pub(super) fn first(client: &ClientId, interval: u32) -> Vec<u8> {
    ticket::encode(&Body { client: client.clone(), interval, last: None })
}

/// What somebody asks with, and for.
pub(crate) struct Asking<'a> {
    /// The parameter that has the secret.
    pub(crate) parameter: &'static str,
    /// For which resources.
    pub(crate) resources: &'a [String],
}

/// Exchanges what the person granted; once, whoever of two comes first.
pub(crate) fn collect(
    client: AuthenticatedClient<'_>,
    asking: &Asking<'_>,
    facts: Facts<'_>,
    env: &mut Env<'_>,
    effects: &mut Vec<Effect>,
) -> Result<Tokens, Refusal> {
    let unknown =
        |why: &'static str| Refusal::new(Reason::CrossDeviceUnknown).about(asking.parameter).operator(why);
    let ticket = facts.ticket.ok_or_else(|| unknown("nothing was begun with it"))?;
    let body: Body = ticket::decode(&ticket.body)?;
    if body.client != client.client().id {
        return Err(unknown("another client began it"));
    }
    let Some(answer) = facts.answered else {
        return Err(wait(ticket, body, asking.parameter, env.now));
    };
    if answer.spent_at.is_some() {
        return Err(unknown("it was collected already"));
    }
    if !answer.is_usable(env.now) {
        return Err(Refusal::new(Reason::CrossDeviceExpired).about(asking.parameter));
    }
    let grant = match ticket::decode(&answer.body)? {
        Word::Allowed(grant) => *grant,
        Word::Denied => return Err(Refusal::new(Reason::AccessDenied)),
    };
    let family = answer.family.as_ref().ok_or_else(|| unknown("what was granted is gone"))?;
    if !family.is_alive(env.now) {
        return Err(Refusal::new(Reason::GrantRevoked).about(asking.parameter));
    }
    effects.push(Effect::Spend(answer.key));
    issued(client, grant, family, asking.resources, facts, env, effects)
}

fn issued(
    proven: AuthenticatedClient<'_>,
    grant: Grant,
    family: &FamilyFacts,
    resources: &[String],
    facts: Facts<'_>,
    env: &mut Env<'_>,
    effects: &mut Vec<Effect>,
) -> Result<Tokens, Refusal> {
    let client = proven.client();
    let given = Asked { scope: None, resources }.of(&grant, client, family, facts)?;
    let grant = Grant { key: refresh_token::key_of(proven), ..grant };
    let refresh =
        client.may_refresh().then(|| refresh_token::first(&grant, family, &client.policy, env, effects));
    issue::for_person(client, &grant, &given, family, refresh, facts, env)
}

/// The person did not say anything yet. Each question is noted, so that who asks too often is known.
fn wait(ticket: &TicketFacts, body: Body, parameter: &'static str, now: Time) -> Refusal {
    if !ticket.is_usable(now) {
        return Refusal::new(Reason::CrossDeviceExpired).about(parameter);
    }
    let Body { client, interval, last } = body;
    let is_early =
        last.is_some_and(|last| now < Time::from_micros(last) + Duration::from_secs(u64::from(interval)));
    let (reason, interval) = match is_early {
        false => (Reason::AuthorizationPending, interval),
        true => (Reason::SlowDown, (interval + INTERVAL).min(LONGEST_INTERVAL)),
    };
    Refusal::new(reason).owing(Effect::Advance(Advance {
        key: ticket.key,
        from: ticket.version,
        expires_at: ticket.expires_at,
        keep_until: ticket.expires_at + super::REMEMBERED,
        body: ticket::encode(&Body { client, interval, last: Some(now.as_micros()) }),
    }))
}
