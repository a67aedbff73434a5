//! The one clock.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use idp::Time;

/// Where the present comes from.
pub trait Clock: Send + Sync {
    /// The present.
    fn now(&self) -> Time;

    /// Hears what time the database has, asked and answered at these moments by this clock, so that
    /// all nodes of one database agree.
    fn steer(&self, _database: Time, _asked_at: Time, _answered_at: Time) {}
}

/// The system's clock, steered by the database's where there is one to agree with.
#[derive(Default)]
pub struct SystemClock {
    /// Microseconds to add to the system's time.
    offset: AtomicI64,
}

/// Clocks that differ by less are left alone.
const TOLERANCE: Duration = Duration::from_millis(200);

impl SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the system's clock")]
    fn system() -> i64 {
        let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since.as_micros()).unwrap_or(i64::MAX)
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Time {
        Time::from_micros(Self::system().saturating_add(self.offset.load(Ordering::Relaxed)))
    }

    fn steer(&self, database: Time, asked_at: Time, answered_at: Time) {
        // The database looked at its clock somewhere between the question and the answer: only what
        // lies outside is a difference, however long the answer took.
        let apart = if database > answered_at + TOLERANCE {
            database.as_micros().saturating_sub(answered_at.as_micros())
        } else if database + TOLERANCE < asked_at {
            database.as_micros().saturating_sub(asked_at.as_micros())
        } else {
            return;
        };
        self.offset.fetch_add(apart, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn follows_the_databases_clock_but_takes_no_slow_answer_for_a_wrong_one() {
        let clock = SystemClock::default();
        let asked_at = clock.now();
        let answered_at = asked_at + Duration::from_secs(3);
        let offset = || clock.offset.load(Ordering::Relaxed);
        clock.steer(asked_at + Duration::from_secs(2), asked_at, answered_at);
        assert_eq!(offset(), 0);
        clock.steer(answered_at + Duration::from_secs(5), asked_at, answered_at);
        assert_eq!(offset(), 5_000_000);
        clock.steer(asked_at - Duration::from_secs(7), asked_at, answered_at);
        assert_eq!(offset(), -2_000_000);
    }
}
