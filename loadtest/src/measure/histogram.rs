//! Times counted in buckets whose width grows with the time: exact to one part in 64, at any size.

use std::time::Duration;

/// Sub-buckets of each power of two.
const SUB_BITS: u32 = 6;
const SUB: u64 = 1 << SUB_BITS;
/// Times beyond 2^40 ns (18 minutes) are counted as that.
const MAX_BITS: u32 = 40;
const BUCKETS: usize = ((MAX_BITS - SUB_BITS + 1) as usize) << SUB_BITS;

/// How often each time was seen.
#[derive(Clone)]
pub struct Histogram {
    counts: Vec<u32>,
    total: u64,
}

impl Default for Histogram {
    fn default() -> Self {
        Self { counts: vec![0; BUCKETS], total: 0 }
    }
}

impl Histogram {
    /// Counts one time.
    pub fn record(&mut self, time: Duration) {
        let nanos = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        let place = bucket(nanos.min((1 << MAX_BITS) - 1));
        self.counts[place] = self.counts[place].saturating_add(1);
        self.total += 1;
    }

    /// Adds what another counted.
    pub fn merge(&mut self, other: &Self) {
        for (mine, theirs) in self.counts.iter_mut().zip(&other.counts) {
            *mine = mine.saturating_add(*theirs);
        }
        self.total += other.total;
    }

    /// How many times were counted.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// The time that the given share (0 to 1) of all stayed within; zero when nothing was counted.
    pub fn quantile(&self, share: f64) -> Duration {
        let wanted = ((self.total as f64 * share).ceil() as u64).max(1);
        let mut seen = 0;
        for (place, count) in self.counts.iter().enumerate() {
            seen += u64::from(*count);
            if seen >= wanted {
                return Duration::from_nanos(middle(place));
            }
        }
        Duration::ZERO
    }
}

fn bucket(nanos: u64) -> usize {
    if nanos < SUB {
        return nanos as usize;
    }
    let shift = nanos.ilog2() - SUB_BITS;
    let within = (nanos >> shift) & (SUB - 1);
    ((u64::from(shift) + 1) * SUB + within) as usize
}

fn middle(place: usize) -> u64 {
    let place = place as u64;
    if place < SUB {
        return place;
    }
    let shift = place / SUB - 1;
    let low = (SUB + place % SUB) << shift;
    low + (1 << shift) / 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_quantiles_within_one_part_in_64() {
        let mut histogram = Histogram::default();
        for micros in 1..=10_000 {
            histogram.record(Duration::from_micros(micros));
        }
        for (share, micros) in [(0.5, 5_000.0), (0.99, 9_900.0), (1.0, 10_000.0)] {
            let found = histogram.quantile(share).as_nanos() as f64 / 1_000.0;
            assert!((found / micros - 1.0).abs() < 1.0 / 64.0, "{share}: {found}");
        }
    }

    #[test]
    fn puts_every_time_in_a_bucket_that_contains_it() {
        for nanos in (0..MAX_BITS).flat_map(|bits| [(1 << bits) - 1, 1 << bits, (1 << bits) + 1]) {
            let near = middle(bucket(nanos)) as f64;
            assert!((near - nanos as f64).abs() <= nanos as f64 / 64.0, "{nanos}: {near}");
        }
    }

    #[test]
    fn merges_and_bounds() {
        let mut one = Histogram::default();
        assert_eq!(one.quantile(0.5), Duration::ZERO);
        let mut other = Histogram::default();
        other.record(Duration::from_secs(1 << 40));
        one.merge(&other);
        assert_eq!(one.total(), 1);
        assert!(one.quantile(0.5) > Duration::from_secs(1000));
    }
}
