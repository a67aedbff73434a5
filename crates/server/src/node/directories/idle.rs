//! Connections that nobody uses now, kept for the next.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::connection::Connection;

/// For how long a connection is kept: shorter than servers wait for the next word.
const KEPT_FOR: Duration = Duration::from_secs(20);

/// How many are kept of one directory.
const MOST: usize = 4;

#[derive(Default)]
pub(super) struct Idle(Mutex<Vec<(Connection, Instant)>>);

impl Idle {
    /// A connection; who it speaks for is to be said anew.
    pub(super) fn take(&self) -> Option<Connection> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|(_, since)| since.elapsed() < KEPT_FOR);
        all.pop().map(|(connection, _)| connection)
    }

    /// Keeps a connection on which every question was answered.
    pub(super) fn keep(&self, connection: Connection) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() < MOST {
            all.push((connection, Instant::now()));
        }
    }
}
