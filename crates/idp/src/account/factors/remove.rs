//! A factor is removed.

use super::{Changed, by_sure_form, find, is_second};
use crate::account::Facts;
use crate::decision::{Decision, Env};
use crate::effect::Effect;
use crate::model::credential::{Credential, CredentialKind};
use crate::model::event::{Actor, Event, EventKind};
use crate::refusal::{Reason, Refusal};

/// What goes with the last factor, for which it stood.
const STAND_FOR_IT: [CredentialKind; 2] = [CredentialKind::RecoveryCodes, CredentialKind::Device];

/// Removes an authenticator app, or a remembered browser. Passkeys are ways in as well, and removed where it is
/// known which others there are; see [`passkeys`](crate::account::passkeys).
pub fn remove(
    id: &str,
    credentials: &[Credential],
    form_token: &str,
    facts: Facts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<Changed, Refusal>> {
    by_sure_form(form_token, credentials, facts, env, |_, user, effects, env| {
        let can = |it: &&Credential| matches!(it.kind, CredentialKind::Totp | CredentialKind::Device);
        let credential = find(id, credentials, user).filter(can).ok_or(Reason::NotFound)?;
        effects.extend(removed(credential, credentials, &Actor::User(user.id.clone()), env));
        Ok(())
    })
}

/// What is owed where one of these credentials is removed, by whomever: its trace, and with the last factor the
/// recovery codes and the remembered browsers. Browsers that are forgotten leave no trace: nothing could be
/// proven by them.
pub(crate) fn removed(
    credential: &Credential,
    credentials: &[Credential],
    by: &Actor,
    env: &mut Env<'_>,
) -> Vec<Effect> {
    let user = &credential.user;
    let mut effects = vec![Effect::DeleteCredential(credential.id)];
    if credential.kind != CredentialKind::Device {
        let kind = match credential.kind {
            CredentialKind::Phone => EventKind::PhoneRemoved,
            _ => EventKind::FactorRemove,
        };
        let event = Event::of_user(kind, by, user, env);
        effects.push(Effect::PutEvent(super::about(event, credential)));
    }
    let mut rest = credentials.iter().filter(|other| other.id != credential.id);
    if is_second(credential.kind) && !rest.any(|it| is_second(it.kind)) {
        let all = |kind| Effect::DeleteCredentials { user: user.clone(), kind };
        effects.extend(STAND_FOR_IT.map(all));
    }
    effects
}
