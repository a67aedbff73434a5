//! People's accounts: made, changed, disabled and removed by an administrator.

pub(crate) mod attributes;
pub mod factors;
pub mod import;
mod trace;

use std::time::Duration;

use jose::secret::Secret;
use oidc::claims::StandardClaims;
use serde_json::{Map, Value};

use crate::decision::{Decision, Env};
use crate::effect::{Effect, Expected, RevokedBecause};
use crate::login::sessions::{self, Ending};
use crate::model::credential::{Credential, CredentialId, CredentialKind};
use crate::model::event::{Actor, Event, EventKind};
use crate::model::login_name;
use crate::model::user::{User, UserId, canonical_login_name};
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// An account to be made.
#[derive(Clone, Debug, Default)]
pub struct NewUser {
    /// The name to sign in with.
    pub username: String,
    /// What is known of the person.
    pub claims: StandardClaims<'static>,
    /// The groups the person is in.
    pub groups: Vec<String>,
    /// What else is known of the person, by names of our own.
    pub attributes: Map<String, Value>,
}

impl NewUser {
    /// The account, of somebody of whom nothing was known.
    fn of(self, unnamed: User) -> User {
        let Self { username, claims, groups, attributes } = self;
        User { username, claims, groups, attributes, ..unnamed }
    }
}

/// A password as it is kept: its hash, made while facts are loaded.
pub struct PasswordHash(pub String);

impl std::fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PasswordHash")
    }
}

/// What is wanted changed; what is not named stays.
#[derive(Debug, Default)]
pub struct Changes {
    /// Another name to sign in with.
    pub username: Option<String>,
    /// What is known of the person, all of it.
    pub claims: Option<StandardClaims<'static>>,
    /// The groups the person is in, all of them.
    pub groups: Option<Vec<String>>,
    /// What else is known of the person, all of it.
    pub attributes: Option<Map<String, Value>>,
    /// Whether the person is kept from signing in; everything they signed in to ends with it.
    pub disabled: Option<bool>,
    /// Another password; everything they signed in to ends with the old one, for good.
    pub password: Option<PasswordHash>,
}

/// Who has the login names that are wanted, among others than the person themselves.
pub type Taken = bool;

/// Makes an account.
pub fn create(
    new: NewUser,
    password: Option<PasswordHash>,
    taken: Taken,
    by: &Actor,
    env: &mut Env<'_>,
) -> Decision<Result<User, Refusal>> {
    let user = new.of(unnamed(env));
    made(user, password, taken, by, env)
}

/// Makes the account of somebody who does so themselves.
pub(crate) fn create_own(
    new: NewUser,
    password: PasswordHash,
    taken: Taken,
    env: &mut Env<'_>,
) -> Decision<Result<User, Refusal>> {
    let user = new.of(unnamed(env));
    let by = Actor::User(user.id.clone());
    made(user, Some(password), taken, &by, env)
}

fn made(
    user: User,
    password: Option<PasswordHash>,
    taken: Taken,
    by: &Actor,
    env: &mut Env<'_>,
) -> Decision<Result<User, Refusal>> {
    if let Err(refusal) = check(&user, taken) {
        return Decision::of(Err(refusal), Vec::new());
    }
    let mut effects = vec![Effect::PutUser(Expected { replaces: None, record: Box::new(user.clone()) })];
    effects.push(Effect::PutEvent(Event::of_user(EventKind::UserCreate, by, &user.id, env)));
    effects.extend(password.map(|hash| set_password(&user.id, hash, env.now)));
    Decision::of(Ok(user), effects)
}

/// The account of somebody of whom nothing is known: its name is its identifier.
pub(crate) fn unnamed(env: &mut Env<'_>) -> User {
    let now = env.now;
    let millis = u64::try_from(now.as_micros() / 1000).unwrap_or_default();
    let id = uuid::Builder::from_unix_timestamp_millis(millis, &env.random_bytes()).into_uuid().to_string();
    User {
        username: id.clone(),
        id: UserId::new(id),
        version: 1,
        claims: StandardClaims::default(),
        groups: Vec::new(),
        attributes: Map::new(),
        disabled_at: None,
        sessions_valid_from: now,
        created_at: now,
        updated_at: now,
    }
}

/// Why these changes end every session of the person, if they do.
pub fn ends_sessions(changes: &Changes) -> Option<RevokedBecause> {
    match changes {
        Changes { password: Some(_), .. } => Some(RevokedBecause::PasswordChanged),
        Changes { disabled: Some(true), .. } => Some(RevokedBecause::PersonDisabled),
        _ => None,
    }
}

/// Changes an account. `ending` are the person's sessions, where the changes end them. A new password also
/// ends what browsers were remembered by.
pub fn change(
    user: Option<User>,
    changes: Changes,
    taken: Taken,
    ending: Ending<'_>,
    by: &Actor,
    env: &mut Env<'_>,
) -> Decision<Result<User, Refusal>> {
    let now = env.now;
    let out = ends_sessions(&changes);
    let sets_password = changes.password.is_some();
    let Some(before) = user else { return Decision::of(Err(Reason::NotFound.into()), Vec::new()) };
    let disabled_at = match changes.disabled {
        None => before.disabled_at,
        Some(true) => before.disabled_at.or(Some(now)),
        Some(false) => None,
    };
    // Whoever knew the old password, or holds what it led to, is out. Later also than the last time
    // where the clock stood still, for no two are to be the same.
    let sessions_valid_from = match changes.password {
        None => before.sessions_valid_from,
        Some(_) => now.max(before.sessions_valid_from + Duration::from_micros(1)),
    };
    let was = before.clone();
    let user = User {
        username: changes.username.unwrap_or(before.username),
        claims: changes.claims.unwrap_or(before.claims),
        groups: changes.groups.unwrap_or(before.groups),
        attributes: changes.attributes.unwrap_or(before.attributes),
        disabled_at,
        sessions_valid_from,
        updated_at: now,
        version: before.version + 1,
        id: before.id,
        created_at: before.created_at,
    };
    if let Err(refusal) = check(&user, taken) {
        return Decision::of(Err(refusal), Vec::new());
    }
    let mut effects =
        vec![Effect::PutUser(Expected { replaces: Some(before.version), record: Box::new(user.clone()) })];
    if let Some(hash) = changes.password {
        effects.push(set_password(&user.id, hash, now));
        let kind = CredentialKind::Device;
        effects.push(Effect::DeleteCredentials { user: user.id.clone(), kind });
    }
    effects.extend(trace::of(&was, &user, sets_password, by, env));
    effects.extend(out.map(|because| sessions::end_every(ending, because, env)).into_iter().flatten());
    Decision::of(Ok(user), effects)
}

/// Removes an account, and with it everything that hangs on it: its sessions among it.
pub fn remove(
    user: Option<&User>,
    ending: Ending<'_>,
    by: &Actor,
    env: &mut Env<'_>,
) -> Decision<Result<(), Refusal>> {
    let Some(User { id, version, .. }) = user else {
        return Decision::of(Err(Reason::NotFound.into()), Vec::new());
    };
    let mut effects = vec![Effect::DeleteUser { id: id.clone(), version: *version }];
    effects.push(Effect::PutEvent(Event::of_user(EventKind::UserRemove, by, id, env)));
    effects.extend(sessions::end_every(ending, RevokedBecause::PersonRemoved, env));
    Decision::of(Ok(()), effects)
}

fn set_password(user: &UserId, hash: PasswordHash, now: Time) -> Effect {
    let id = CredentialId::only(user, CredentialKind::Password);
    let hash = Secret::new(hash.0);
    Effect::PutCredential(Credential::new(id, user, CredentialKind::Password, hash, now))
}

/// Whether an account can have this mail address, which is also a name to sign in with.
pub(crate) fn can_be_email(email: &str) -> bool {
    is_shown(email)
        && email.contains('@')
        && !email.contains(char::is_whitespace)
        && login_name::check(email).is_ok()
}

fn is_shown(text: &str) -> bool {
    !text.is_empty() && text.chars().count() <= 200 && !text.contains(char::is_control)
}

fn check(user: &User, taken: Taken) -> Result<(), Refusal> {
    let User { username, claims, .. } = user;
    if !is_shown(username) || canonical_login_name(username).is_empty() {
        return Err(Refusal::new(Reason::UserInvalid)
            .about("username")
            .expected("1 to 200 characters, none of them control characters"));
    }
    if let Some(email) = &claims.email
        && !(is_shown(email) && email.contains('@') && !email.contains(char::is_whitespace))
    {
        return Err(Refusal::new(Reason::UserInvalid).about("email").expected("an e-mail address"));
    }
    for (about, name) in [("username", Some(username.as_str())), ("email", claims.email.as_deref())] {
        if let Some(Err(unfit)) = name.map(login_name::check) {
            return Err(Refusal::new(Reason::UserInvalid).about(about).expected(unfit.expected()));
        }
    }
    attributes::check_groups(&user.groups)?;
    attributes::check_attributes(&user.attributes)?;
    if taken {
        return Err(Reason::LoginNameTaken.into());
    }
    Ok(())
}
