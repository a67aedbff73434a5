//! After a factor was proven: more is asked for, or the person is in.
//!
//! The first factor leads here from `password.rs` and `upstream/settle.rs`, every further one from its own page.
//! What was proven grows, the policy is asked, and either the sign-in waits for one more factor or the session
//! begins and the request goes on. No session begins before enough was proven.

use std::sync::Arc;
use std::time::Duration;

use jose::secret::Secret;

use super::factor::{self, Having, Method, Offered, Proof};
use super::password::{Onward, go_on};
use super::policy::ask::{self, Asked};
use super::policy::{self, Demands, Due, Step};
use super::proven::Proven;
use super::remembered::{self, can_be_remembered};
use super::under_way::{self, Browser, Factor, Found, SessionToBe, Stage, UnderWay};
use super::{device, session};
use crate::account::FRESH;
use crate::authorize::{self, Wanted};
use crate::decision::{Decision, Env};
use crate::effect::Effect;
use crate::model::client::Client;
use crate::model::credential::Credential;
use crate::model::settings::Settings;
use crate::model::sign_in::{Circumstances, Outcome, SignIn};
use crate::model::told::Told;
use crate::model::user::{User, UserId};
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// A sign-in that waits for a further factor, and what was proven in it.
pub struct Waiting<'a> {
    login: UnderWay<'a>,
    proven: Proven,
    due: Due,
    session: SessionToBe,
}

impl Waiting<'_> {
    /// What was proven.
    pub fn proven(&self) -> &Proven {
        &self.proven
    }

    /// What is to be proven.
    pub fn due(&self) -> &Due {
        &self.due
    }

    /// For how long this browser would be remembered, if the person wants it after proving this.
    pub fn remembers(&self, method: Method, settings: &Settings) -> Option<Duration> {
        self.remembers_any(settings).filter(|_| can_be_remembered(method))
    }

    fn remembers_any(&self, settings: &Settings) -> Option<Duration> {
        let can = self.due.remembers && self.login.account().is_none();
        Some(settings.remembered_ttl).filter(|ttl| can && !ttl.is_zero())
    }

    /// The sign-in.
    pub fn login(&self) -> &UnderWay<'_> {
        &self.login
    }

    /// Whether the person said who they are within minutes, or in this very sign-in.
    pub(super) fn is_fresh(&self, now: Time) -> bool {
        !matches!(self.session, SessionToBe::Standing(_)) || now < self.proven.auth_at() + FRESH
    }

    /// The person, with what tells which factors they have.
    pub(super) fn having<'a>(
        &'a self,
        credentials: &'a [Credential],
        facts: authorize::Facts<'a>,
    ) -> Option<Having<'a>> {
        let upstream = |told: &Told| facts.upstreams.iter().find(|upstream| upstream.id == told.upstream);
        let came_by = self.proven.told().and_then(|told| Some((told, upstream(told)?.as_ref())));
        let having = |user| Having { user, credentials, came_by, settings: facts.settings };
        facts.person.map(having)
    }

    /// Checks that this factor is one that would do.
    pub fn check(&self, method: Method) -> Result<(), Refusal> {
        if self.due.any_of.contains(&method) {
            return Ok(());
        }
        Err(Refusal::new(Reason::FactorNotAsked).about("factor").operator(method.as_str()))
    }
}

impl<'a> Waiting<'a> {
    /// The sign-in, which waits no more.
    pub(super) fn into_login(self) -> UnderWay<'a> {
        self.login
    }

    /// Counts a factor that was set up on the way, and asks what comes next: where it was enough, the sign-in goes
    /// on as soon as the person does.
    pub(super) fn go_on_with(
        self,
        proof: &Proof,
        facts: authorize::Facts<'_>,
        env: &mut Env<'_>,
        effects: &mut Vec<Effect>,
    ) -> Result<(), Refusal> {
        let Self { login, proven, session, .. } = self;
        let proven = proven.and(proof, env.now);
        let step = step(&login, &proven, facts, env);
        let judged = judged(&login, &proven, proof.method(), outcome(&step), facts, env);
        let due = match step {
            Ok(Step::Enter) => Due { any_of: Vec::new(), is_wish: true, remembers: false, sets_up: false },
            Ok(Step::Prove(due)) => due,
            Ok(Step::Refuse(refusal)) => return Err(refusal.owing(judged).owing_all(login.finish())),
            Err(refusal) => return Err(refusal.owing(judged)),
        };
        effects.push(judged);
        effects.push(login.go_on(stage(&proven, due, session)));
        Ok(())
    }
}

/// The stage in which this is waited for.
pub(crate) fn stage(proven: &Proven, due: Due, session: SessionToBe) -> Stage {
    let Due { any_of, is_wish, remembers, sets_up } = due;
    Stage::Factor(Box::new(Factor { proven: proven.keep(), any_of, is_wish, remembers, sets_up, session }))
}

/// The sign-in, if it waits for a further factor of this person (the one of `facts`) in this browser. Where more
/// is asked for in a session that stood, it must stand still.
pub fn waiting<'a>(login: Found<'a>, facts: authorize::Facts<'_>, now: Time) -> Result<Waiting<'a>, Refusal> {
    let gone = |why: &'static str| Refusal::new(Reason::LoginUnknown).operator(why);
    let login = under_way::resume(login, facts.browser, now)?;
    let Stage::Factor(factor) = login.stage() else { return Err(gone("no further factor is waited for")) };
    let Factor { proven, any_of, is_wish, remembers, sets_up, session } = (**factor).clone();
    let proven = facts.person.and_then(|person| proven.revive(person));
    let proven = proven.ok_or_else(|| gone("what was proven before counts no more"))?;
    if let SessionToBe::Standing(id) = &session {
        let standing = facts.standing.map(|standing| session::revive(standing, now)).transpose()?.flatten();
        if !standing.is_some_and(|who| who.session().text() == *id && who.user() == proven.user()) {
            return Err(gone("the session in which more was asked for is over"));
        }
    }
    Ok(Waiting { login, proven, due: Due { any_of, is_wish, remembers, sets_up }, session })
}

/// What the page shows on which the person chooses how to go on.
#[derive(Debug)]
pub struct Shown {
    /// What the client that waits wants; nothing where none does.
    pub wanted: Option<Wanted>,
    /// What they can use of what would do.
    pub offered: Vec<Offered>,
    /// Whether who can use none of it goes on without.
    pub is_wish: bool,
    /// Why they cannot go on, where they can use none of it and have to.
    pub missing: Option<Refusal>,
    remembers: Option<Duration>,
}

impl Shown {
    /// For how long this browser would be remembered, if the person wants it after proving this.
    pub fn remembers(&self, method: Method) -> Option<Duration> {
        self.remembers.filter(|_| can_be_remembered(method))
    }
}

/// What to show on the page of this sign-in.
pub fn show(
    login: Found<'_>,
    credentials: &[Credential],
    facts: authorize::Facts<'_>,
    now: Time,
) -> Result<Shown, Refusal> {
    let waiting = waiting(login, facts, now)?;
    let offered = match waiting.having(credentials, facts) {
        Some(having) => factor::offered(&waiting.due.any_of, having),
        None => Vec::new(),
    };
    let due = &waiting.due;
    let missing = (offered.is_empty() && !due.is_wish).then(|| {
        let asked: Vec<&str> = due.any_of.iter().map(|method| method.as_str()).collect();
        Refusal::new(Reason::FactorMissing).operator(format!("one of {} is asked for", asked.join(", ")))
    });
    let remembers = waiting.remembers_any(facts.settings);
    Ok(Shown {
        wanted: wanted(&waiting.login, facts, now)?,
        offered,
        is_wish: due.is_wish,
        missing,
        remembers,
    })
}

/// What the client that waits wants; nothing where none does.
pub(super) fn wanted(
    login: &UnderWay<'_>,
    facts: authorize::Facts<'_>,
    now: Time,
) -> Result<Option<Wanted>, Refusal> {
    if login.account().is_some() {
        return Ok(None);
    }
    authorize::wanted(login, None, facts, now).map(Some)
}

/// What settling a further factor needs to know.
#[derive(Clone, Copy)]
pub struct SettleFacts<'a> {
    /// What the authorization request needs to know; its person is the one of whom the factor is asked, and
    /// the consent is theirs.
    pub authorize: authorize::Facts<'a>,
    /// The sign-in that waits.
    pub login: Found<'a>,
    /// If somebody else is signed in in this browser, the clients that took part in their session and
    /// want to hear of its end.
    pub leaving: &'a [Arc<Client>],
    /// Whether the person wants this browser remembered.
    pub remember: bool,
}

/// Somebody proved something.
pub struct Settled {
    /// Where they go on to: it may be the page where they prove more.
    pub onward: Onward,
    /// Who it is.
    pub user: UserId,
    /// The value of the session's cookie; none where they are not in yet, or were identified for the one client
    /// alone.
    pub session_cookie: Option<Secret<String>>,
    /// The value of the cookie by which the browser is known to be theirs from now on.
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

/// Settles a further factor. What its proof owes besides, the caller adds.
pub fn settle(
    proof: &Proof,
    facts: SettleFacts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<Settled, Refusal>> {
    let mut effects = Vec::new();
    let answer = settled(Some(proof), facts, env, &mut effects);
    Decision::of(answer, effects)
}

/// Goes on without a factor that is only wished for, as the person has none of those that would do.
pub fn go_without(
    credentials: &[Credential],
    facts: SettleFacts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<Settled, Refusal>> {
    let mut effects = Vec::new();
    let answer = show(facts.login, credentials, facts.authorize, env.now).and_then(|shown| {
        match shown.is_wish && shown.offered.is_empty() {
            true => settled(None, facts, env, &mut effects),
            false => Err(Reason::FactorNotAsked.into()),
        }
    });
    Decision::of(answer, effects)
}

fn settled(
    proof: Option<&Proof>,
    facts: SettleFacts<'_>,
    env: &mut Env<'_>,
    effects: &mut Vec<Effect>,
) -> Result<Settled, Refusal> {
    let waiting = waiting(facts.login, facts.authorize, env.now)?;
    let can_remember =
        proof.and_then(|it| waiting.remembers(it.method(), facts.authorize.settings)).is_some();
    let Waiting { login, proven, due, session } = waiting;
    let proven = match proof {
        Some(proof) if due.any_of.contains(&proof.method()) && proof.user() == proven.user() => {
            proven.and(proof, env.now)
        }
        None if due.is_wish => proven,
        _ => return Err(Reason::FactorNotAsked.into()),
    };
    let step = match proof {
        Some(_) => step(&login, &proven, facts.authorize, env),
        None => Ok(Step::Enter),
    };
    let outcome = outcome(&step);
    let user = proven.user().clone();
    if let Some(proof) = proof {
        effects.push(judged(&login, &proven, proof.method(), outcome, facts.authorize, env));
    }
    // What was proven is used up all the same.
    let step = step.map_err(|refusal| refusal.owing_all(effects.drain(..)))?;
    let remember = facts.remember && can_remember;
    let device_cookie = match (outcome, facts.authorize.person) {
        (Outcome::Succeeded, Some(person)) if remember || proven.has(Method::Password) => {
            let (devices, settings) = (facts.authorize.browser.devices, facts.authorize.settings);
            let known = device::known(person, devices, settings, env.derive, env.now);
            let device = known.unwrap_or_else(|| device::begin(env));
            if remember {
                effects.extend(remembered::remember(person, device, &proven, facts.authorize, env));
            }
            Some(device::cookie(person, device, env))
        }
        _ => None,
    };
    let owed = effects.len();
    let SettleFacts { authorize, leaving, .. } = facts;
    match enter(login, step, (proven, session), leaving, authorize, env, effects) {
        Ok(Entered { onward, session_cookie }) => Ok(Settled { onward, user, session_cookie, device_cookie }),
        // What was proven is used up all the same.
        Err(refusal) => Err(refusal.owing_all(effects.drain(..owed))),
    }
}

/// Goes on with somebody who has just made their account in this sign-in. The account is made whatever follows.
pub(crate) fn begin_with(
    user: &User,
    proven: Proven,
    login: UnderWay<'_>,
    facts: SettleFacts<'_>,
    env: &mut Env<'_>,
    effects: &mut Vec<Effect>,
) -> Result<Settled, Refusal> {
    let SettleFacts { authorize, leaving, .. } = facts;
    let authorize = authorize::Facts { person: Some(user), credentials: &[], consent: None, ..authorize };
    let step = step(&login, &proven, authorize, env);
    let outcome = outcome(&step);
    effects.push(judged(&login, &proven, Method::Password, outcome, authorize, env));
    let step = step.map_err(|refusal| refusal.owing_all(effects.drain(..)))?;
    let device_cookie = (outcome == Outcome::Succeeded).then(|| device::remember(user, None, env));
    let owed = effects.len();
    match enter(login, step, (proven, SessionToBe::Browser), leaving, authorize, env, effects) {
        Ok(Entered { onward, session_cookie }) => {
            Ok(Settled { onward, user: user.id.clone(), session_cookie, device_cookie })
        }
        Err(refusal) => Err(refusal.owing_all(effects.drain(..owed))),
    }
}

/// What a first factor shows, beside what the same person proved in this browser's session before and has with them
/// still.
pub(super) fn first(proof: &Proof, facts: authorize::Facts<'_>, now: Time) -> Result<Proven, Refusal> {
    let proven = Proven::by_proof(proof, now);
    let before = facts.standing.map(|standing| session::revive(standing, now)).transpose()?.flatten();
    Ok(match before {
        Some(before) => proven.beside(before.proven()),
        None => proven,
    })
}

/// What comes next, after this was proven.
pub(super) fn step(
    login: &UnderWay<'_>,
    proven: &Proven,
    facts: authorize::Facts<'_>,
    env: &Env<'_>,
) -> Result<Step, Refusal> {
    match login.account() {
        None => authorize::next(login, proven, facts, env),
        // Their own account is guarded by what they set up themselves, whatever apps ask for.
        Some(_) => {
            let asked = Asked { proven, standing: false, request: None };
            let own = Demands::for_account(facts.credentials, facts.settings);
            match policy::next(proven, own.and_by_policy(asked, &[], facts, env)) {
                Step::Refuse(refusal) => Err(refusal.owing_all(login.finish())),
                step => Ok(step),
            }
        }
    }
}

/// How a sign-in in which something was proven is remembered.
pub(super) fn outcome(step: &Result<Step, Refusal>) -> Outcome {
    match step {
        Ok(Step::Prove(_)) => Outcome::Continued,
        Ok(Step::Refuse(_)) => Outcome::Refused,
        Err(refusal) if refusal.reason == Reason::PolicyDenied => Outcome::Refused,
        // What the client cannot have is another matter.
        Ok(Step::Enter) | Err(_) => Outcome::Succeeded,
    }
}

/// Where somebody goes who proved something.
pub(super) struct Entered {
    pub(super) onward: Onward,
    /// The value of the session's cookie, where one begins and the browser is given it.
    pub(super) session_cookie: Option<Secret<String>>,
}

/// Takes the step: has the sign-in wait for more, or begins the session and goes on.
pub(super) fn enter(
    login: UnderWay<'_>,
    step: Step,
    (proven, to_be): (Proven, SessionToBe),
    leaving: &[Arc<Client>],
    facts: authorize::Facts<'_>,
    env: &mut Env<'_>,
    effects: &mut Vec<Effect>,
) -> Result<Entered, Refusal> {
    match step {
        Step::Enter => {}
        Step::Refuse(refusal) => return Err(refusal.owing_all(login.finish())),
        Step::Prove(due) => {
            effects.push(login.go_on(stage(&proven, due, to_be)));
            return Ok(Entered { onward: Onward::Factor, session_cookie: None });
        }
    }
    let (browser, settings) = (facts.browser, facts.settings);
    let is_held = to_be == SessionToBe::Held;
    let begun = if is_held {
        session::begin_held(proven, browser, settings, env)
    } else {
        let before = match facts.standing {
            Some(standing) => session::revive(standing, env.now)?.map(|who| (standing, who)),
            None => None,
        };
        session::begin(proven, before, leaving, browser, settings, env)
    };
    effects.extend(begun.effects);
    let cookie = begun.cookie;
    let (held, session_cookie) = if is_held { (Some(cookie), None) } else { (None, Some(cookie)) };
    let onward = match login.account() {
        Some(page) => {
            effects.extend(login.finish());
            Onward::Account(page)
        }
        None => Onward::Request(go_on(login, begun.signed_in, held, facts, env, effects)?),
    };
    Ok(Entered { onward, session_cookie })
}

/// That this was proven by this factor at last, and how it was judged.
pub(super) fn judged(
    login: &UnderWay<'_>,
    proven: &Proven,
    method: Method,
    outcome: Outcome,
    facts: authorize::Facts<'_>,
    env: &mut Env<'_>,
) -> Effect {
    let judged = ask::record(login, proven, facts, env);
    let circumstances = circumstances(login, facts.browser);
    Effect::PutSignIn(SignIn::now(Some(proven.user()), method, outcome, circumstances, env).judged(judged))
}

/// That this person proved themselves so, or tried to.
pub fn remember(
    login: &UnderWay<'_>,
    user: &UserId,
    method: Method,
    outcome: Outcome,
    browser: Browser<'_>,
    env: &mut Env<'_>,
) -> Effect {
    Effect::PutSignIn(SignIn::now(Some(user), method, outcome, circumstances(login, browser), env))
}

fn circumstances<'a>(login: &'a UnderWay<'_>, browser: Browser<'a>) -> Circumstances<'a> {
    let Browser { agent, address, .. } = browser;
    Circumstances { client: login.client(), upstream: None, address, agent }
}
