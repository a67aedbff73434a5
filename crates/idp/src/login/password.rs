//! Signing in with a password: paid for first, then settled.

use std::sync::Arc;

use jose::secret::Secret;
use oidc::authorization::UnsignedRequest;
use oidc::parameters::Parameters;

use super::attempts::{self, Counted, Counter, Origin, Whose};
use super::factor::password::kept::Rehashed;
use super::factor::password::{Hashed, prove};
use super::policy::ask;
use super::second::{self, Entered};
use super::under_way::{self, Browser, Found, SessionToBe, UnderWay};
use super::{Method, SignedIn, device};
use crate::account;
use crate::authorize::{self, At, Wanted, Ways, WaysIn};
use crate::decision::{Decision, Env};
use crate::effect::Effect;
use crate::model::client::Client;
use crate::model::settings::Settings;
use crate::model::sign_in::{Circumstances, Outcome, SignIn};
use crate::model::user::{User, UserId};
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// Where the browser goes on to; `A` is what a client's request is answered with.
#[derive(Debug)]
pub enum Onward<A = authorize::Answer> {
    /// Where the client's request leads.
    Request(A),
    /// To the person's own account.
    Account(account::Page),
    /// To the page where the person proves more.
    Factor,
    /// To the front page: nobody waits.
    Front,
}

/// What the page of a sign-in shows.
#[derive(Debug)]
pub struct Shown {
    /// What the client that waits wants; nothing where none does.
    pub wanted: Option<Wanted>,
    /// The ways in.
    pub ways: WaysIn,
}

/// What to show on the page of this sign-in.
pub fn show(login: Found<'_>, facts: authorize::Facts<'_>, now: Time) -> Result<Shown, Refusal> {
    let login = under_way::resume(login, facts.browser, now)?;
    if login.account().is_some() {
        return Ok(Shown { wanted: None, ways: Ways::to_account(facts.upstreams, login.link()).shown() });
    }
    let parameters = Parameters::parse(login.request().as_bytes())?;
    let wanted = authorize::wanted(&login, None, facts, now)?;
    let ways = authorize::ways_of(&UnsignedRequest::parse(&parameters)?, facts)?.shown();
    Ok(Shown { wanted: Some(wanted), ways })
}

/// Ends a sign-in because the person would rather not.
pub fn cancel(
    login: Found<'_>,
    facts: authorize::Facts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<Onward, Refusal>> {
    let login = match under_way::resume(login, facts.browser, env.now) {
        Ok(login) => login,
        Err(refusal) => return Decision::of(Err(refusal), Vec::new()),
    };
    if let Some(page) = login.account() {
        let onward = login.link().map_or(Onward::Front, |_| Onward::Account(page));
        return Decision::of(Ok(onward), login.finish().collect());
    }
    let request = login.request().to_owned();
    match Parameters::parse(request.as_bytes()) {
        Ok(parameters) => authorize::decide(At::Cancelled { login }, &parameters, facts, env)
            .map(|answer| answer.map(Onward::Request)),
        Err(malformed) => Decision::of(Err(malformed.into()), Vec::new()),
    }
}

/// What counting a try needs to know.
#[derive(Clone, Copy)]
pub struct ReserveFacts<'a> {
    /// The platform's settings.
    pub settings: &'a Settings,
    /// The sign-in that waits.
    pub login: Found<'a>,
    /// The browser.
    pub browser: Browser<'a>,
    /// The tries so far, where [`counters`] has them counted.
    pub attempts: &'a [Counted],
}

/// Where a try at this name (in canonical form) in this browser is counted.
pub fn counters(
    name: &str,
    person: Option<&User>,
    browser: Browser<'_>,
    settings: &Settings,
    env: &Env<'_>,
) -> Vec<Counter> {
    let known = person.and_then(|person| {
        device::known(person, browser.devices, settings, env.derive, env.now).map(|device| (person, device))
    });
    attempts::counters(match known {
        Some((person, device)) => Origin::Known { person: &person.id, device },
        None => Origin::Unknown {
            whose: person.map_or(Whose::Nobody(name), |person| Whose::Person(&person.id)),
            neighbourhood: browser.neighbourhood,
        },
    })
}

/// Counts a try before the password is hashed, so that a thousand guesses at once are a thousand
/// tries.
pub fn reserve(facts: ReserveFacts<'_>, env: &Env<'_>) -> Decision<Result<(), Refusal>> {
    let counted = under_way::resume(facts.login, facts.browser, env.now)
        .and_then(|_| attempts::count(facts.attempts, facts.settings, env.now));
    match counted {
        Ok(effects) => Decision::of(Ok(()), effects),
        Err(refusal) => Decision::of(Err(refusal), Vec::new()),
    }
}

/// What settling a try needs to know.
#[derive(Clone, Copy)]
pub struct SettleFacts<'a> {
    /// What the authorization request needs to know; its consent is this person's.
    pub authorize: authorize::Facts<'a>,
    /// The sign-in that waits.
    pub login: Found<'a>,
    /// The tries so far, this one included, where [`counters`] has them counted.
    pub attempts: &'a [Counted],
    /// Whose name was given, if anybody's.
    pub person: Option<&'a User>,
    /// What hashing showed.
    pub hashed: Hashed<'a>,
    /// The password hashed anew, where it is the one and was kept by the hash of others.
    pub rehashed: Option<&'a Rehashed>,
    /// If somebody else is signed in in this browser, the clients that took part in their session and
    /// want to hear of its end.
    pub leaving: &'a [Arc<Client>],
}

/// Somebody signed in.
pub struct Settled {
    /// Where they go on to.
    pub onward: Onward,
    /// Who it is.
    pub user: UserId,
    /// The value of the session's cookie; none where more is to be proven first.
    pub session_cookie: Option<Secret<String>>,
    /// The value of the cookie by which the browser is known to be theirs from now on, once they are in.
    pub device_cookie: Option<Secret<String>>,
}

impl std::fmt::Debug for Settled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settled")
            .field("onward", &self.onward)
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

/// Settles a try: begins a session and goes on to where the person was going, or refuses.
pub fn settle(facts: SettleFacts<'_>, env: &mut Env<'_>) -> Decision<Result<Settled, Refusal>> {
    let mut effects = Vec::new();
    let answer = settled(facts, env, &mut effects);
    Decision::of(answer, effects)
}

fn settled(facts: SettleFacts<'_>, env: &mut Env<'_>, effects: &mut Vec<Effect>) -> Result<Settled, Refusal> {
    let authorize = facts.authorize;
    let login = under_way::resume(facts.login, authorize.browser, env.now)?;
    let (proof, person) = match (prove(facts.person, facts.hashed), facts.person) {
        (Ok(proof), Some(person)) => (proof, person),
        // Also where nobody has the name: or the time it takes to commit would tell.
        (Err(refusal), _) => {
            let remembered = remember(&login, facts, Outcome::Refused, env);
            return Err(refusal.owing(Effect::PutSignIn(remembered)));
        }
        (Ok(_), None) => return Err(Reason::PasswordWrong.into()),
    };
    let forgotten = attempts::forget(facts.attempts, authorize.settings, env.now);
    let proven = second::first(&proof, authorize, env.now)?;
    let step = second::step(&login, &proven, authorize, env);
    let outcome = second::outcome(&step);
    let judged = ask::record(&login, &proven, authorize, env);
    effects.push(Effect::PutSignIn(remember(&login, facts, outcome, env).judged(judged)));
    effects.extend(forgotten);
    effects.extend(facts.rehashed.and_then(|it| it.kept(authorize.credentials, env.now)));
    // Otherwise a guess could come with a request that is refused, and leave no trace.
    let step = step.map_err(|refusal| refusal.owing_all(effects.drain(..)))?;
    let owed = effects.len();
    // A browser is known by who came in there, and not by who knows a password.
    let device_cookie = (outcome == Outcome::Succeeded).then(|| {
        let known = device::known(person, authorize.browser.devices, authorize.settings, env.derive, env.now);
        device::remember(person, known, env)
    });
    let session = SessionToBe::Browser;
    match second::enter(login, step, (proven, session), facts.leaving, authorize, env, effects) {
        Ok(Entered { onward, session_cookie }) => {
            Ok(Settled { onward, user: person.id.clone(), session_cookie, device_cookie })
        }
        Err(refusal) => Err(refusal.owing_all(effects.drain(..owed))),
    }
}

/// Goes on with the request of the client that waits. `held` leads to the session, where no cookie does.
pub(super) fn go_on(
    login: UnderWay<'_>,
    who: SignedIn,
    held: Option<Secret<String>>,
    facts: authorize::Facts<'_>,
    env: &mut Env<'_>,
    effects: &mut Vec<Effect>,
) -> Result<authorize::Answer, Refusal> {
    let request = login.request().to_owned();
    let parameters = Parameters::parse(request.as_bytes())?;
    let Decision { answer, effects: further } =
        authorize::decide(At::SignedIn { login, who, held }, &parameters, facts, env);
    match answer {
        Ok(answer) => {
            effects.extend(further);
            Ok(answer)
        }
        // What the refusal owes was taken out of it, and is owed still.
        Err(refusal) => Err(further.into_iter().fold(refusal, Refusal::owing)),
    }
}

fn remember(login: &UnderWay<'_>, facts: SettleFacts<'_>, outcome: Outcome, env: &mut Env<'_>) -> SignIn {
    let Browser { agent, address, .. } = facts.authorize.browser;
    let circumstances = Circumstances { client: login.client(), upstream: None, address, agent };
    let user = facts.person.map(|person| &person.id);
    SignIn::now(user, Method::Password, outcome, circumstances, env)
}
