//! A phone that is to be nobody's any more.

use crate::account::factors::removed;
use crate::decision::{Decision, Env};
use crate::model::credential::Credential;
use crate::model::event::Actor;
use crate::refusal::Refusal;

/// Removes the phone that asks for it.
pub fn leave(
    phone: &Credential,
    credentials: &[Credential],
    env: &mut Env<'_>,
) -> Decision<Result<(), Refusal>> {
    let effects = removed(phone, credentials, &Actor::User(phone.user.clone()), env);
    Decision::of(Ok(()), effects)
}
