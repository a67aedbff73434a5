//! Setting another password by a link.

use super::{Body, key};
use crate::account::password::NewPassword;
use crate::decision::{Decision, Env};
use crate::effect::Effect;
use crate::login::factor::password::{check_new, check_unlike};
use crate::login::sessions::Ending;
use crate::model::event::{Actor, Event, EventKind};
use crate::model::settings::Settings;
use crate::model::ticket::{TicketFacts, decode};
use crate::model::user::{User, UserId};
use crate::refusal::{Reason, Refusal};
use crate::time::Time;
use crate::user::{self, Changes, PasswordHash};

/// What setting a password by a link needs to know.
#[derive(Clone, Copy)]
pub struct SetFacts<'a> {
    /// The link's secret.
    pub secret: &'a str,
    /// Its ticket, if there is one.
    pub found: Option<&'a TicketFacts>,
    /// The person that [`whose`] names, if they are still there.
    pub person: Option<&'a User>,
    /// Their sessions, which end.
    pub ending: Ending<'a>,
    /// The platform's settings.
    pub settings: &'a Settings,
}

/// To whom a link leads, if it counts.
pub fn whose(found: Option<&TicketFacts>, now: Time) -> Result<UserId, Refusal> {
    read(found, now)?.user.ok_or_else(|| Reason::ResetOver.into())
}

/// The person whose password may be set by a link: nobody's, where it was set since, or they may not sign in.
pub fn check<'a>(
    found: Option<&TicketFacts>,
    person: Option<&'a User>,
    now: Time,
) -> Result<&'a User, Refusal> {
    let Body { user, as_of, .. } = read(found, now)?;
    let is_theirs = |person: &&User| {
        user.as_ref() == Some(&person.id)
            && person.sessions_valid_from.as_micros() == as_of
            && person.disabled_at.is_none()
    };
    person.filter(is_theirs).ok_or_else(|| Reason::ResetOver.into())
}

/// Sets the password, and uses the link up. Everything that hangs on the old password ends; what else proves the
/// person stays, or whoever reads their mail would need nothing more.
pub fn set(
    new: NewPassword<'_>,
    facts: SetFacts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<UserId, Refusal>> {
    let mut effects = Vec::new();
    let answer = settled(new, facts, &mut effects, env);
    Decision::of(answer, effects)
}

fn settled(
    new: NewPassword<'_>,
    facts: SetFacts<'_>,
    effects: &mut Vec<Effect>,
    env: &mut Env<'_>,
) -> Result<UserId, Refusal> {
    let user = check(facts.found, facts.person, env.now)?;
    check_new(new.plain.expose(), &facts.settings.passwords)?;
    check_unlike(new.plain.expose(), &user.username, &user.claims)?;
    let by = Actor::User(user.id.clone());
    effects.push(Effect::Spend(key(facts.secret)));
    effects.push(Effect::PutEvent(Event::of_user(EventKind::PasswordReset, &by, &user.id, env)));
    let changes = Changes { password: Some(PasswordHash(new.hash.to_owned())), ..Changes::default() };
    // No name is another, so none can be taken.
    let changed = user::change(Some(user.clone()), changes, false, facts.ending, &by, env);
    effects.extend(changed.effects);
    let user = changed.answer?;
    Ok(user.id)
}

fn read(found: Option<&TicketFacts>, now: Time) -> Result<Body, Refusal> {
    match found.filter(|found| found.is_usable(now)) {
        Some(found) => decode(&found.body),
        None => Err(Reason::ResetOver.into()),
    }
}
