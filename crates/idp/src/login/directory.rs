//! Signing in with a password that a directory checks: paid for first as any other, then settled.

use std::sync::Arc;

use super::attempts::{self, Counted, Counter, Origin, Whose};
use super::factor::Proof;
use super::factor::directory::prove;
use super::password::Settled;
use super::policy::ask;
use super::second::{self, Entered};
use super::under_way::{self, Browser, Found, SessionToBe, UnderWay};
use super::upstream::with_account;
use super::{Method, device};
use crate::authorize;
use crate::decision::{Decision, Derive, Env};
use crate::directory::person::{self, Tried};
use crate::effect::{Effect, Expected};
use crate::model::client::Client;
use crate::model::directory::Directory;
use crate::model::event::{Actor, Event, EventKind};
use crate::model::linked_identity::{LinkedIdentity, SubjectHash};
use crate::model::settings::Settings;
use crate::model::sign_in::{Circumstances, Outcome, SignIn};
use crate::model::told::Told;
use crate::model::upstream::Accounts;
use crate::model::user::{User, UserId};
use crate::refusal::{Reason, Refusal};
use crate::user;

/// Whom a directory has by a name, before a password is shown to it.
#[derive(Clone, Copy)]
pub struct Named<'a> {
    /// The directory.
    pub directory: &'a Directory,
    /// The name, in canonical form.
    pub name: &'a str,
    /// Who it is there, if it is one person.
    pub subject: Option<SubjectHash>,
    /// Whose account that leads to, if it leads to one.
    pub linked: Option<&'a User>,
}

/// Where a try at them in this browser is counted, before the password is shown to the directory: it may lock whoever
/// is tried too often. By whichever of their names they are tried, it is one count; a browser in which they signed in
/// before has its own.
pub fn counters(named: Named<'_>, browser: Browser<'_>, settings: &Settings, env: &Env<'_>) -> Vec<Counter> {
    let Named { directory, name, subject, linked } = named;
    let there = match subject {
        // Nobody writes a name with a nought in it who has one.
        Some(subject) => format!("{}\0{}", directory.id, jose::base64url::encode(subject.0)),
        None => format!("{}\0\0{name}", directory.id),
    };
    let known = linked.and_then(|person| {
        device::known(person, browser.devices, settings, env.derive, env.now).map(|device| (person, device))
    });
    attempts::counters(match known {
        Some((person, device)) => Origin::Known { person: &person.id, device },
        None => Origin::Unknown { whose: Whose::Nobody(&there), neighbourhood: browser.neighbourhood },
    })
}

/// Who it is that a directory knows, as it is kept.
///
/// # Errors
/// The key that it is hashed under is gone.
pub fn subject(directory: &Directory, subject: &str, derive: &dyn Derive) -> Result<SubjectHash, Refusal> {
    let attribute = directory.definition.subject.to_lowercase();
    // No issuer is called so: what an upstream knows people by is never a directory's.
    let at = format!("directory {}", directory.id);
    SubjectHash::of(&at, &format!("{attribute}\0{subject}"), derive)
        .ok_or_else(|| Refusal::new(Reason::Internal).operator("the first of the server's keys is gone"))
}

/// What settling a try needs to know.
#[derive(Clone, Copy)]
pub struct SettleFacts<'a> {
    /// What the authorization request needs to know; its consent is that of the linked person.
    pub authorize: authorize::Facts<'a>,
    /// The sign-in that waits.
    pub login: Found<'a>,
    /// The tries so far, this one included, where [`counters`] has them counted.
    pub attempts: &'a [Counted],
    /// The directory.
    pub directory: &'a Directory,
    /// What it said.
    pub tried: &'a Tried,
    /// Whose account is linked to whom it has by the name, if anybody's.
    pub linked: Option<&'a User>,
    /// Whether somebody else has the mail address that is to be kept on the account.
    pub email_taken: bool,
    /// If somebody else is signed in in this browser, the clients that took part in their session and
    /// want to hear of its end.
    pub leaving: &'a [Arc<Client>],
}

/// Settles a try: begins a session and goes on to where the person was going, or refuses.
pub fn settle(facts: SettleFacts<'_>, env: &mut Env<'_>) -> Decision<Result<Settled, Refusal>> {
    let mut effects = Vec::new();
    let answer = settled(facts, env, &mut effects);
    Decision::of(answer, effects)
}

fn settled(facts: SettleFacts<'_>, env: &mut Env<'_>, effects: &mut Vec<Effect>) -> Result<Settled, Refusal> {
    let SettleFacts { authorize, directory, .. } = facts;
    let login = under_way::resume(facts.login, authorize.browser, env.now)?;
    let (person, proof) = match proven(facts, env, effects) {
        Ok(proven) => proven,
        Err(refusal) => {
            effects.clear();
            let user = facts.linked.map(|user| &user.id);
            let remembered = remember(&login, directory, user, Outcome::Refused, authorize.browser, env);
            return Err(refusal.owing(Effect::PutSignIn(remembered)));
        }
    };
    effects.extend(attempts::forget(facts.attempts, authorize.settings, env.now));
    // What is told a client may hang on who it is: nobody's but this person's.
    let authorize = authorize::Facts {
        person: Some(&person),
        consent: authorize.consent.filter(|consent| consent.user == person.id),
        ..authorize
    };
    let proven = second::first(&proof, authorize, env.now)?;
    let step = second::step(&login, &proven, authorize, env);
    // Who it was stays known: account, link and memory.
    let outcome = second::outcome(&step);
    let judged = ask::record(&login, &proven, authorize, env);
    let sign_in = remember(&login, directory, Some(&person.id), outcome, authorize.browser, env);
    effects.push(Effect::PutSignIn(sign_in.judged(judged)));
    let step = step.map_err(|refusal| refusal.owing_all(effects.drain(..)))?;
    let owed = effects.len();
    // A browser is known by who came in there, and not by who knows a password.
    let device_cookie = (outcome == Outcome::Succeeded).then(|| {
        let known =
            device::known(&person, authorize.browser.devices, authorize.settings, env.derive, env.now);
        device::remember(&person, known, env)
    });
    let session = SessionToBe::Browser;
    match second::enter(login, step, (proven, session), facts.leaving, authorize, env, effects) {
        Ok(Entered { onward, session_cookie }) => {
            Ok(Settled { onward, user: person.id.clone(), session_cookie, device_cookie })
        }
        Err(refusal) => Err(refusal.owing_all(effects.drain(..owed))),
    }
}

/// The person, and that it is them; a new account where none is linked and one may be made.
fn proven(
    facts: SettleFacts<'_>,
    env: &mut Env<'_>,
    effects: &mut Vec<Effect>,
) -> Result<(User, Proof), Refusal> {
    let SettleFacts { directory, linked, email_taken, .. } = facts;
    let id = &directory.id;
    let found = match facts.tried {
        Tried::Right(found) => found,
        Tried::Wrong(why) => {
            return Err(Refusal::new(Reason::PasswordWrong).operator(format!("directory {id}: {why}")));
        }
    };
    let claims = person::claims(found, &directory.definition);
    let person = match (linked, directory.definition.accounts) {
        (Some(linked), _) => kept(linked, facts, found, &claims, env, effects),
        (None, Accounts::Create) => {
            let new = user::unnamed(env);
            let person = with_groups(with_account(&new, claims.clone(), email_taken), directory, found);
            effects.push(Effect::PutUser(Expected { replaces: None, record: Box::new(person.clone()) }));
            let made = Event::of_user(EventKind::UserCreate, &Actor::Server, &person.id, env);
            effects.push(Effect::PutEvent(made.about("directory", id.as_str())));
            person
        }
        (None, Accounts::Linked) => {
            let why = format!("directory {id}: nobody has linked their account, and it makes none");
            return Err(Refusal::new(Reason::PasswordWrong).operator(why));
        }
    };
    let (upstream, amr, trails) = (id.clone(), Vec::new(), Vec::new());
    let told = Told {
        upstream,
        choice: None,
        acr: None,
        amr,
        claims,
        sid: None,
        name_id: None,
        id_token: None,
        trails,
    };
    let proof = prove(&person, told)?;
    effects.push(Effect::LinkIdentity(LinkedIdentity {
        upstream: id.clone(),
        subject: subject(directory, &found.subject, env.derive)?,
        user: person.id.clone(),
        created_at: env.now,
        last_used_at: env.now,
    }));
    Ok((person, proof))
}

/// A person who was here before, with what their account is to keep as it is told now.
fn kept(
    linked: &User,
    facts: SettleFacts<'_>,
    found: &person::Found,
    claims: &serde_json::Map<String, serde_json::Value>,
    env: &Env<'_>,
    effects: &mut Vec<Effect>,
) -> User {
    let person = with_account(linked, claims.clone(), facts.email_taken);
    let person = with_groups(person, facts.directory, found);
    let told = |user: &User| (user.claims.clone(), user.attributes.clone(), user.groups.clone());
    if told(&person) == told(linked) {
        return linked.clone();
    }
    let person = User { version: linked.version + 1, updated_at: env.now, ..person };
    let record = Box::new(person.clone());
    effects.push(Effect::PutUser(Expected { replaces: Some(linked.version), record }));
    person
}

/// The account in the groups that the directory says, of those that it speaks of; what others put them in stays.
fn with_groups(person: User, directory: &Directory, found: &person::Found) -> User {
    let definition = &directory.definition;
    let is_told_of = |group: &String| definition.groups.values().any(|told| told == group);
    let mut groups: Vec<String> = person.groups.iter().filter(|group| !is_told_of(group)).cloned().collect();
    groups.extend(person::groups(found, definition));
    User { groups, ..person }
}

/// That somebody signed in by this directory, or tried to.
fn remember(
    login: &UnderWay<'_>,
    directory: &Directory,
    user: Option<&UserId>,
    outcome: Outcome,
    browser: Browser<'_>,
    env: &mut Env<'_>,
) -> SignIn {
    let Browser { agent, address, .. } = browser;
    let upstream = Some(&directory.id);
    let circumstances = Circumstances { client: login.client(), upstream, address, agent };
    SignIn::now(user, Method::Directory, outcome, circumstances, env)
}
