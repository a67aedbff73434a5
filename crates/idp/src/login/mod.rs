//! Signing in: what was begun, what was proven, what to ask next, and the session that follows.

pub mod acr;
pub mod attempts;
pub mod consent;
pub mod device;
pub mod factor;
pub mod password;
pub mod policy;
pub mod select_account;
pub mod session;
pub mod session_state;
pub mod sessions;
pub mod under_way;
pub mod upstream;

use std::sync::Arc;

use crate::model::family::FamilyId;
use crate::model::told::Told;
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
    told: Option<Arc<Told>>,
    is_held: bool,
}

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

    /// How (`amr`, RFC 8176): as the upstream names it where they did so there.
    pub fn amr(&self) -> Vec<&str> {
        amr(&self.amr, self.told())
    }

    /// By which factors.
    pub fn methods(&self) -> &[Method] {
        &self.amr
    }

    /// What it amounts to, where that is known (`acr`).
    pub fn acr(&self) -> Option<&str> {
        match self.told() {
            Some(told) => told.acr.as_deref(),
            None => acr::of(&self.amr),
        }
    }

    /// What the upstream told of the person where they proved themselves there.
    pub fn told(&self) -> Option<&Told> {
        self.told.as_deref()
    }

    /// Whether no cookie leads to the session: the person was identified for the one client that asked.
    pub fn is_held(&self) -> bool {
        self.is_held
    }
}

/// How somebody proved themselves, as it is told: an upstream says itself how they did so there.
fn amr<'a>(methods: &[Method], told: Option<&'a Told>) -> Vec<&'a str> {
    match told {
        Some(told) => told.amr.iter().map(String::as_str).collect(),
        None => methods.iter().map(|method| method.as_str()).collect(),
    }
}
