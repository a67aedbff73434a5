//! Signing in with a passkey: alone, or after something else was proven.

use std::sync::Arc;
use std::time::Duration;

use oidc::authorization::UnsignedRequest;
use oidc::parameters::Parameters;

use super::factor::passkey::{Asserted, Used, offered, prove};
use super::method::Method;
use super::proven::Proven;
use super::second::{self, Entered, Settled};
use super::under_way::{self, Found, SessionToBe, Stage, UnderWay};
use super::{device, password};
use crate::authorize::{self, Wanted};
use crate::decision::{Decision, Env};
use crate::effect::Effect;
use crate::model::client::Client;
use crate::model::credential::Credential;
use crate::model::event::{Actor, Event, EventKind};
use crate::model::passkey::Passkey;
use crate::model::sign_in::{Circumstances, Outcome, SignIn};
use crate::model::ticket::TicketFacts;
use crate::model::user::UserId;
use crate::refusal::{Reason, Refusal};
use crate::webauthn::RelyingParty;
use crate::webauthn::challenge::{Bound, Challenge};

/// What the browser is asked (`PublicKeyCredentialRequestOptions`).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Request {
    /// What is to come back, in base64url.
    pub challenge: String,
    /// For which host.
    pub host: String,
    /// Which passkeys will do; any, where there is none.
    pub allow: Vec<Passkey>,
    /// Whether the authenticator must verify who uses it.
    pub user_verification: bool,
}

/// Asks for a passkey, whosever it is: it alone lets somebody in, so it must say who they are, and have verified
/// them.
pub fn ask(handle: &str, relying_party: &RelyingParty, env: &mut Env<'_>) -> Request {
    Request {
        challenge: Challenge::begin(Bound::Login(handle), env),
        host: relying_party.id.clone(),
        allow: Vec::new(),
        user_verification: true,
    }
}

/// What the page of this sign-in shows that asks for a passkey.
#[derive(Debug)]
pub struct Shown {
    /// What the client that waits wants; nothing where none does.
    pub wanted: Option<Wanted>,
    /// What the browser is asked.
    pub request: Request,
    /// Whether it confirms who said who they are before.
    pub confirms: bool,
    /// Whether there is another way.
    pub others: bool,
    /// For how long this browser would be remembered, if the person wants it.
    pub remembers: Option<Duration>,
}

/// What to show on the page that asks for a passkey. The credentials are those of the person of whom it is asked.
pub fn show(
    (handle, login): (&str, Found<'_>),
    credentials: &[Credential],
    relying_party: Option<&RelyingParty>,
    facts: authorize::Facts<'_>,
    env: &mut Env<'_>,
) -> Result<Shown, Refusal> {
    let under_way = under_way::resume(login, facts.browser, env.now)?;
    let not_asked = || Refusal::new(Reason::FactorNotAsked).about("factor");
    let relying_party = relying_party.ok_or_else(not_asked)?;
    if !matches!(under_way.stage(), Stage::Factor(_)) {
        let password::Shown { wanted, ways } = password::show(login, facts, env.now)?;
        check_open(ways.password)?;
        return Ok(Shown {
            wanted,
            request: ask(handle, relying_party, env),
            confirms: false,
            others: true,
            remembers: None,
        });
    }
    let waiting = second::waiting(login, facts, env.now)?;
    waiting.check(Method::Passkey)?;
    let remembers = waiting.remembers(Method::Passkey, facts.settings);
    let second::Shown { wanted, offered: all, .. } = second::show(login, credentials, facts, env.now)?;
    let allow = offered(credentials, relying_party)?;
    if allow.is_empty() {
        return Err(Reason::FactorMissing.into());
    }
    let request = Request { allow, user_verification: false, ..ask(handle, relying_party, env) };
    Ok(Shown { wanted, request, confirms: true, others: all.len() > 1, remembers })
}

fn check_open(password: bool) -> Result<(), Refusal> {
    match password {
        // Passkeys open accounts of this house, as passwords do.
        true => Ok(()),
        false => Err(Refusal::new(Reason::FactorNotAsked).about("factor")),
    }
}

/// What settling needs to know.
#[derive(Clone, Copy)]
pub struct SettleFacts<'a> {
    /// What the authorization request needs to know. Its person is the one who waits for a further factor; where
    /// none does, the one whose passkey it is; its consent is theirs.
    pub authorize: authorize::Facts<'a>,
    /// The sign-in's handle.
    pub handle: &'a str,
    /// The sign-in.
    pub login: Found<'a>,
    /// If somebody else is signed in in this browser, the clients that took part in their session and
    /// want to hear of its end.
    pub leaving: &'a [Arc<Client>],
    /// Whether the person wants this browser remembered, where it is asked for after another factor.
    pub remember: bool,
    /// Which challenge the browser says it answers.
    pub challenge: &'a str,
    /// The ticket under [`Challenge::key`], if there is one.
    pub answered: Option<&'a TicketFacts>,
    /// What it brought.
    pub asserted: Asserted<'a>,
}

/// Settles what a browser brought of a passkey. Whatever comes of it, the challenge is answered.
pub fn settle(facts: SettleFacts<'_>, env: &mut Env<'_>) -> Decision<Result<Settled, Refusal>> {
    let taken = under_way::resume(facts.login, facts.authorize.browser, env.now).and_then(|login| {
        let challenge = Challenge::take(facts.challenge, Bound::Login(facts.handle), env.derive, env.now)?;
        Ok((login, challenge.spend(facts.answered, env.now)?))
    });
    let (login, spent) = match taken {
        Ok(taken) => taken,
        Err(refusal) => return Decision::of(Err(refusal), Vec::new()),
    };
    let decision = match login.stage() {
        Stage::Factor(_) => further(&login, facts, env),
        Stage::Proof | Stage::SelectAccount { .. } | Stage::Consent { .. } => {
            let mut effects = Vec::new();
            let answer = alone(login, facts, env, &mut effects);
            Decision::of(answer, effects)
        }
    };
    decision.owing([spent])
}

/// After something else was proven: it must be the same person's.
fn further(
    login: &UnderWay<'_>,
    facts: SettleFacts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<Settled, Refusal>> {
    let SettleFacts { authorize, asserted, leaving, remember, .. } = facts;
    let used = second::waiting(facts.login, authorize, env.now).and_then(|waiting| {
        waiting.check(Method::Passkey)?;
        let user = waiting.proven().user().clone();
        let theirs = asserted.found.filter(|(_, owner)| owner.id == user);
        let used = prove(Asserted { found: theirs, ..asserted }, false, env.now);
        used.map_err(|refusal| tried(login, refusal, Some(&user), facts, env))
    });
    match used {
        Ok(Used { proof, effect }) => {
            let facts = second::SettleFacts { authorize, login: facts.login, leaving, remember };
            second::settle(&proof, facts, env).owing([effect])
        }
        Err(refusal) => Decision::of(Err(refusal), Vec::new()),
    }
}

/// Nothing was proven before.
fn alone(
    login: UnderWay<'_>,
    facts: SettleFacts<'_>,
    env: &mut Env<'_>,
    effects: &mut Vec<Effect>,
) -> Result<Settled, Refusal> {
    let SettleFacts { authorize, asserted, leaving, .. } = facts;
    check_open(opens(&login, authorize)?)?;
    let owner = asserted.found.map(|(_, owner)| owner);
    let Used { proof, effect } = match prove(asserted, true, env.now) {
        Ok(used) => used,
        // Also where nobody has it: or the time it takes to commit would tell.
        Err(refusal) => return Err(tried(&login, refusal, owner.map(|owner| &owner.id), facts, env)),
    };
    effects.push(effect);
    let proven = Proven::by_proof(&proof, env.now);
    let user = proof.user().clone();
    let step = second::step(&login, &proven, authorize, env);
    let outcome = second::outcome(&step);
    effects.push(second::judged(&login, &proven, Method::Passkey, outcome, authorize, env));
    let owed = effects.len();
    // A browser is known by who came in there.
    let device_cookie = owner.filter(|_| outcome == Outcome::Succeeded).map(|owner| {
        let (devices, settings) = (authorize.browser.devices, authorize.settings);
        let known = device::known(owner, devices, settings, env.derive, env.now);
        device::remember(owner, known, env)
    });
    let entered = step.and_then(|step| {
        second::enter(login, step, (proven, SessionToBe::Browser), leaving, authorize, env, effects)
    });
    match entered {
        Ok(Entered { onward, session_cookie }) => Ok(Settled { onward, user, session_cookie, device_cookie }),
        // It was used all the same.
        Err(refusal) => Err(refusal.owing_all(effects.drain(..owed))),
    }
}

/// Whether accounts of this house are asked for in this sign-in.
fn opens(login: &UnderWay<'_>, facts: authorize::Facts<'_>) -> Result<bool, Refusal> {
    if login.account().is_some() {
        return Ok(login.link().is_none());
    }
    let parameters = Parameters::parse(login.request().as_bytes())?;
    Ok(authorize::ways_of(&UnsignedRequest::parse(&parameters)?, facts)?.password)
}

/// The refusal of a passkey, owing the memory of it; of one that may be a copy, also to who looks after accounts.
fn tried(
    login: &UnderWay<'_>,
    refusal: Refusal,
    user: Option<&UserId>,
    facts: SettleFacts<'_>,
    env: &mut Env<'_>,
) -> Refusal {
    let under_way::Browser { agent, address, .. } = facts.authorize.browser;
    let circumstances = Circumstances { client: login.client(), upstream: None, address, agent };
    let sign_in = SignIn::now(user, Method::Passkey, Outcome::Refused, circumstances, env);
    let suspect = user.filter(|_| refusal.reason == Reason::PasskeyCopied).map(|user| {
        let event = Event::of_user(EventKind::FactorSuspect, &Actor::Server, user, env);
        Effect::PutEvent(event.about("factor", Method::Passkey.as_str()))
    });
    refusal.owing(Effect::PutSignIn(sign_in)).owing_all(suspect)
}
