//! What an upstream vouches for, as a factor. Its tokens are verified while facts are loaded; here counts
//! whose account they lead to.

use std::sync::Arc;

use super::{Method, Proof};
use crate::model::told::Told;
use crate::model::user::User;
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// A proof, if this person may sign in. `given_at` is when they proved themselves there.
pub(crate) fn prove(person: &User, told: Told, given_at: Option<Time>) -> Result<Proof, Refusal> {
    if person.disabled_at.is_some() {
        return Err(
            Refusal::new(Reason::AccountDisabled).operator(format!("account {} is disabled", person.id))
        );
    }
    Ok(Proof {
        user: person.id.clone(),
        user_as_of: person.sessions_valid_from,
        method: Method::Upstream,
        given_at,
        told: Some(Arc::new(told)),
    })
}
