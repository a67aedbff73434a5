//! Signing in: what was begun, what was proven, what to ask next, and the session that follows.

pub mod acr;
pub mod attempts;
pub mod consent;
pub mod device;
pub mod factor;
pub mod password;
pub mod select_account;
pub mod session;
pub mod session_state;
pub mod sessions;
pub mod under_way;

use crate::model::family::FamilyId;
use crate::model::user::UserId;
use crate::time::Time;

/// Somebody who is signed in: made only from a session that holds or from a fresh proof.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignedIn {
    user: UserId,
    user_as_of: Time,
    session: FamilyId,
    session_ends_at: Time,
    auth_at: Time,
    amr: Vec<Method>,
}

pub use acr::Acr;
pub use factor::Method;

impl SignedIn {
    /// Who.
    pub fn user(&self) -> &UserId {
        &self.user
    }

    /// That person's `sessions_valid_from` as they were found.
    pub(crate) fn user_as_of(&self) -> Time {
        self.user_as_of
    }

    /// The family of the browser's session.
    pub fn session(&self) -> FamilyId {
        self.session
    }

    /// When the session ends at the latest, however much it is used.
    pub fn session_ends_at(&self) -> Time {
        self.session_ends_at
    }

    /// When the person last proved who they are (`auth_time`).
    pub fn auth_at(&self) -> Time {
        self.auth_at
    }

    /// How (`amr`, RFC 8176).
    pub fn amr(&self) -> &[Method] {
        &self.amr
    }
}
