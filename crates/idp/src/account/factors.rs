//! What proves the person beside their password: added, named and removed by themselves.
//!
//! Whoever changes any of it proves who they are first, within minutes, and by a second factor too where they
//! have one: a session that was left open, or a password that was stolen, is not to open a way in that lasts, nor
//! to close the ways of the person.

mod recovery_codes;
mod remove;
mod totp;

pub use recovery_codes::renew;
pub use remove::remove;
pub(crate) use remove::removed;
pub use totp::{Enrolled, begin, confirm, key, pending};
pub(crate) use totp::{confirmed, end, over, secret_under, wait};

use super::{FRESH, Facts, Page, by_form};
use crate::authorize;
use crate::decision::{Decision, Env};
use crate::effect::Effect;
use crate::login::SignedIn;
use crate::login::under_way;
use crate::model::credential::{Credential, CredentialId, CredentialKind, MOST_OF_A_KIND};
use crate::model::event::{Actor, Event, EventKind};
use crate::model::user::User;
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// The most characters of a name.
const MOST_NAME: usize = 60;

/// What a form came to.
#[derive(Debug)]
pub enum Changed<T = ()> {
    /// What it was for.
    Done(T),
    /// They proved themselves too long ago, or not by enough: to the page where they do so, and from there back.
    Login(authorize::Page),
}

/// Decides what a form leads to that changes what proves the person.
pub(crate) fn by_sure_form<T>(
    form_token: &str,
    credentials: &[Credential],
    facts: Facts<'_>,
    env: &mut Env<'_>,
    act: impl FnOnce(&SignedIn, &User, &mut Vec<Effect>, &mut Env<'_>) -> Result<T, Refusal>,
) -> Decision<Result<Changed<T>, Refusal>> {
    by_sure_form_of(Page::Factors, form_token, credentials, facts, env, act)
}

/// The same for a form of another page, to which they come back once they proved who they are.
pub(crate) fn by_sure_form_of<T>(
    page: Page,
    form_token: &str,
    credentials: &[Credential],
    facts: Facts<'_>,
    env: &mut Env<'_>,
    act: impl FnOnce(&SignedIn, &User, &mut Vec<Effect>, &mut Env<'_>) -> Result<T, Refusal>,
) -> Decision<Result<Changed<T>, Refusal>> {
    by_form(form_token, facts, env, |who, user, effects, env| {
        if is_sure(&who, credentials, env.now) {
            return act(&who, user, effects, env).map(Changed::Done);
        }
        let begun = under_way::begin_for_account(page, None, facts.browser, facts.settings, env);
        effects.push(begun.effect);
        Ok(Changed::Login(authorize::Page {
            handle: Some(begun.handle),
            new_cookie: begun.new_cookie,
            ui_locales: Vec::new(),
        }))
    })
}

/// Whether somebody proved just now who they are, by a second factor too where they have one. Those that were
/// added since count for proven: nobody else can have added them.
pub(super) fn is_sure(who: &SignedIn, credentials: &[Credential], now: Time) -> bool {
    let is_fresh = now < who.auth_at() + FRESH;
    let mut older = credentials.iter().filter(|it| is_second(it.kind) && it.created_at < who.auth_at());
    is_fresh && (older.next().is_none() || who.proven().methods().any(|method| method.can_follow()))
}

/// Whether it is something a person sets up to prove themselves further.
pub(crate) const fn is_second(kind: CredentialKind) -> bool {
    match kind {
        CredentialKind::Totp | CredentialKind::Passkey => true,
        CredentialKind::Password
        | CredentialKind::RecoveryCodes
        | CredentialKind::Device
        | CredentialKind::Phone => false,
    }
}

/// Calls an authenticator app something else.
pub fn name(
    id: &str,
    name: &str,
    credentials: &[Credential],
    form_token: &str,
    facts: Facts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<Changed, Refusal>> {
    by_sure_form(form_token, credentials, facts, env, |_, user, effects, _| {
        let credential = find(id, credentials, user).filter(|it| it.kind == CredentialKind::Totp);
        let id = credential.ok_or(Reason::NotFound)?.id;
        effects.push(Effect::NameCredential { id, name: check_name(name)? });
        Ok(())
    })
}

fn find<'a>(id: &str, credentials: &'a [Credential], user: &User) -> Option<&'a Credential> {
    let id = CredentialId::parse(id)?;
    credentials.iter().find(|credential| credential.id == id && credential.user == user.id)
}

/// What a person calls a credential; nothing where they would rather not.
pub(crate) fn check_name(name: &str) -> Result<Option<String>, Refusal> {
    let name = name.trim();
    if name.chars().count() > MOST_NAME || name.contains(char::is_control) {
        return Err(Refusal::new(Reason::UserInvalid)
            .about("name")
            .expected("at most 60 characters, none of them control characters"));
    }
    Ok((!name.is_empty()).then(|| name.to_owned()))
}

/// Checks that the person may have one more of a kind.
pub(crate) fn check_room(kind: CredentialKind, credentials: &[Credential]) -> Result<(), Refusal> {
    let have = credentials.iter().filter(|credential| credential.kind == kind).count();
    if have < MOST_OF_A_KIND { Ok(()) } else { Err(Reason::FactorsTooMany.into()) }
}

/// What is owed where a factor was added: its trace, and the first set of recovery codes where the person has
/// none.
pub(crate) fn added(
    credential: Credential,
    credentials: &[Credential],
    env: &mut Env<'_>,
) -> (Option<crate::login::factor::recovery_code::Codes>, Vec<Effect>) {
    let user = credential.user.clone();
    let by = Actor::User(user.clone());
    let event = about(Event::of_user(EventKind::FactorAdd, &by, &user, env), &credential);
    let mut effects = vec![Effect::PutCredential(credential), Effect::PutEvent(event)];
    if credentials.iter().any(|credential| credential.kind == CredentialKind::RecoveryCodes) {
        return (None, effects);
    }
    let (codes, renewed) = recovery_codes::make(&user, &by, env);
    effects.extend(renewed);
    (Some(codes), effects)
}

/// What the audit record says of a factor.
fn about(event: Event, credential: &Credential) -> Event {
    let event = event.about("factor", credential.kind.as_str());
    match &credential.name {
        Some(name) => event.about("name", name.as_str()),
        None => event,
    }
}
