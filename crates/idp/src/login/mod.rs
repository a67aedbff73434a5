//! Signing in: what was begun, what was proven, what to ask next, and the session that follows.

pub mod acr;
pub mod attempts;
pub mod consent;
pub mod device;
pub mod directory;
pub mod enrol;
pub mod factor;
pub mod method;
pub mod one_time_code;
pub mod own_code;
pub mod passkey;
pub mod password;
pub mod policy;
pub mod proven;
pub(crate) mod remembered;
pub mod route;
pub mod second;
pub mod select_account;
pub mod session;
pub mod session_state;
pub mod sessions;
mod typed;
pub mod under_way;
pub mod upstream;

use crate::model::family::FamilyId;
use crate::model::told::Told;
use crate::model::user::UserId;
use crate::time::Time;
use proven::Proven;

pub use factor::Method;

/// Somebody who is signed in: made only from a session that holds or from fresh proofs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SignedIn {
    proven: Proven,
    session: FamilyId,
    session_ends_at: Time,
    is_held: bool,
}

impl SignedIn {
    /// Who.
    pub fn user(&self) -> &UserId {
        self.proven.user()
    }

    /// That person's `sessions_valid_from` as they were found.
    pub(crate) fn user_as_of(&self) -> Time {
        self.proven.user_as_of()
    }

    /// What they proved.
    pub fn proven(&self) -> &Proven {
        &self.proven
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
        self.proven.auth_at()
    }

    /// How (`amr`, RFC 8176): as the upstream names it where they did so there.
    pub fn amr(&self) -> Vec<&str> {
        self.proven.amr()
    }

    /// What it amounts to, where that is known (`acr`).
    pub fn acr(&self) -> Option<&str> {
        self.proven.classes().next()
    }

    /// What the upstream told of the person where they proved themselves there.
    pub fn told(&self) -> Option<&Told> {
        self.proven.told()
    }

    /// Whether no cookie leads to the session: the person was identified for the one client that asked.
    pub fn is_held(&self) -> bool {
        self.is_held
    }
}
