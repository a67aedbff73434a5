//! Trouble that lasts is told when it begins and when it is over, not each time it shows.

use std::time::Duration;

use tokio::time::Instant;

/// It is over once it has not shown for so long: what comes and goes is one trouble.
const OVER_AFTER: Duration = Duration::from_secs(5);

/// When trouble last showed, while it lasts.
#[derive(Default)]
pub(super) struct Trouble(Option<Instant>);

impl Trouble {
    /// It showed; says whether it begins.
    pub(super) fn shows(&mut self, now: Instant) -> bool {
        self.0.replace(now).is_none()
    }

    /// All went well; says whether trouble is over with that.
    pub(super) fn rests(&mut self, now: Instant) -> bool {
        self.0.take_if(|last| now.duration_since(*last) >= OVER_AFTER).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn is_told_once_when_it_begins_and_once_when_it_is_over() {
        let begun = Instant::now();
        let after = |milliseconds| begun + Duration::from_millis(milliseconds);
        let mut trouble = Trouble::default();
        assert!(!trouble.rests(begun), "there was none");
        assert!(trouble.shows(begun));
        // Connections come and go, and for each that goes another is accepted.
        for time in (50..=20_000).step_by(50) {
            assert!(!trouble.rests(after(time)) && !trouble.shows(after(time)), "{time}");
        }
        assert!(!trouble.rests(after(24_999)));
        assert!(trouble.rests(after(25_000)));
        assert!(!trouble.rests(after(25_001)), "it is told once");
        assert!(trouble.shows(after(60_000)), "the next is another");
    }
}
