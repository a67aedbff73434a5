//! The person's e-mail address: by it they sign in, so whoever changes it proves themselves.

use super::Facts;
use super::confirm::{Confirmation, by_confirmed_form};
use crate::decision::{Decision, Env};
use crate::login::sessions::Ending;
use crate::model::event::Actor;
use crate::refusal::Refusal;
use crate::user::{self, Changes, Taken};

/// Changes the person's e-mail address, or takes it away where none is given. Another address is not
/// verified, whoever had it before.
pub fn change(
    email: &str,
    taken: Taken,
    form_token: &str,
    confirmation: Confirmation<'_>,
    facts: Facts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<(), Refusal>> {
    by_confirmed_form(form_token, confirmation, facts, env, |_, user, effects, env| {
        let email = Some(email.trim()).filter(|email| !email.is_empty());
        if email == user.claims.email.as_deref() {
            return Ok(());
        }
        let mut claims = user.claims.clone();
        claims.email = email.map(|email| email.to_owned().into());
        claims.email_verified = email.map(|_| false);
        let changes = Changes { claims: Some(claims), ..Changes::default() };
        let by = Actor::User(user.id.clone());
        let changed = user::change(Some(user.clone()), changes, taken, Ending::default(), &by, env);
        effects.extend(changed.effects);
        changed.answer.map(drop)
    })
}
