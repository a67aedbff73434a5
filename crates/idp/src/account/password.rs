//! The person's password. A new one ends everything that hangs on the old: other browsers are signed
//! out and apps must ask anew. Only this browser goes on, under another cookie.

use super::Facts;
use super::confirm::{Confirmation, by_confirmed_form};
use crate::decision::{Decision, Env};
use crate::login::device;
use crate::login::factor::password::{check_new, check_unlike};
use crate::login::session;
use crate::login::sessions::Ending;
use crate::model::event::Actor;
use crate::model::user::UserId;
use crate::refusal::Refusal;
use crate::user::{self, Changes, PasswordHash};
use jose::secret::Secret;

/// The cookies under which the browser goes on.
pub struct Changed {
    /// Whose.
    pub user: UserId,
    /// The session's.
    pub session_cookie: Secret<String>,
    /// The one by which the browser stays known.
    pub device_cookie: Secret<String>,
}

impl std::fmt::Debug for Changed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Changed").field("user", &self.user).finish_non_exhaustive()
    }
}

/// A password that somebody wants, and what is kept of it.
#[derive(Clone, Copy)]
pub struct NewPassword<'a> {
    /// As it was typed.
    pub plain: &'a Secret<String>,
    /// Its hash, in PHC string form.
    pub hash: &'a str,
}

/// Changes the person's password. `ending` are their sessions, this one among them.
pub fn change(
    new: NewPassword<'_>,
    ending: Ending<'_>,
    form_token: &str,
    confirmation: Confirmation<'_>,
    facts: Facts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<Changed, Refusal>> {
    by_confirmed_form(form_token, confirmation, facts, env, |proven, user, effects, env| {
        check_new(new.plain.expose(), &facts.settings.passwords)?;
        check_unlike(new.plain.expose(), &user.username, &user.claims)?;
        let known = device::known(user, facts.browser.devices, facts.settings, env.derive, env.now);
        let password = Some(PasswordHash(new.hash.to_owned()));
        let changes = Changes { password, ..Changes::default() };
        let by = Actor::User(user.id.clone());
        let changed = user::change(Some(user.clone()), changes, false, ending, &by, env);
        effects.extend(changed.effects);
        let user = changed.answer?;
        let begun = session::begin(proven.renewed(&user), None, &[], facts.browser, facts.settings, env);
        effects.extend(begun.effects);
        Ok(Changed {
            session_cookie: begun.cookie,
            device_cookie: device::remember(&user, known, env),
            user: user.id,
        })
    })
}
