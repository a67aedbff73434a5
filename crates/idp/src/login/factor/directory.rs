//! A password that an organisation's directory checked, as a factor. It is asked while facts are loaded; here counts
//! whose account that leads to.

use std::sync::Arc;

use super::{Method, Proof};
use crate::model::told::Told;
use crate::model::user::User;
use crate::refusal::{Reason, Refusal};

/// A proof, if this person may sign in. The refusal does not tell that the password was right.
pub(crate) fn prove(person: &User, told: Told) -> Result<Proof, Refusal> {
    if person.disabled_at.is_some() {
        return Err(
            Refusal::new(Reason::PasswordWrong).operator(format!("account {} is disabled", person.id))
        );
    }
    Ok(Proof { told: Some(Arc::new(told)), ..Proof::of(person, Method::Directory) })
}
