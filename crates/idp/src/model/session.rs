//! Browsers' sessions as others see them.

use super::ClientId;
use super::family::FamilyFacts;
use super::ticket::TicketFacts;
use super::user::UserId;
use crate::time::Time;

/// A session as it was found, whether it holds or not.
pub struct Session {
    /// Whose it is.
    pub user: UserId,
    /// When it began.
    pub begun_at: Time,
    /// Its family.
    pub family: FamilyFacts,
    /// The ticket behind its cookie, unless that was swept.
    pub ticket: Option<TicketFacts>,
    /// The clients that were granted something in it.
    pub clients: Vec<ClientId>,
}
