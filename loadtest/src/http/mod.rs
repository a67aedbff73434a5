//! HTTP/1.1 over keep-alive connections that each belong to one virtual user.
//!
//! The connection is polled by the task that waits for its answer, so a request costs no channel
//! to, and no waking of, a second task.

mod answer;
mod line;
mod origin;
mod prepared;
mod wire;

use std::{sync::Arc, time::Duration};

pub use answer::Answer;
pub use origin::Origin;
pub use prepared::Prepared;
pub use wire::Traffic;

use crate::error::{Error, failed};
use line::Line;

/// Which addresses may be driven, and how long an answer may take.
#[derive(Clone, Copy, Debug)]
pub struct Reach {
    /// Whether addresses outside this machine may be driven.
    pub allow_remote: bool,
    /// The longest wait for one answer.
    pub timeout: Duration,
}

/// One virtual user's connections: at most one to each origin.
pub struct Http {
    reach: Reach,
    lines: Vec<(Origin, Line)>,
    traffic: Arc<Traffic>,
    requests: u64,
    opened: u64,
}

impl Http {
    /// A virtual user without connections; they are opened when first needed.
    pub fn new(reach: Reach) -> Self {
        Self { reach, lines: Vec::new(), traffic: Arc::default(), requests: 0, opened: 0 }
    }

    /// Sends one request and reads its whole answer.
    ///
    /// A connection found closed before anything was sent is opened again, once.
    ///
    /// # Errors
    /// When the address may not be driven or reached, or no whole answer comes in time.
    pub async fn send(&mut self, prepared: &Prepared) -> Result<Answer, Error> {
        let limit = self.reach.timeout;
        match tokio::time::timeout(limit, self.exchange(prepared)).await {
            Ok(answer) => answer,
            Err(_) => {
                // The half-read answer must not be taken for the next request's.
                self.lines.retain(|(origin, _)| origin != prepared.origin());
                Err(failed(format!("{}: no answer within {} s", prepared.summary(), limit.as_secs())))
            }
        }
    }

    /// Requests sent so far.
    pub fn requests(&self) -> u64 {
        self.requests
    }

    /// Connections opened so far.
    pub fn opened(&self) -> u64 {
        self.opened
    }

    /// Bytes on the wire so far.
    pub fn traffic(&self) -> &Traffic {
        &self.traffic
    }

    async fn exchange(&mut self, prepared: &Prepared) -> Result<Answer, Error> {
        self.requests += 1;
        for attempt in 0..2 {
            let place = self.place(prepared.origin()).await?;
            match self.lines[place].1.exchange(prepared).await {
                Ok(answer) => return Ok(answer),
                Err(line::Failure::NeverSent) if attempt == 0 => {
                    self.lines.swap_remove(place);
                }
                Err(line::Failure::NeverSent) => break,
                Err(line::Failure::Broken(why)) => {
                    self.lines.swap_remove(place);
                    return Err(failed(format!("{}: {why}", prepared.summary())));
                }
            }
        }
        Err(failed(format!("{}: the connection was closed twice", prepared.summary())))
    }

    async fn place(&mut self, origin: &Origin) -> Result<usize, Error> {
        if let Some(place) = self.lines.iter().position(|(held, _)| held == origin) {
            return Ok(place);
        }
        let line = Line::open(origin, self.reach, &self.traffic).await?;
        self.opened += 1;
        self.lines.push((origin.clone(), line));
        Ok(self.lines.len() - 1)
    }
}
