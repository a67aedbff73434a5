//! Setting up a factor on the way in: somebody of whom a further one is asked, and who never set one up, does so on
//! the spot and goes on.
//!
//! Who has a factor adds others on the pages of their account, where they prove it first: a stolen password is not
//! to put one beside it. And in a session that stood, whoever signed in some time ago says first who they are.

mod passkey;
mod totp;

pub use passkey::{add as add_passkey, begin as begin_passkey};
pub use totp::{begin as begin_totp, confirm as confirm_totp, key as totp_key};

use super::factor::{self, Method};
use super::second::{self, Waiting};
use super::sessions::Ending;
use super::under_way::{Found, Stage};
use crate::account::factors::added;
use crate::authorize::{self, Wanted};
use crate::decision::Env;
use crate::effect::Effect;
use crate::login::factor::recovery_code::Codes;
use crate::model::ClientId;
use crate::model::credential::Credential;
use crate::model::event::Actor;
use crate::model::user::User;
use crate::refusal::{Reason, Refusal};
use crate::time::Time;
use crate::user::{self, Changes};
use crate::webauthn::RelyingParty;

/// What can be set up, the dearest first.
const WAYS: [Method; 2] = [Method::Passkey, Method::Totp];

/// What setting up needs to know.
#[derive(Clone, Copy)]
pub struct EnrolFacts<'a> {
    /// What the authorization request needs to know; its person and their credentials are those of whom a factor
    /// is asked.
    pub authorize: authorize::Facts<'a>,
    /// The sign-in's handle.
    pub handle: &'a str,
    /// The sign-in.
    pub login: Found<'a>,
    /// Who passkeys are made for at this address, if they can be.
    pub relying_party: Option<&'a RelyingParty>,
}

/// What a page is answered with on which something is set up.
#[derive(Debug)]
pub enum Opened<T> {
    /// What it shows.
    Page {
        /// What the client that waits wants; nothing where none does.
        wanted: Option<Wanted>,
        /// What there is to set up.
        new: T,
        /// Whether something else can be set up in its place.
        others: bool,
    },
    /// The person signed in some time ago: to the page where they say who they are.
    ProveFirst,
}

/// Something was set up.
#[derive(Debug)]
pub struct Enrolled {
    /// The person's first recovery codes: shown now, and never again.
    pub codes: Option<Codes>,
}

/// What the person of this sign-in may set up to go on with; nothing where they have what proves them further, or
/// can do without.
pub fn ways(facts: EnrolFacts<'_>, now: Time) -> Result<Vec<Method>, Refusal> {
    let waiting = second::waiting(facts.login, facts.authorize, now)?;
    Ok(ways_of(&waiting, facts))
}

fn ways_of(waiting: &Waiting<'_>, facts: EnrolFacts<'_>) -> Vec<Method> {
    let EnrolFacts { authorize, relying_party, .. } = facts;
    let due = waiting.due();
    let has_none = factor::own(authorize.credentials).is_empty()
        && waiting
            .having(authorize.credentials, authorize)
            .is_some_and(|having| factor::offered(&due.any_of, having).is_empty());
    // Where no client waits it is the person's own account that is on the way.
    let lets = authorize.client.is_none_or(|client| client.policy.allow_enrolment_at_sign_in);
    if !due.sets_up || !has_none || !authorize.settings.set_up_at_sign_in || !lets {
        return Vec::new();
    }
    let can = |method: &Method| *method != Method::Passkey || relying_party.is_some();
    WAYS.into_iter().filter(|method| due.any_of.contains(method) && can(method)).collect()
}

/// The sign-in that waits, if this may be set up in it, the person, and whether something else may as well.
fn check<'a>(
    method: Method,
    facts: EnrolFacts<'a>,
    now: Time,
) -> Result<(Waiting<'a>, &'a User, bool), Refusal> {
    let waiting = second::waiting(facts.login, facts.authorize, now)?;
    let ways = ways_of(&waiting, facts);
    if !ways.contains(&method) {
        let why = format!("{} is not to be set up in this sign-in", method.as_str());
        return Err(Refusal::new(Reason::FactorNotAsked).about("factor").operator(why));
    }
    let person = facts.authorize.person.ok_or(Reason::LoginUnknown)?;
    Ok((waiting, person, ways.len() > 1))
}

/// Opens the page on which this is set up, or has the person say first who they are.
fn open<'a, T>(
    method: Method,
    facts: EnrolFacts<'a>,
    env: &mut Env<'_>,
    effects: &mut Vec<Effect>,
    new: impl FnOnce(&'a User, &Waiting<'a>, &mut Vec<Effect>, &mut Env<'_>) -> Result<T, Refusal>,
) -> Result<Opened<T>, Refusal> {
    let (waiting, person, others) = check(method, facts, env.now)?;
    if !waiting.is_fresh(env.now) {
        effects.push(waiting.into_login().go_on(Stage::Proof));
        return Ok(Opened::ProveFirst);
    }
    let wanted = second::wanted(waiting.login(), facts.authorize, env.now)?;
    let new = new(person, &waiting, effects, env)?;
    Ok(Opened::Page { wanted, new, others })
}

/// What is owed where a factor was set up: all that is where one is added, with the client on whose way it was, and
/// the record written anew: of two that are set up at one moment, one loses and looks again.
fn owed(
    credential: Credential,
    person: &User,
    client: Option<&ClientId>,
    credentials: &[Credential],
    env: &mut Env<'_>,
) -> Result<(Enrolled, Vec<Effect>), Refusal> {
    let (codes, mut effects) = added(credential, credentials, env);
    for effect in &mut effects {
        if let Effect::PutEvent(event) = effect {
            event.client = client.cloned();
        }
    }
    let by = Actor::User(person.id.clone());
    let touched = user::change(Some(person.clone()), Changes::default(), false, Ending::default(), &by, env);
    touched.answer?;
    effects.extend(touched.effects);
    Ok((Enrolled { codes }, effects))
}
