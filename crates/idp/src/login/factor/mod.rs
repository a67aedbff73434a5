//! The factors a person can prove themselves with: one file each.

pub mod password;

use serde::{Deserialize, Serialize};

use crate::model::user::{User, UserId};
use crate::time::Time;

/// How somebody proved themselves, as tokens name it (RFC 8176 §2).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Method {
    /// A password.
    #[serde(rename = "pwd")]
    Password,
}

impl Method {
    /// Every method.
    pub const ALL: [Self; 1] = [Self::Password];

    /// The value in `amr`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Password => "pwd",
        }
    }
}

/// A factor proven just now, by this person. Made only by a factor; the only thing a login grows by.
#[derive(Debug)]
pub struct Proof {
    user: UserId,
    user_as_of: Time,
    method: Method,
}

impl Proof {
    /// Whose proof it is.
    pub fn user(&self) -> &UserId {
        &self.user
    }

    /// That person's `sessions_valid_from` as they were found.
    pub(crate) fn user_as_of(&self) -> Time {
        self.user_as_of
    }

    /// How it was given.
    pub fn method(&self) -> Method {
        self.method
    }

    /// The same, of the person as they are after setting another password.
    pub(crate) fn renewed(&self, user: &User) -> Self {
        Self { user: self.user.clone(), user_as_of: user.sessions_valid_from, method: self.method }
    }
}
