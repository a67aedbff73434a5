//! The password as a factor. The slow hash is computed while facts are loaded; here only its
//! outcome counts.

pub mod advice;
pub mod kept;
mod known;
mod new;

pub use new::{check_new, check_unlike};

use super::{Method, Proof};
use crate::model::user::User;
use crate::refusal::{Reason, Refusal};

/// What hashing the offered password showed. Unknown names are hashed too, against a stand-in.
#[derive(Clone, Copy, Debug)]
pub enum Hashed<'a> {
    /// It is the password of this person, as they were loaded together with it. Hashing takes its
    /// time: the name may be somebody else's by now, and the password another.
    Matches(&'a User),
    /// It is not, or nobody has this name.
    Differs,
}

/// A proof by whoever has just made this account, and chose its password in the same sign-in.
pub(crate) fn chosen(user: &User) -> Proof {
    Proof::of(user, Method::Password)
}

/// A proof, if the name is somebody's who may sign in and the password fits. The refusal does not
/// tell which of the three was wrong.
pub fn prove(person: Option<&User>, hashed: Hashed<'_>) -> Result<Proof, Refusal> {
    match (person, hashed) {
        (Some(user), Hashed::Matches(hashed))
            if user.id != hashed.id || user.sessions_valid_from != hashed.sessions_valid_from =>
        {
            Err(Refusal::new(Reason::PasswordWrong)
                .operator(format!("the password of {} that was hashed is no longer the one", hashed.id)))
        }
        (Some(user), Hashed::Matches(_)) if user.disabled_at.is_none() => {
            Ok(Proof::of(user, Method::Password))
        }
        (Some(user), Hashed::Matches(_)) => {
            Err(Refusal::new(Reason::PasswordWrong).operator(format!("account {} is disabled", user.id)))
        }
        (Some(user), Hashed::Differs) => {
            Err(Refusal::new(Reason::PasswordWrong).operator(format!("wrong password for {}", user.id)))
        }
        (None, _) => Err(Refusal::new(Reason::PasswordWrong).operator("no such login name")),
    }
}
