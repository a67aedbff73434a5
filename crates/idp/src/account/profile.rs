//! The person's names.

use std::borrow::Cow;

use super::{Facts, by_form};
use crate::decision::{Decision, Env};
use crate::login::sessions::Ending;
use crate::model::event::Actor;
use crate::refusal::{Reason, Refusal};
use crate::user::{self, Changes};

/// What a person says they are called; empty where they would rather not say.
#[derive(Clone, Debug)]
pub struct Names {
    /// The whole name, as it is to be shown.
    pub name: String,
    /// The given name or names.
    pub given_name: String,
    /// The family name or names.
    pub family_name: String,
}

/// The most characters of a name.
const MOST: usize = 200;

/// Changes the person's names.
pub fn change(
    names: Names,
    form_token: &str,
    facts: Facts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<(), Refusal>> {
    by_form(form_token, facts, env, |_, user, effects, env| {
        let mut claims = user.claims.clone();
        claims.name = given("name", &names.name)?;
        claims.given_name = given("given_name", &names.given_name)?;
        claims.family_name = given("family_name", &names.family_name)?;
        let changes = Changes { claims: Some(claims), ..Changes::default() };
        let by = Actor::User(user.id.clone());
        let changed = user::change(Some(user.clone()), changes, false, Ending::default(), &by, env);
        effects.extend(changed.effects);
        changed.answer.map(drop)
    })
}

fn given(about: &'static str, text: &str) -> Result<Option<Cow<'static, str>>, Refusal> {
    let text = text.trim();
    if text.chars().count() > MOST || text.contains(char::is_control) {
        return Err(Refusal::new(Reason::UserInvalid)
            .about(about)
            .expected("at most 200 characters, none of them control characters"));
    }
    Ok((!text.is_empty()).then(|| Cow::Owned(text.to_owned())))
}
