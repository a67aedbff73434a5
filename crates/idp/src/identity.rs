//! Identities elsewhere, unlinked by an administrator.

use crate::decision::Decision;
use crate::effect::Effect;
use crate::model::linked_identity::LinkedIdentity;
use crate::refusal::{Reason, Refusal};

/// Unlinks the one of these identities that is called so, also where it is the person's only way in: an
/// administrator can make another. Sessions that were begun by it go on.
pub fn unlink(identities: &[LinkedIdentity], id: &str) -> Decision<Result<(), Refusal>> {
    match identities.iter().find(|identity| identity.id() == id) {
        Some(identity) => Decision::of(Ok(()), vec![unlinking(identity)]),
        None => Decision::of(Err(Reason::NotFound.into()), Vec::new()),
    }
}

pub(crate) fn unlinking(identity: &LinkedIdentity) -> Effect {
    Effect::UnlinkIdentity {
        upstream: identity.upstream.clone(),
        subject: identity.subject,
        user: identity.user.clone(),
    }
}
