//! A code that the person has themselves, shown by their app or kept on paper: counted, checked, settled.
//!
//! All of it is one commit: of a thousand codes at once, each is counted before the next is looked at.

use super::Method;
use super::attempts::{self, Counted, Counter, Origin};
use super::factor::{Proof, recovery_code, totp};
use super::second::{self, SettleFacts, Settled};
use crate::decision::{Decision, Env};
use crate::effect::Effect;
use crate::model::credential::Credential;
use crate::model::sign_in::Outcome;
use crate::model::user::{User, UserId};
use crate::refusal::{Reason, Refusal};

/// Where the tries at this person's codes are counted, in whichever browser.
pub fn counters(person: &UserId) -> Vec<Counter> {
    attempts::counters(Origin::Factor { person })
}

/// A code as it was typed, and what it is held against.
#[derive(Clone, Copy)]
pub struct Given<'a> {
    /// Of which kind it is.
    pub method: Method,
    /// The code.
    pub code: &'a str,
    /// What proves the person.
    pub credentials: &'a [Credential],
    /// The tries so far, where [`counters`] has them counted.
    pub counted: &'a [Counted],
}

/// Checks the code and goes on. A code that was right is used up whatever follows.
pub fn settle(
    given: Given<'_>,
    facts: SettleFacts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<Settled, Refusal>> {
    match check(given, facts, env) {
        Ok((proof, owed)) => second::settle(&proof, facts, env).owing(owed),
        Err(refusal) => Decision::of(Err(refusal), Vec::new()),
    }
}

fn check(
    given: Given<'_>,
    facts: SettleFacts<'_>,
    env: &mut Env<'_>,
) -> Result<(Proof, Vec<Effect>), Refusal> {
    let authorize = facts.authorize;
    let waiting = second::waiting(facts.login, authorize, env.now)?;
    waiting.check(given.method)?;
    let counted = attempts::count(given.counted, authorize.settings, env.now)?;
    let person = authorize.person.ok_or(Reason::LoginUnknown)?;
    match prove(given, person, env) {
        Ok((proof, used)) => {
            let forgotten = attempts::forget(given.counted, authorize.settings, env.now);
            Ok((proof, std::iter::once(used).chain(forgotten).collect()))
        }
        Err(refusal) => {
            let (login, browser) = (waiting.login(), authorize.browser);
            let tried = second::remember(login, &person.id, given.method, Outcome::Refused, browser, env);
            Err(refusal.owing(tried).owing_all(counted))
        }
    }
}

fn prove(given: Given<'_>, person: &User, env: &Env<'_>) -> Result<(Proof, Effect), Refusal> {
    match given.method {
        Method::Totp => totp::prove(person, given.credentials, given.code, env),
        Method::RecoveryCode => recovery_code::prove(person, given.credentials, given.code, env),
        other => Err(Refusal::new(Reason::FactorNotAsked).operator(other.as_str())),
    }
}
