//! What an upstream's answer leads to: an account, a session, and on with the request.

use std::sync::Arc;

use jose::secret::Secret;
use serde_json::{Map, Value};

use super::begin::ways;
use super::fail::{failed, remember};
use super::read::Vouched;
use super::trail;
use crate::authorize::{self, Pick};
use crate::decision::{Decision, Env};
use crate::effect::{Effect, Expected};
use crate::issue::user_claims;
use crate::login::factor::Proof;
use crate::login::factor::upstream::prove;
use crate::login::password::Onward;
use crate::login::policy::ask;
use crate::login::second::{self, Entered};
use crate::login::under_way::{self, Found, SessionToBe};
use crate::model::client::Client;
use crate::model::event::{Actor, Event, EventKind};
use crate::model::linked_identity::{LinkedIdentity, SubjectHash};
use crate::model::ticket::TicketFacts;
use crate::model::told::Told;
use crate::model::upstream::{Accounts, Upstream};
use crate::model::user::{User, UserId};
use crate::refusal::{Reason, Refusal};
use crate::replay;
use crate::user;

/// What settling needs to know.
#[derive(Clone, Copy)]
pub struct SettleFacts<'a> {
    /// What the authorization request needs to know; its consent is that of the linked person.
    pub authorize: authorize::Facts<'a>,
    /// The sign-in that waits.
    pub login: Found<'a>,
    /// The upstream.
    pub upstream: &'a Upstream,
    /// Whose account is linked to whom it vouches for, if anybody's.
    pub linked: Option<&'a User>,
    /// Whether somebody else has the mail address that is to be kept on the account.
    pub email_taken: bool,
    /// What was found under [`Vouched::once`].
    pub before: Option<&'a TicketFacts>,
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
    /// The value of the session's cookie; none where the person was identified for the one client alone, or more
    /// is to be proven first.
    pub session_cookie: Option<Secret<String>>,
}

impl std::fmt::Debug for Settled {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settled")
            .field("onward", &self.onward)
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

/// Settles a sign-in at an upstream.
pub fn settle(
    vouched: &Vouched,
    facts: SettleFacts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<Settled, Refusal>> {
    let mut effects = Vec::new();
    let answer = settled(vouched, facts, env, &mut effects);
    Decision::of(answer, effects)
}

fn settled(
    vouched: &Vouched,
    facts: SettleFacts<'_>,
    env: &mut Env<'_>,
    effects: &mut Vec<Effect>,
) -> Result<Settled, Refusal> {
    let login = under_way::resume(facts.login, facts.authorize.browser, env.now)?;
    let SettleFacts { authorize, upstream, .. } = facts;
    let (ways, _) = ways(&login, authorize)?;
    if ways.picked(&Pick { upstream: upstream.id.clone(), choice: None, address: None }).is_none() {
        let closed = Refusal::new(Reason::UpstreamUnavailable)
            .operator("it was closed to this sign-in after the person had set out");
        return Err(failed(login, &upstream.id, None, closed, authorize, env));
    }
    if replay::is_spent(facts.before, env.now) {
        let twice = Refusal::new(Reason::UpstreamUntrusted)
            .operator("the assertion was taken before (ID, SAML Profiles §4.1.4.5)");
        return Err(failed(login, &upstream.id, None, twice, authorize, env));
    }
    let once = vouched.once().zip(vouched.once.as_ref());
    let once = once.map(|(key, once)| replay::spend(key, Some(once.until), env.now));
    let subject = vouched.subject(env.derive)?;
    if let Some(link) = login.link().cloned() {
        let settled = super::link::link(login, &link, subject, facts, env, effects)?;
        effects.extend(once);
        return Ok(settled);
    }
    let (person, proof) = match proven(vouched, facts, env, effects) {
        Ok(proven) => proven,
        Err(refusal) => {
            effects.clear();
            let user = facts.linked.map(|user| &user.id);
            return Err(failed(login, &upstream.id, user, refusal, authorize, env));
        }
    };
    effects.extend(once);
    effects.push(leads_to(upstream, subject, &person.id, env));
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
    let sign_in = remember(&login, &upstream.id, Some(&person.id), outcome, authorize.browser, env);
    effects.push(Effect::PutSignIn(sign_in.judged(judged)));
    let owed = effects.len();
    let stays = upstream.definition.single_sign_on;
    let session = if stays { SessionToBe::Browser } else { SessionToBe::Held };
    let entered = step.and_then(|step| {
        second::enter(login, step, (proven, session), facts.leaving, authorize, env, effects)
    });
    match entered {
        Ok(Entered { onward, session_cookie }) => {
            Ok(Settled { onward, user: person.id.clone(), session_cookie })
        }
        Err(refusal) => Err(refusal.owing_all(effects.drain(..owed))),
    }
}

/// The person, and that it is them; a new account where none is linked and one may be made.
fn proven(
    vouched: &Vouched,
    facts: SettleFacts<'_>,
    env: &mut Env<'_>,
    effects: &mut Vec<Effect>,
) -> Result<(User, Proof), Refusal> {
    let definition = &facts.upstream.definition;
    let person = match (facts.linked, definition.accounts) {
        (Some(linked), _) => kept(linked, vouched, facts.email_taken, env, effects),
        (None, Accounts::Create) => {
            let new = user::unnamed(env);
            let person = with_account(&new, vouched.account.clone(), facts.email_taken);
            effects.push(Effect::PutUser(Expected { replaces: None, record: Box::new(person.clone()) }));
            let made = Event::of_user(EventKind::UserCreate, &Actor::Server, &person.id, env);
            effects.push(Effect::PutEvent(made.about("upstream", facts.upstream.id.as_str())));
            person
        }
        (None, Accounts::Linked) => {
            return Err(Refusal::new(Reason::UpstreamUnlinked)
                .operator("nobody has linked their account, and the upstream makes none"));
        }
    };
    let told = Told { trails: trail::places(vouched, facts.upstream, env.derive), ..vouched.told.clone() };
    let proof = prove(&person, told, vouched.auth_at, definition.trusts_amr)?;
    Ok((person, proof))
}

/// A person who was here before, with what their account is to keep as it is told now.
fn kept(
    linked: &User,
    vouched: &Vouched,
    email_taken: bool,
    env: &Env<'_>,
    effects: &mut Vec<Effect>,
) -> User {
    let person = with_account(linked, vouched.account.clone(), email_taken);
    if person.claims == linked.claims && person.attributes == linked.attributes {
        return linked.clone();
    }
    let person = User { version: linked.version + 1, updated_at: env.now, ..person };
    let record = Box::new(person.clone());
    effects.push(Effect::PutUser(Expected { replaces: Some(linked.version), record }));
    person
}

/// The account with what it is to keep of what was told. A mail address is a name to sign in with: one that
/// is somebody else's stays theirs, and leads nobody to their account, and what cannot be one is not kept.
pub(in crate::login) fn with_account(person: &User, mut told: Map<String, Value>, email_taken: bool) -> User {
    let email = told.get("email").and_then(Value::as_str);
    if email_taken || email.is_some_and(|email| !user::can_be_email(email)) {
        told.remove("email");
        told.remove("email_verified");
    }
    let claims = user_claims::laid_over(&person.claims, &told);
    let is_our_own = |name: &str| !oidc::claims::is_standard(name) && !oidc::claims::is_registered(name);
    let mut attributes = person.attributes.clone();
    attributes.extend(told.into_iter().filter(|(name, _)| is_our_own(name)));
    User { claims, attributes, ..person.clone() }
}

/// Whom the upstream knows so leads to this account.
pub(super) fn leads_to(upstream: &Upstream, subject: SubjectHash, user: &UserId, env: &Env<'_>) -> Effect {
    Effect::LinkIdentity(LinkedIdentity {
        upstream: upstream.id.clone(),
        subject,
        user: user.clone(),
        created_at: env.now,
        last_used_at: env.now,
    })
}
