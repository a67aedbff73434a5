//! What proves a person beside their password, removed by an administrator: somebody lost their phone.

use crate::account::factors::{is_second, removed};
use crate::decision::{Decision, Env};
use crate::effect::Effect;
use crate::model::credential::{Credential, CredentialId, CredentialKind};
use crate::model::event::{Actor, Event, EventKind};
use crate::model::user::User;
use crate::refusal::{Reason, Refusal};

/// The kinds of which somebody has lost all where their factors are reset.
const RESET: [CredentialKind; 5] = [
    CredentialKind::Totp,
    CredentialKind::Passkey,
    CredentialKind::RecoveryCodes,
    CredentialKind::Device,
    CredentialKind::Phone,
];

/// Removes the one of these that is called so, also where it is the person's only way in: an administrator can
/// make another.
pub fn remove(
    id: &str,
    credentials: &[Credential],
    by: &Actor,
    env: &mut Env<'_>,
) -> Decision<Result<(), Refusal>> {
    let id = CredentialId::parse(id);
    let found = credentials.iter().find(|it| Some(it.id) == id && it.kind != CredentialKind::Password);
    let Some(credential) = found else { return Decision::of(Err(Reason::NotFound.into()), Vec::new()) };
    let effects = removed(credential, credentials, by, env);
    Decision::of(Ok(()), effects)
}

/// Removes all of it, and tells how many factors there were: from then on the person proves themselves by what
/// is left, and sets up others. It leaves a trace even where there was nothing, since somebody asked for it.
pub fn reset(
    user: &User,
    credentials: &[Credential],
    by: &Actor,
    env: &mut Env<'_>,
) -> Decision<Result<usize, Refusal>> {
    let had = |kind: &CredentialKind| credentials.iter().any(|credential| credential.kind == *kind);
    let kinds: Vec<&str> = RESET.iter().filter(|kind| had(kind)).map(|kind| kind.as_str()).collect();
    let factors = credentials.iter().filter(|credential| is_second(credential.kind)).count();
    let mut effects: Vec<Effect> =
        RESET.map(|kind| Effect::DeleteCredentials { user: user.id.clone(), kind }).into();
    let event = Event::of_user(EventKind::FactorReset, by, &user.id, env);
    effects.push(Effect::PutEvent(event.about("factors", kinds)));
    Decision::of(Ok(factors), effects)
}
