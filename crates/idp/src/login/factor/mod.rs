//! The factors a person can prove themselves with: one file each.

pub mod password;
pub mod upstream;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::model::told::Told;
use crate::model::user::{User, UserId};
use crate::time::Time;

/// How somebody proved themselves, as tokens name it (RFC 8176 §2).
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Method {
    /// A password.
    #[serde(rename = "pwd")]
    Password,
    /// Whatever an upstream asked for, which says so itself.
    #[serde(rename = "upstream")]
    Upstream,
}

impl Method {
    /// Every method.
    pub const ALL: [Self; 2] = [Self::Password, Self::Upstream];

    /// The value in `amr`, and the stable name kept in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Password => "pwd",
            Self::Upstream => "upstream",
        }
    }
}

/// A factor proven just now, by this person. Made only by a factor; the only thing a login grows by.
#[derive(Debug)]
pub struct Proof {
    user: UserId,
    user_as_of: Time,
    method: Method,
    /// When it was given, where that was not now.
    given_at: Option<Time>,
    told: Option<Arc<Told>>,
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

    /// When it was given; never later than now.
    pub(crate) fn given_at(&self, now: Time) -> Time {
        self.given_at.map_or(now, |given_at| given_at.min(now))
    }

    /// What an upstream told along with it.
    pub(crate) fn told(&self) -> Option<&Arc<Told>> {
        self.told.as_ref()
    }

    /// The same, of the person as they are after setting another password.
    pub(crate) fn renewed(&self, user: &User) -> Self {
        Self {
            user: self.user.clone(),
            user_as_of: user.sessions_valid_from,
            method: self.method,
            given_at: self.given_at,
            told: self.told.clone(),
        }
    }
}
