//! The phones that answer for the person: enrolled, named and removed. A phone lets its holder in wherever it is
//! asked, so whoever adds or changes one proved themselves just now, as for a passkey.

use super::factors::{Changed, by_sure_form_of, check_name, check_room, removed};
use super::{Facts, Page};
use crate::decision::{Decision, Env};
use crate::effect::Effect;
use crate::model::credential::{Credential, CredentialId, CredentialKind};
use crate::model::event::Actor;
use crate::phone::enrol;
use crate::refusal::{Reason, Refusal};
use jose::secret::Secret;

/// Begins to enrol a phone: the secret that it is to bring.
pub fn begin(
    credentials: &[Credential],
    form_token: &str,
    facts: Facts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<Changed<Secret<String>>, Refusal>> {
    by_sure_form_of(Page::Phones, form_token, credentials, facts, env, |who, user, effects, env| {
        check_room(CredentialKind::Phone, credentials)?;
        let (secret, put) = enrol::wait(user, who.session(), env);
        effects.push(put);
        Ok(Secret::new(secret))
    })
}

/// Calls a phone something else.
pub fn rename(
    id: &str,
    name: &str,
    credentials: &[Credential],
    form_token: &str,
    facts: Facts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<Changed, Refusal>> {
    by_sure_form_of(Page::Phones, form_token, credentials, facts, env, |_, _, effects, _| {
        let id = find(id, credentials)?.id;
        effects.push(Effect::NameCredential { id, name: check_name(name)? });
        Ok(())
    })
}

/// Removes a phone: from now on nothing that it says counts.
pub fn remove(
    id: &str,
    credentials: &[Credential],
    form_token: &str,
    facts: Facts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<Changed, Refusal>> {
    by_sure_form_of(Page::Phones, form_token, credentials, facts, env, |_, user, effects, env| {
        let phone = find(id, credentials)?;
        effects.extend(removed(phone, credentials, &Actor::User(user.id.clone()), env));
        Ok(())
    })
}

/// The phones, oldest first.
pub fn phones(credentials: &[Credential]) -> impl Iterator<Item = &Credential> {
    credentials.iter().filter(|credential| credential.kind == CredentialKind::Phone)
}

fn find<'a>(id: &str, credentials: &'a [Credential]) -> Result<&'a Credential, Refusal> {
    let id = CredentialId::parse(id);
    phones(credentials).find(|it| Some(it.id) == id).ok_or_else(|| Reason::NotFound.into())
}
