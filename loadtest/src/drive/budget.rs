//! When a round is over.

use std::{
    sync::atomic::{AtomicI64, Ordering::Relaxed},
    time::Duration,
};

use tokio::time::Instant;

/// The time, flows and errors a round may still take; shared by all its virtual users.
pub(super) struct Budget {
    ends_at: Instant,
    flows: AtomicI64,
    errors: AtomicI64,
}

impl Budget {
    pub(super) fn new(time: Duration, flows: Option<u64>, errors: u64) -> Self {
        let bounded = |count: u64| AtomicI64::new(i64::try_from(count).unwrap_or(i64::MAX));
        Self {
            ends_at: Instant::now() + time,
            flows: bounded(flows.unwrap_or(u64::MAX)),
            errors: bounded(errors),
        }
    }

    /// Takes leave to begin one flow.
    pub(super) fn take(&self) -> bool {
        self.errors.load(Relaxed) > 0 && Instant::now() < self.ends_at && self.flows.fetch_sub(1, Relaxed) > 0
    }

    /// Spends one of the errors the round may meet.
    pub(super) fn failed(&self) {
        self.errors.fetch_sub(1, Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    #[tokio::test]
    async fn ends_with_its_time() {
        assert!(Budget::new(LONG, None, 1).take());
        assert!(!Budget::new(Duration::ZERO, None, 1).take());
    }

    #[tokio::test]
    async fn ends_with_its_flows_and_with_its_errors() {
        let budget = Budget::new(LONG, Some(2), 1);
        assert_eq!([budget.take(), budget.take(), budget.take()], [true, true, false]);
        let budget = Budget::new(LONG, None, 1);
        assert!(budget.take());
        budget.failed();
        assert!(!budget.take());
    }
}
