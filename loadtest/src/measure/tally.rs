//! What one virtual user, and in the end all of them, did and met.

use std::time::Duration;

use super::Histogram;
use crate::error::Error;

/// How many errors are told in full.
const EXPLAINED: usize = 5;

/// Flows done, how long each took, and what went wrong.
#[derive(Clone, Default)]
pub struct Tally {
    /// Times of the flows that were done.
    pub latency: Histogram,
    /// How many flows came to nothing.
    pub errors: u64,
    /// The first few different errors, and how often each was met.
    pub explained: Vec<(String, u64)>,
}

impl Tally {
    /// Counts a flow that was done.
    pub fn done(&mut self, time: Duration) {
        self.latency.record(time);
    }

    /// Counts a flow that came to nothing.
    pub fn failed(&mut self, why: &Error) {
        self.errors += 1;
        self.explain(&why.to_string(), 1);
    }

    /// Adds what another counted.
    pub fn merge(&mut self, other: &Self) {
        self.latency.merge(&other.latency);
        self.errors += other.errors;
        for (text, count) in &other.explained {
            self.explain(text, *count);
        }
    }

    fn explain(&mut self, text: &str, count: u64) {
        let known = self.explained.iter().position(|(known, _)| known == text);
        match known {
            Some(place) => self.explained[place].1 += count,
            None if self.explained.len() < EXPLAINED => {
                self.explained.push((text.to_owned(), count));
            }
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_the_first_few_different_errors_and_counts_all() {
        let mut tally = Tally::default();
        for number in 0..20 {
            tally.failed(&Error::Failed(format!("error {}", number / 2)));
        }
        let mut all = Tally::default();
        all.merge(&tally);
        all.merge(&tally);
        assert_eq!((all.errors, all.explained.len()), (40, EXPLAINED));
        assert_eq!(all.explained[0], ("error 0".to_owned(), 4));
    }
}
