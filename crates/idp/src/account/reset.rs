//! A password that was forgotten: a link by mail, and by that link another password.
//!
//! Whoever asks for a link learns nothing by it: as much is written for a name that nobody has, or whose person
//! can have no link, as for any other. A link is opened by whoever can read the mail, in any browser; looking at
//! where it leads uses nothing up, since programs that look through mail do it too. It counts once, for a time,
//! and no longer than the password it was asked against.

mod ask;
mod set;

use serde::{Deserialize, Serialize};

pub use ask::{AskFacts, Letters, SECRET, ask, counters, leads};
pub use set::{SetFacts, check, set, whose};

use crate::model::ticket::{TicketKey, TicketKind};
use crate::model::user::UserId;

/// The key of the link with this secret.
pub fn key(secret: &str) -> TicketKey {
    TicketKey::of(TicketKind::PasswordReset, secret.as_bytes())
}

#[derive(Serialize, Deserialize)]
struct Body {
    /// To whom it leads; to nobody where it was written only so that something was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    user: Option<UserId>,
    /// When what proves the person was last set, in microseconds: it leads nowhere once that is over.
    as_of: i64,
    /// What makes the row of nobody as long as a letter.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    filler: String,
}
