//! Sending the messages: a relying party that discovers, asks and keeps the provider's keys by itself.
//! Here, and here alone, the library reads the clock and the random source.

mod known;
mod relying_party;
mod transport;

pub use relying_party::RelyingParty;
pub use transport::{Tls, Transport};

use std::time::SystemTime;

/// The present, in seconds since 1970.
#[expect(clippy::disallowed_methods, reason = "the one place of this library that reads the system's clock")]
pub fn now() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
