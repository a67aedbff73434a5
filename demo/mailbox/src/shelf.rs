//! What was caught.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use serde::Serialize;

/// How many messages are kept; the oldest make room.
const MOST: usize = 1000;

/// A message that was caught.
#[derive(Clone, Serialize)]
pub(crate) struct Caught {
    /// Counted from 1.
    pub(crate) id: u64,
    /// `email` or `sms`.
    pub(crate) channel: &'static str,
    /// The address or number it was sent to.
    pub(crate) to: String,
    /// Whom it says it is from.
    pub(crate) from: Option<String>,
    /// What a mail is about.
    pub(crate) subject: Option<String>,
    /// What it says, as plain text.
    pub(crate) text: String,
    /// The same as HTML, where a mail has it.
    pub(crate) html: Option<String>,
    /// When it was caught (RFC 3339).
    pub(crate) sent_at: String,
}

/// A message as it comes.
pub(crate) struct Incoming {
    pub(crate) channel: &'static str,
    pub(crate) to: String,
    pub(crate) from: Option<String>,
    pub(crate) subject: Option<String>,
    pub(crate) text: String,
    pub(crate) html: Option<String>,
}

#[derive(Default)]
pub(crate) struct Shelf(Mutex<Kept>);

#[derive(Default)]
struct Kept {
    last: u64,
    /// The newest first.
    messages: VecDeque<Caught>,
}

impl Shelf {
    pub(crate) fn put(&self, incoming: Incoming) -> u64 {
        let Incoming { channel, to, from, subject, text, html } = incoming;
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.last += 1;
        let id = kept.last;
        kept.messages.push_front(Caught { id, channel, to, from, subject, text, html, sent_at: now() });
        kept.messages.truncate(MOST);
        id
    }

    /// The messages to this address or number, or all of them; the newest first.
    pub(crate) fn to(&self, to: Option<&str>) -> Vec<Caught> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_asked_for = |caught: &&Caught| to.is_none_or(|to| is_same(to, &caught.to));
        kept.messages.iter().filter(is_asked_for).cloned().collect()
    }

    pub(crate) fn one(&self, id: u64) -> Option<Caught> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.messages.iter().find(|caught| caught.id == id).cloned()
    }

    pub(crate) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).messages.clear();
    }
}

/// Addresses by any capitals; numbers by their digits, since a `+` in a query is read as a space.
fn is_same(one: &str, other: &str) -> bool {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    match other.contains('@') {
        true => one.trim().to_lowercase() == other.to_lowercase(),
        false => digits(one) == digits(other),
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place of this crate that reads the system's clock")]
fn now() -> String {
    Timestamp::now().to_string()
}
