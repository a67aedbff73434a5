//! Recovery codes: all of them anew.

use super::{Changed, by_sure_form};
use crate::account::Facts;
use crate::decision::{Decision, Env};
use crate::effect::Effect;
use crate::login::factor::recovery_code::{self, Codes};
use crate::model::credential::{Credential, CredentialKind};
use crate::model::event::{Actor, Event, EventKind};
use crate::model::user::UserId;
use crate::refusal::{Reason, Refusal};

/// Makes a new set; the codes of the one before are worth nothing from then on.
pub fn renew(
    credentials: &[Credential],
    form_token: &str,
    facts: Facts<'_>,
    env: &mut Env<'_>,
) -> Decision<Result<Changed<Codes>, Refusal>> {
    by_sure_form(form_token, credentials, facts, env, |_, user, effects, env| {
        if !credentials.iter().any(|credential| super::is_second(credential.kind)) {
            return Err(Reason::NotFound.into());
        }
        let (codes, renewed) = make(&user.id, &Actor::User(user.id.clone()), env);
        effects.extend(renewed);
        Ok(codes)
    })
}

/// A new set, and its trace.
pub(super) fn make(user: &UserId, by: &Actor, env: &mut Env<'_>) -> (Codes, [Effect; 2]) {
    let (codes, put) = recovery_code::make(user, env);
    let event = Event::of_user(EventKind::FactorAdd, by, user, env);
    let event = event.about("factor", CredentialKind::RecoveryCodes.as_str());
    (codes, [put, Effect::PutEvent(event)])
}
