//! Families: what a sign-in or a grant leads to lives and ends together.

use super::ClientId;
use super::user::UserId;
use crate::time::Time;

/// A family's identifier: 128 random bits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct FamilyId(pub [u8; 16]);

/// A family to begin: a browser session, or a grant and all tokens that come of it.
#[derive(Clone, Debug)]
pub struct Family {
    /// Its identifier.
    pub id: FamilyId,
    /// The session family it ends with; none for sessions themselves and for offline access.
    pub session: Option<FamilyId>,
    /// The person it hangs on.
    pub user: Option<UserId>,
    /// The client it hangs on; none for sessions.
    pub client: Option<ClientId>,
    /// Its end, whatever happens.
    pub expires_at: Time,
}

/// What is true of a family now, everything it hangs on included.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FamilyFacts {
    /// Its identifier.
    pub id: FamilyId,
    /// The person it hangs on.
    pub user: Option<UserId>,
    /// The client it hangs on.
    pub client: Option<ClientId>,
    /// The session it hangs on.
    pub session: Option<FamilyId>,
    /// Its end, whatever happens.
    pub expires_at: Time,
    /// It was ended before its time.
    pub revoked: bool,
    /// The session it hangs on, if any, was ended, is over or is gone.
    pub session_over: bool,
    /// The person it hangs on, if any, is disabled or gone.
    pub user_off: bool,
    /// The client it hangs on, if any, is disabled or gone.
    pub client_off: bool,
}

impl FamilyFacts {
    /// Whether what belongs to this family still counts.
    pub fn is_alive(&self, now: Time) -> bool {
        !self.revoked && !self.session_over && !self.user_off && !self.client_off && now < self.expires_at
    }
}
