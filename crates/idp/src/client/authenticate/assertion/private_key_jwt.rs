//! `private_key_jwt`: an assertion under one of the client's private keys (OpenID Connect Core §9).

use jose::JwsAlgorithm;

use super::{Shown, registered_signing, verify_by};
use crate::effect::Effect;
use crate::model::client::Client;
use crate::refusal::Refusal;
use crate::time::Time;

pub(super) fn verify(client: &Client, shown: Shown<'_>, now: Time) -> Result<Effect, Refusal> {
    verify_by(client, shown, is_allowed, now)
}

/// What the client may sign with: what it registered, or else whatever its profile allows.
pub(super) fn is_allowed(client: &Client, algorithm: JwsAlgorithm) -> bool {
    !algorithm.is_symmetric() && registered_signing(client, algorithm)
}
