//! The page asks what became of its attempt. What the person granted it is given once, as an authorization code.

use jose::secret::Secret;

use super::super::Word;
use super::{Attempt, Ended, State};
use crate::authorize::{code, redirect_uri};
use crate::decision::{Decision, Env};
use crate::effect::Effect;
use crate::model::client::Client;
use crate::model::ticket::{self, TicketFacts};
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// What became of an attempt.
pub enum Status {
    /// Nobody scanned it so far.
    Pending,
    /// Somebody did; the page shows this number.
    Scanned(u8),
    /// The person agreed, and the code is there for whoever asks without waiting.
    Ready,
    /// The person agreed.
    Success {
        /// The code, which is told this once.
        code: Secret<String>,
        /// Where it is to be taken.
        redirect_uri: String,
    },
    /// Nothing comes of it.
    Aborted(Ended),
    /// Its time is over, or the result was taken already.
    Expired,
}

impl Status {
    /// What it is called.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Scanned(_) => "scanned",
            Self::Ready => "ready",
            Self::Success { .. } => "success",
            Self::Aborted(_) => "aborted",
            Self::Expired => "expired",
        }
    }
}

/// What the page is told.
pub struct Pulled {
    /// What became of it.
    pub status: Status,
    /// When the attempt is over.
    pub ends_at: Time,
}

/// What the page asks with, and from where.
#[derive(Clone, Copy)]
pub struct Asking<'a> {
    /// Its secret.
    pub token: &'a str,
    /// Its origin, where its browser says.
    pub origin: Option<&'a str>,
    /// Whether it waits for this answer. Then its connection may have died meanwhile, and the code with it: it is told
    /// that there is one, and asks again.
    pub waited: bool,
}

/// What is known when a page asks.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// The attempt, if there is one of this name.
    pub found: Option<&'a TicketFacts>,
    /// The person's word, under [`answer_key`](super::super::answer_key) of the secret.
    pub answered: Option<&'a TicketFacts>,
    /// The client that [`client_of`](super::client_of) names.
    pub client: Option<&'a Client>,
}

/// Tells the page, and gives it the code where there is one to be had.
pub fn pull(asking: Asking<'_>, facts: Facts<'_>, env: &mut Env<'_>) -> Decision<Result<Pulled, Refusal>> {
    let mut effects = Vec::new();
    let answer = pulled(asking, facts, env, &mut effects);
    Decision::of(answer, effects)
}

fn pulled(
    asking: Asking<'_>,
    facts: Facts<'_>,
    env: &mut Env<'_>,
    effects: &mut Vec<Effect>,
) -> Result<Pulled, Refusal> {
    let attempt = Attempt::read(facts.found)?;
    attempt.check_page(asking)?;
    let is_over = !attempt.ticket.is_usable(env.now);
    let status = match &attempt.body.state {
        State::Ended { why, .. } => Status::Aborted(*why),
        State::Answered { .. } if asking.waited => Status::Ready,
        State::Answered { .. } => collected(&attempt, facts, env, effects)?,
        State::Waiting | State::Scanned { .. } if is_over => Status::Expired,
        State::Waiting => Status::Pending,
        State::Scanned { number, .. } => Status::Scanned(*number),
    };
    Ok(Pulled { status, ends_at: attempt.ends_at() })
}

/// Turns the person's word into a code, once.
fn collected(
    attempt: &Attempt<'_>,
    facts: Facts<'_>,
    env: &mut Env<'_>,
    effects: &mut Vec<Effect>,
) -> Result<Status, Refusal> {
    let Some(answer) = facts.answered.filter(|answer| answer.is_usable(env.now)) else {
        return Ok(Status::Expired);
    };
    let Word::Allowed(grant) = ticket::decode(&answer.body)? else {
        return Ok(Status::Aborted(Ended::Declined));
    };
    let family = answer.family.as_ref().filter(|family| family.is_alive(env.now));
    let client = facts.client.filter(|client| client.id == attempt.body.client && client.id == grant.client);
    let (Some(family), Some(client)) = (family, client) else {
        return Ok(Status::Aborted(Ended::Refused));
    };
    // Nothing that was trusted before is trusted again without a look.
    let to = &attempt.body.redirect_uri;
    let redirect = redirect_uri::verify_redirect_uri(Some(to), client, true)
        .map_err(|_| Refusal::new(Reason::RedirectUriMismatch).about("redirectUri"))?;
    effects.push(Effect::Spend(answer.key));
    let (code, put) =
        code::issue(&grant, (family.id, family.expires_at), &redirect, None, client.policy.code_ttl(), env);
    effects.push(put);
    Ok(Status::Success { code, redirect_uri: to.clone() })
}
