//! What an upstream vouches for, as a factor. Its tokens are verified while facts are loaded; here counts
//! whose account they lead to.

use std::sync::Arc;

use super::{MFA, Method, Proof};
use crate::model::told::Told;
use crate::model::user::User;
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// A proof, if this person may sign in. `given_at` is when they proved themselves there; where what it says of
/// how they did is trusted, two factors there are two.
pub(crate) fn prove(
    person: &User,
    told: Told,
    given_at: Option<Time>,
    trusts_amr: bool,
) -> Result<Proof, Refusal> {
    if person.disabled_at.is_some() {
        return Err(
            Refusal::new(Reason::AccountDisabled).operator(format!("account {} is disabled", person.id))
        );
    }
    Ok(Proof {
        given_at,
        is_twofold: trusts_amr && told.amr.iter().any(|method| method == MFA),
        told: Some(Arc::new(told)),
        ..Proof::of(person, Method::Upstream)
    })
}
