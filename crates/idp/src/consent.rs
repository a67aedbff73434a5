//! Consents, taken back.

use crate::decision::Decision;
use crate::effect::{Effect, RevokedBecause};
use crate::model::consent::Consent;
use crate::refusal::{Reason, Refusal};

/// Takes back what a person allowed a client. Everything the client was granted by them ends with it,
/// offline access included.
pub fn withdraw(consent: Option<&Consent>) -> Decision<Result<(), Refusal>> {
    let Some(Consent { user, client, .. }) = consent else {
        return Decision::of(Err(Reason::NotFound.into()), Vec::new());
    };
    let effects = vec![
        Effect::DeleteConsent { user: user.clone(), client: client.clone() },
        Effect::RevokeGrants {
            user: user.clone(),
            client: client.clone(),
            because: RevokedBecause::ConsentWithdrawn,
        },
    ];
    Decision::of(Ok(()), effects)
}
