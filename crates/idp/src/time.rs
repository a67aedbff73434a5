//! Moments, as microseconds since 1970-01-01T00:00:00Z.

use std::ops::{Add, Sub};
use std::time::Duration;

/// A moment in UTC, in whole microseconds: what the store keeps and what decisions compare.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Time(i64);

impl Time {
    /// A moment later than every real one.
    pub const NEVER: Self = Self(i64::MAX);

    /// From microseconds since the epoch.
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// From seconds since the epoch, as tokens carry them (RFC 7519 §2, NumericDate).
    pub const fn from_secs(secs: i64) -> Self {
        Self(secs.saturating_mul(1_000_000))
    }

    /// Microseconds since the epoch.
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// Whole seconds since the epoch, rounded down.
    pub const fn as_secs(self) -> i64 {
        self.0.div_euclid(1_000_000)
    }

    /// How long after `earlier` this is; zero if it is not after.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_micros(u64::try_from(self.0.saturating_sub(earlier.0)).unwrap_or(0))
    }
}

impl Add<Duration> for Time {
    type Output = Self;
    fn add(self, ttl: Duration) -> Self {
        Self(self.0.saturating_add(i64::try_from(ttl.as_micros()).unwrap_or(i64::MAX)))
    }
}

impl Sub<Duration> for Time {
    type Output = Self;
    fn sub(self, ttl: Duration) -> Self {
        Self(self.0.saturating_sub(i64::try_from(ttl.as_micros()).unwrap_or(i64::MAX)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds_and_measures_in_microseconds() {
        let start = Time::from_secs(10);
        let later = start + Duration::from_millis(1500);
        assert_eq!(later.as_micros(), 11_500_000);
        assert_eq!(later.as_secs(), 11);
        assert_eq!(later.since(start), Duration::from_millis(1500));
        assert_eq!(start.since(later), Duration::ZERO);
    }

    #[test]
    fn stays_at_the_end_of_time_instead_of_wrapping() {
        assert_eq!(Time::NEVER + Duration::from_secs(1), Time::NEVER);
        assert_eq!(Time::from_micros(-1).as_secs(), -1);
    }
}
