//! The one clock.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime};

use idp::Time;

/// Where the present comes from.
pub trait Clock: Send + Sync {
    /// The present.
    fn now(&self) -> Time;

    /// Hears what time the database has, asked at `asked_at` by this clock, so that all nodes of
    /// one database agree.
    fn steer(&self, _database: Time, _asked_at: Time) {}
}

/// The system's clock, steered by the database's where there is one to agree with.
#[derive(Default)]
pub struct SystemClock {
    /// Microseconds to add to the system's time.
    offset: AtomicI64,
}

/// Less than this is the way there and back, not a difference of clocks.
const TOLERANCE: Duration = Duration::from_millis(500);

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

    fn steer(&self, database: Time, asked_at: Time) {
        let ahead = database.as_micros().saturating_sub(asked_at.as_micros());
        if ahead.unsigned_abs() > TOLERANCE.as_micros().try_into().unwrap_or(u64::MAX) {
            self.offset.fetch_add(ahead, Ordering::Relaxed);
        }
    }
}
