//! A factor is removed.

use super::{Changed, by_sure_form, find, is_second};
use crate::account::Facts;
use crate::decision::{Decision, Env};
use crate::effect::Effect;
use crate::model::credential::{Credential, CredentialKind};
use crate::model::event::{Actor, Event, EventKind};
use crate::model::user::UserId;
use crate::refusal::{Reason, Refusal};

/// What is known of the ways into an account beside its credentials.
#[derive(Clone, Copy, Debug)]
pub struct Ways {
    /// Whether an identity elsewhere leads in.
    pub identity: bool,
}

/// Removes a factor, or a remembered browser. The last way into an account stays. With the last of what proves
/// the person further go their recovery codes and the browsers that were remembered, which stood for it.
pub fn remove(
    id: &str,
    credentials: &[Credential],
    ways: Ways,
    form_token: &str,
    facts: Facts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<Changed, Refusal>> {
    by_sure_form(form_token, credentials, facts, env, |_, user, effects, env| {
        let can = |it: &&Credential| is_second(it.kind) || it.kind == CredentialKind::Device;
        let credential = find(id, credentials, user).filter(can).ok_or(Reason::NotFound)?;
        let rest = || credentials.iter().filter(|other| other.id != credential.id);
        let leads_in =
            |it: &Credential| matches!(it.kind, CredentialKind::Password | CredentialKind::Passkey);
        if credential.kind == CredentialKind::Passkey && !ways.identity && !rest().any(leads_in) {
            return Err(Reason::IdentityLast.into());
        }
        effects.extend(removed(credential, &Actor::User(user.id.clone()), env));
        if is_second(credential.kind) && !rest().any(|it| is_second(it.kind)) {
            effects.extend(what_stood_for_it(&user.id));
        }
        Ok(())
    })
}

/// One credential less, and its trace. Browsers that are forgotten leave none: nothing could be proven by them.
pub(crate) fn removed(credential: &Credential, by: &Actor, env: &mut Env<'_>) -> Vec<Effect> {
    let mut effects = vec![Effect::DeleteCredential(credential.id)];
    if credential.kind != CredentialKind::Device {
        let event = Event::of_user(EventKind::FactorRemove, by, &credential.user, env);
        let event = event.about("factor", credential.kind.as_str());
        effects.push(Effect::PutEvent(match &credential.name {
            Some(name) => event.about("name", name.as_str()),
            None => event,
        }));
    }
    effects
}

/// What goes with the last factor.
pub(crate) fn what_stood_for_it(user: &UserId) -> [Effect; 2] {
    [CredentialKind::RecoveryCodes, CredentialKind::Device]
        .map(|kind| Effect::DeleteCredentials { user: user.clone(), kind })
}
