//! A phone read the code of a page: whose attempt it becomes, and what its person is shown.

use oidc::claims::StandardClaims;
use oidc::claims::request::Requested;
use serde_json::Value;

use super::pid::Pid;
use super::{Attempt, Datum, State, unknown};
use crate::decision::{Decision, Env};
use crate::effect::Effect;
use crate::issue::user_claims;
use crate::login::factor::phone::speaking;
use crate::model::client::Client;
use crate::model::credential::Credential;
use crate::model::ticket::TicketFacts;
use crate::model::user::User;
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// By what a phone opens an attempt.
pub enum By {
    /// What it read off the page.
    Pid(Pid),
    /// What it was told of it before.
    Transaction(String),
}

impl By {
    /// What the attempt is called.
    pub fn attempt(&self) -> String {
        match self {
            Self::Pid(pid) => pid.attempt(),
            Self::Transaction(name) => name.clone(),
        }
    }
}

/// What is known when a phone opens an attempt.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// The attempt, if there is one of this name.
    pub found: Option<&'a TicketFacts>,
    /// The client that [`client_of`](super::client_of) names.
    pub client: Option<&'a Client>,
    /// The phone that speaks, and whose it is.
    pub phone: Option<(&'a Credential, &'a User)>,
}

/// What a person is shown on their phone.
pub struct Opened {
    /// What the attempt is called.
    pub transaction: String,
    /// What is asked of them, and what they would tell.
    pub data: Vec<(Datum, Option<Value>)>,
    /// When the page began.
    pub began_at: Time,
    /// The address it began from, where that is known.
    pub address: Option<String>,
    /// What the page's browser says of itself.
    pub agent: Option<String>,
    /// For how many seconds they can answer.
    pub expires_in: u64,
}

impl Opened {
    /// What the service cannot do without and is not known.
    pub fn missing(&self) -> impl Iterator<Item = &str> {
        let missing = self.data.iter().filter(|(datum, value)| datum.required && value.is_none());
        missing.map(|(datum, _)| datum.claim.as_str())
    }
}

/// Opens an attempt: the first phone has it, and the page is told a number from then on.
pub fn open(by: &By, facts: Facts<'_>, env: &mut Env<'_>) -> Decision<Result<Opened, Refusal>> {
    let mut effects = Vec::new();
    let answer = opened(by, facts, env, &mut effects);
    Decision::of(answer, effects)
}

fn opened(
    by: &By,
    facts: Facts<'_>,
    env: &mut Env<'_>,
    effects: &mut Vec<Effect>,
) -> Result<Opened, Refusal> {
    let (credential, user, phone) = speaking(facts.phone)?;
    if phone.is_locked() {
        return Err(Reason::PhoneLocked.into());
    }
    let attempt = Attempt::read(facts.found)?;
    let client = facts.client.filter(|it| it.id == attempt.body.client && it.disabled_at.is_none());
    let service = client.and_then(|client| client.policy.service.as_ref()).ok_or(Reason::AttemptOver)?;
    if let By::Pid(pid) = by
        && !pid.is_ours(&attempt, env)
    {
        return Err(unknown("its tag is not ours"));
    }
    attempt.check_open(env.now)?;
    service.check_active()?;
    service.check_may_answer(user)?;
    if attempt.body.state == State::Waiting {
        let By::Pid(pid) = by else { return Err(unknown("no phone scanned it")) };
        if !pid.is_shown(attempt.began_at(), env.now) {
            return Err(Refusal::new(Reason::AttemptOver).expected("the code that the page shows now"));
        }
        let number = draw(env);
        let state = State::Scanned { phone: credential.id.text(), user: user.id.clone(), number };
        effects.push(attempt.advance(state));
    } else {
        attempt.scanned_by(credential.id, env.now)?;
    }
    Ok(Opened {
        transaction: by.attempt(),
        data: told(&attempt.body.data, user),
        began_at: attempt.began_at(),
        address: attempt.body.there.shown.address.clone(),
        agent: attempt.body.agent.clone(),
        expires_in: attempt.lives(env.now),
    })
}

/// A number of two digits, 10 to 99, none more likely than another.
fn draw(env: &mut Env<'_>) -> u8 {
    loop {
        for byte in env.random_bytes::<16>() {
            // 180 is the last multiple of 90 that a byte holds.
            if byte < 180 {
                return 10 + byte % 90;
            }
        }
    }
}

/// What this person would tell of what is asked.
pub(super) fn told(asked: &[Datum], user: &User) -> Vec<(Datum, Option<Value>)> {
    let mut requested = Requested::default();
    for datum in asked {
        requested.entry(datum.claim.clone()).or_default();
    }
    let claims = user_claims::and_requested(StandardClaims::default(), &requested, user, None);
    let claims = serde_json::to_value(&claims).unwrap_or_default();
    asked.iter().map(|datum| (datum.clone(), claims.get(&datum.claim).cloned())).collect()
}

impl Pid {
    fn is_ours(&self, attempt: &Attempt<'_>, env: &Env<'_>) -> bool {
        let name_fits = super::key(&self.attempt()) == attempt.ticket.key;
        name_fits && self.is_tagged(attempt.body.tagged_by, env.derive)
    }
}
