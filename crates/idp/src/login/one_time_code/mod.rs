//! One-time codes: sent to an address of the person's, and typed where they sign in.
//!
//! A code belongs to the sign-in it was sent for and to the way it went: what is kept of it fits nowhere
//! else. It is dead once it was used, when its time is over, after too many wrong tries, and when a newer
//! one was sent by the same way. A wrong one is counted on the sign-in and on the account in the commit
//! that answers it, so that of a thousand sent at once only so many are looked at.

pub mod page;

mod address;
mod check;
mod code;
mod limit;
mod send;
mod whereto;

use serde::{Deserialize, Serialize};

pub use address::Address;
pub use check::{CheckFacts, check};
pub use code::{Given, read};
pub(crate) use code::{Kept, make};
pub use limit::{counters, is_federated};
pub(crate) use send::seconds_until;
pub use send::{CODE, SendFacts, Words, begin, send};
pub(crate) use whereto::address;
pub use whereto::switch;

use super::Method;
use crate::model::settings::OneTimeCodes;
use crate::model::ticket::{TicketFacts, TicketKey, TicketKind, decode};
use crate::refusal::Refusal;
use crate::time::Time;

/// The key of the codes of the sign-in with this handle.
pub fn key(handle: &str) -> TicketKey {
    TicketKey::of(TicketKind::OneTimeCode, handle.as_bytes())
}

/// What a page may say of the code that was sent last by this way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sent {
    /// Where it went, masked.
    pub to: String,
    /// Until when it counts; the present or earlier where it is dead.
    pub counts_until: Time,
    /// From when on another is sent; never where there were as many as there may be.
    pub again_from: Option<Time>,
    /// How many wrong tries it stands.
    pub tries_left: u32,
    /// The message that it went by.
    pub message: String,
}

/// The code that was sent last by this way in a sign-in, if one was.
pub fn sent(
    found: Option<&TicketFacts>,
    method: Method,
    settings: &OneTimeCodes,
    now: Time,
) -> Result<Option<Sent>, Refusal> {
    let Some(found) = found.filter(|found| found.is_usable(now)) else { return Ok(None) };
    let body: Body = decode(&found.body)?;
    let may_send = body.sends < settings.most_sends;
    Ok(body.last(method).map(|last| {
        let tries_left = settings.most_tries.saturating_sub(last.wrong);
        let expires_at = Time::from_micros(last.expires_at);
        Sent {
            to: last.to.clone(),
            counts_until: if tries_left == 0 || last.used { now } else { expires_at },
            again_from: may_send.then(|| last.again_from(settings)),
            tries_left,
            message: last.message.clone(),
        }
    }))
}

/// What is kept of the codes of one sign-in.
#[derive(Default, Serialize, Deserialize)]
struct Body {
    /// How many were sent, by whichever way.
    sends: u32,
    /// Those, the youngest last: who types one that is no longer the newest is told so.
    codes: Vec<Issued>,
}

/// A code that was sent.
#[derive(Serialize, Deserialize)]
struct Issued {
    method: Method,
    kept: code::Kept,
    /// Where it went, masked.
    to: String,
    message: String,
    sent_at: i64,
    expires_at: i64,
    /// Wrong tries since then.
    wrong: u32,
    /// Whether it was used.
    used: bool,
}

impl Body {
    fn last(&self, method: Method) -> Option<&Issued> {
        self.codes.iter().rfind(|code| code.method == method)
    }
}

impl Issued {
    fn again_from(&self, settings: &OneTimeCodes) -> Time {
        Time::from_micros(self.sent_at) + settings.resend_after
    }
}
