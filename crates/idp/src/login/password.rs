//! Signing in with a password: paid for first, then settled.

use std::sync::Arc;

use jose::secret::Secret;
use oidc::parameters::Parameters;

use super::attempts;
use super::factor::password::{Hashed, prove};
use super::session;
use super::under_way::{self, Browser};
use crate::authorize::{self, At, Wanted};
use crate::decision::{Decision, Env};
use crate::effect::Effect;
use crate::model::client::Client;
use crate::model::settings::Settings;
use crate::model::ticket::{TicketFacts, TicketKey};
use crate::model::user::User;
use crate::refusal::Refusal;
use crate::time::Time;

/// What to show on the page of this sign-in.
pub fn show(login: Option<&TicketFacts>, facts: authorize::Facts<'_>, now: Time) -> Result<Wanted, Refusal> {
    let login = under_way::resume(login, facts.browser, now)?;
    let parameters = Parameters::parse(login.request().as_bytes())?;
    authorize::wanted(&parameters, None, facts)
}

/// Ends a sign-in because the person would rather not.
pub fn cancel(
    login: Option<&TicketFacts>,
    facts: authorize::Facts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<authorize::Answer, Refusal>> {
    let login = match under_way::resume(login, facts.browser, env.now) {
        Ok(login) => login,
        Err(refusal) => return Decision::of(Err(refusal), Vec::new()),
    };
    let request = login.request().to_owned();
    match Parameters::parse(request.as_bytes()) {
        Ok(parameters) => authorize::decide(At::Cancelled { login }, &parameters, facts, env),
        Err(malformed) => Decision::of(Err(malformed.into()), Vec::new()),
    }
}

/// What counting a try needs to know.
#[derive(Clone, Copy)]
pub struct ReserveFacts<'a> {
    /// The platform's settings.
    pub settings: &'a Settings,
    /// The sign-in that waits.
    pub login: Option<&'a TicketFacts>,
    /// The browser.
    pub browser: Browser<'a>,
    /// The tries so far, where [`attempts::key`] has them counted.
    pub attempts: Option<&'a TicketFacts>,
}

/// Counts a try before the password is hashed, so that a thousand guesses at once are a thousand
/// tries.
pub fn reserve(
    attempts_key: TicketKey,
    facts: ReserveFacts<'_>,
    env: &Env<'_>,
) -> Decision<Result<(), Refusal>> {
    let counted = under_way::resume(facts.login, facts.browser, env.now)
        .and_then(|_| attempts::count(attempts_key, facts.attempts, facts.settings, env.now));
    match counted {
        Ok(effect) => Decision::of(Ok(()), vec![effect]),
        Err(refusal) => Decision::of(Err(refusal), Vec::new()),
    }
}

/// What settling a try needs to know.
#[derive(Clone, Copy)]
pub struct SettleFacts<'a> {
    /// What the authorization request needs to know; its consent is this person's.
    pub authorize: authorize::Facts<'a>,
    /// The sign-in that waits.
    pub login: Option<&'a TicketFacts>,
    /// The tries so far, this one included, where [`attempts::key`] has them counted.
    pub attempts: Option<&'a TicketFacts>,
    /// Whose name was given, if anybody's.
    pub person: Option<&'a User>,
    /// What hashing showed.
    pub hashed: Hashed<'a>,
    /// If somebody else is signed in in this browser, the clients that took part in their session and
    /// want to hear of its end.
    pub leaving: &'a [Arc<Client>],
}

/// Somebody signed in.
pub struct Settled {
    /// How their request goes on.
    pub answer: authorize::Answer,
    /// The value of the session's cookie.
    pub session_cookie: Secret<String>,
}

impl std::fmt::Debug for Settled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settled").field("answer", &self.answer).finish_non_exhaustive()
    }
}

/// Settles a try: begins a session and goes on with the client's request, or refuses.
pub fn settle(facts: SettleFacts<'_>, env: &mut Env<'_>) -> Decision<Result<Settled, Refusal>> {
    let mut effects = Vec::new();
    let answer = settled(facts, env, &mut effects);
    Decision::of(answer, effects)
}

fn settled(facts: SettleFacts<'_>, env: &mut Env<'_>, effects: &mut Vec<Effect>) -> Result<Settled, Refusal> {
    let authorize = facts.authorize;
    let login = under_way::resume(facts.login, authorize.browser, env.now)?;
    let proof = prove(facts.person, facts.hashed)?;
    effects.extend(attempts::forget(facts.attempts, authorize.settings, env.now));
    let before = match authorize.standing {
        Some(standing) => session::revive(standing, env.now)?.map(|who| (standing, who)),
        None => None,
    };
    let begun = session::begin(&proof, before, facts.leaving, authorize.browser, authorize.settings, env);
    effects.extend(begun.effects);
    let request = login.request().to_owned();
    let parameters = Parameters::parse(request.as_bytes())?;
    let at = At::SignedIn { login, who: begun.signed_in };
    let Decision { answer, effects: further } = authorize::decide(at, &parameters, authorize, env);
    match answer {
        Ok(answer) => {
            effects.extend(further);
            Ok(Settled { answer, session_cookie: begun.cookie })
        }
        // What the refusal owes was taken out of it, and is owed still.
        Err(refusal) => Err(further.into_iter().fold(refusal, Refusal::owing)),
    }
}
