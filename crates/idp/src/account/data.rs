//! What is kept of a person, taken along by themselves, and the account, removed by them. Both are for good, so
//! they prove first who they are, as for whatever lasts: a session that was left open is neither to hand out a
//! person's life nor to end their account.

use super::factors::{Changed, by_sure_form_of};
use super::{Facts, Page};
use crate::decision::{Decision, Env};
use crate::effect::Effect;
use crate::login::sessions::Ending;
use crate::model::event::{Actor, Event, EventKind};
use crate::refusal::{Reason, Refusal};
use crate::user;

/// Lets the person take along what is kept of them; what that is, is told once this is committed.
pub fn export(form_token: &str, facts: Facts<'_>, env: &mut Env<'_>) -> Decision<Result<Changed, Refusal>> {
    by_sure_form_of(Page::Data, form_token, facts.credentials, facts, env, |_, user, effects, env| {
        let by = Actor::User(user.id.clone());
        effects.push(Effect::PutEvent(Event::of_user(EventKind::DataExport, &by, &user.id, env)));
        Ok(())
    })
}

/// Removes the account, at once and with everything that hangs on it. `ending` are the person's sessions, this one
/// among them.
pub fn remove(
    is_confirmed: bool,
    ending: Ending<'_>,
    form_token: &str,
    facts: Facts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<Changed, Refusal>> {
    if !facts.settings.people_remove_accounts {
        return Decision::of(Err(Reason::NotFound.into()), Vec::new());
    }
    if !is_confirmed {
        return Decision::of(Err(Reason::RemovalUnconfirmed.into()), Vec::new());
    }
    by_sure_form_of(Page::Data, form_token, facts.credentials, facts, env, |_, user, effects, env| {
        let by = Actor::User(user.id.clone());
        let removed = user::remove(Some(user), ending, &by, env);
        effects.extend(removed.effects);
        removed.answer
    })
}
