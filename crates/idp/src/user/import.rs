//! People brought along from elsewhere: many at once, each decided alone, with their passwords as another
//! platform hashed them.

use jose::secret::Secret;
use oidc::claims::StandardClaims;
use serde_json::{Map, Value};

use super::{NewUser, PasswordHash, Taken, check, made, set_password, trace, unnamed};
use crate::decision::{Decision, Env};
use crate::effect::{Effect, Expected};
use crate::login::factor::password::kept::Kept;
use crate::model::event::{Actor, Event, EventKind};
use crate::model::user::{User, UserId, canonical_login_name};
use crate::refusal::{Reason, Refusal};

/// One person to be brought along; what is not named is not known.
pub struct Row {
    /// The name to sign in with.
    pub username: String,
    /// What is known of the person.
    pub claims: StandardClaims<'static>,
    /// The groups the person is in.
    pub groups: Option<Vec<String>>,
    /// What else is known of the person, by names of our own.
    pub attributes: Map<String, Value>,
    /// Whether the person is to be kept from signing in.
    pub disabled: Option<bool>,
    /// The hash of their password, as their platform wrote it.
    pub password_hash: Option<Secret<String>>,
}

impl std::fmt::Debug for Row {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Row").field("username", &self.username).finish_non_exhaustive()
    }
}

impl Row {
    /// The login names of the row, in canonical form.
    pub fn names(&self) -> impl Iterator<Item = String> {
        self.members().map(|(_, name)| name)
    }

    /// The same, each with the member in which it stands.
    pub fn members(&self) -> impl Iterator<Item = (&'static str, String)> {
        let email = self.claims.email.as_deref().map(|email| ("email", email));
        let all = [Some(("username", self.username.as_str())), email];
        all.into_iter().flatten().map(|(member, name)| (member, canonical_login_name(name)))
    }
}

/// What becomes of a row whose user name somebody has already.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Existing {
    /// Nothing: so an import that broke off can be begun again.
    #[default]
    Skip,
    /// The account is changed to what the row names. A password stays that is there already: it may be younger
    /// than the row, and is the person's own affair.
    Update,
}

/// What deciding about a row needs to know.
#[derive(Clone, Copy)]
pub struct RowFacts<'a> {
    /// Who has the user name or has it for an e-mail address.
    pub holder: Option<&'a User>,
    /// Whether they have a password.
    pub has_password: bool,
    /// Whether somebody besides the holder has one of the row's names.
    pub taken: Taken,
    /// A row before that has one of its names too, where nothing is kept and so nobody has it yet.
    pub repeats: Option<Repeated<'a>>,
}

/// A name that stands in two rows.
#[derive(Clone, Copy)]
pub struct Repeated<'a> {
    /// The member in which it stands now.
    pub member: &'static str,
    /// Where it stood before, in words.
    pub place: &'a str,
}

/// What became of a row.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// An account was made.
    Created(UserId),
    /// An account that was there was changed.
    Updated(UserId),
    /// The account that is there stays as it is.
    Unchanged(UserId),
}

/// Decides what becomes of a row.
pub fn row(
    row: &Row,
    facts: RowFacts<'_>,
    existing: Existing,
    by: &Actor,
    env: &mut Env<'_>,
) -> Decision<Result<Outcome, Refusal>> {
    if let Some(hash) = &row.password_hash
        && let Err(unfit) = Kept::parse(hash.expose())
    {
        let refusal = Refusal::new(Reason::UserInvalid).about("password_hash").expected(unfit.expected());
        return Decision::of(Err(refusal), Vec::new());
    }
    if let Some(Repeated { member, place }) = facts.repeats {
        let refusal = Refusal::new(Reason::UserInvalid).about(member);
        let refusal =
            refusal.expected(format!("a name that stands nowhere before; this one does in {place}"));
        return Decision::of(Err(refusal), Vec::new());
    }
    let name = canonical_login_name(&row.username);
    match facts.holder {
        Some(holder) if canonical_login_name(&holder.username) != name => {
            Decision::of(Err(Reason::LoginNameTaken.into()), Vec::new())
        }
        Some(holder) if existing == Existing::Skip => {
            Decision::of(Ok(Outcome::Unchanged(holder.id.clone())), Vec::new())
        }
        Some(holder) => update(row, holder, facts, by, env),
        None => create(row, facts.taken, by, env),
    }
}

fn create(row: &Row, taken: Taken, by: &Actor, env: &mut Env<'_>) -> Decision<Result<Outcome, Refusal>> {
    let new = NewUser {
        username: row.username.clone(),
        claims: row.claims.clone(),
        groups: row.groups.clone().unwrap_or_default(),
        attributes: row.attributes.clone(),
    };
    let disabled_at = row.disabled.unwrap_or_default().then_some(env.now);
    let user = User { disabled_at, ..new.of(unnamed(env)) };
    made(user, hash(row), taken, by, env).map(|user| user.map(|user| Outcome::Created(user.id)))
}

fn update(
    row: &Row,
    before: &User,
    facts: RowFacts<'_>,
    by: &Actor,
    env: &mut Env<'_>,
) -> Decision<Result<Outcome, Refusal>> {
    let mut attributes = before.attributes.clone();
    attributes.extend(row.attributes.clone());
    let after = User {
        claims: over(&before.claims, &row.claims),
        groups: row.groups.clone().unwrap_or_else(|| before.groups.clone()),
        attributes,
        ..before.clone()
    };
    if let Err(refusal) = check(&after, facts.taken) {
        return Decision::of(Err(refusal), Vec::new());
    }
    let mut effects = trace::of(before, &after, false, by, env);
    if !effects.is_empty() {
        let record = Box::new(User { version: before.version + 1, updated_at: env.now, ..after });
        effects.insert(0, Effect::PutUser(Expected { replaces: Some(before.version), record }));
    }
    if let Some(hash) = hash(row).filter(|_| !facts.has_password) {
        effects.push(set_password(&before.id, hash, env.now));
        effects.push(Effect::PutEvent(Event::of_user(EventKind::PasswordSet, by, &before.id, env)));
    }
    let id = before.id.clone();
    let outcome = if effects.is_empty() { Outcome::Unchanged(id) } else { Outcome::Updated(id) };
    Decision::of(Ok(outcome), effects)
}

fn hash(row: &Row) -> Option<PasswordHash> {
    row.password_hash.as_ref().map(|hash| PasswordHash(hash.expose().clone()))
}

/// What the row says, and of what it does not what was known. Another address or number is as sure as the row says.
fn over(before: &StandardClaims<'static>, row: &StandardClaims<'static>) -> StandardClaims<'static> {
    let mut members = members(before);
    if row.email.is_some() && row.email != before.email {
        members.remove("email_verified");
    }
    if row.phone_number.is_some() && row.phone_number != before.phone_number {
        members.remove("phone_number_verified");
    }
    members.extend(self::members(row));
    // It was claims on both sides.
    serde_json::from_value(Value::Object(members)).unwrap_or_else(|_| row.clone())
}

fn members(claims: &StandardClaims<'_>) -> Map<String, Value> {
    match serde_json::to_value(claims) {
        Ok(Value::Object(members)) => members,
        _ => Map::new(),
    }
}
