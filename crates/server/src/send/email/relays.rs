//! Connections that the next mail can use.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use idp::model::Version;
use idp::model::sender::{Sender, SenderId};
use lettre::transport::smtp::client::AsyncSmtpConnection;
use tokio::time::Instant;

/// For how long a connection is kept: shorter than servers wait for the next word.
const KEPT_FOR: Duration = Duration::from_secs(20);

/// How many are kept of one sender.
const MOST: usize = 4;

/// The connections that nobody uses now, by their senders.
#[derive(Default)]
pub(crate) struct Relays(Mutex<HashMap<SenderId, Vec<Kept>>>);

struct Kept {
    connection: AsyncSmtpConnection,
    /// Of the sender: another host or name is another connection.
    version: Version,
    since: Instant,
}

impl Relays {
    /// A connection of this sender, as it is now.
    pub(super) fn take(&self, by: &Sender) -> Option<AsyncSmtpConnection> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = all.get_mut(&by.id)?;
        kept.retain(|kept| kept.version == by.version && kept.since.elapsed() < KEPT_FOR);
        kept.pop().map(|kept| kept.connection)
    }

    /// Keeps a connection over which a mail went.
    pub(super) fn keep(&self, by: &Sender, connection: AsyncSmtpConnection) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = all.entry(by.id.clone()).or_default();
        if kept.len() < MOST {
            kept.push(Kept { connection, version: by.version, since: Instant::now() });
        }
    }
}
