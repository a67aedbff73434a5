//! Moments as people read them.

use idp::Time;

/// A moment, for people and for programs; in UTC, since a page without scripts knows no other time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Moment {
    /// `2026-11-22 09:31`
    pub text: String,
    /// As `<time datetime>` has it.
    pub machine: String,
}

/// A moment, to the minute.
#[must_use]
pub fn moment(time: Time) -> Moment {
    let zoned = jiff::Timestamp::from_microsecond(time.as_micros()).unwrap_or_default();
    Moment {
        text: zoned.strftime("%Y-%m-%d %H:%M").to_string(),
        machine: zoned.strftime("%Y-%m-%dT%H:%MZ").to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_told_to_the_minute_in_utc() {
        let told = moment(Time::from_secs(1_795_339_895));
        assert_eq!((told.text.as_str(), told.machine.as_str()), ("2026-11-22 09:31", "2026-11-22T09:31Z"));
    }
}
