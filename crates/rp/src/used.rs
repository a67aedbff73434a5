use std::collections::HashSet;

use crate::callback::Answered;
use crate::pending::Pending;
use crate::{Error, OutsideFault};

/// Remembers which requests were answered, so that a copied answer with its cookie is refused here, and
/// not only by the provider, which knows its codes. One process remembers for itself; several nodes need
/// a store of their own, by [`Answered::label`].
#[derive(Default)]
pub struct Used {
    /// Those since some time, and those before: forgotten together, so that forgetting costs nothing.
    these: HashSet<String>,
    before: HashSet<String>,
    since: i64,
}

impl Used {
    /// How many are remembered for certain; beyond twice as many the oldest are forgotten.
    pub const MOST: usize = 50_000;

    /// Takes note that a request was answered.
    ///
    /// # Errors
    /// [`OutsideFault::PendingUsed`]: it was answered before.
    pub fn spend(&mut self, answered: &Answered, now: i64) -> Result<(), Error> {
        if now.saturating_sub(Pending::LIFETIME) > self.since || self.these.len() >= Self::MOST {
            self.before = std::mem::take(&mut self.these);
            self.since = now;
        }
        let label = answered.label();
        if self.before.contains(&label) || !self.these.insert(label) {
            return Err(OutsideFault::PendingUsed.into());
        }
        Ok(())
    }
}
