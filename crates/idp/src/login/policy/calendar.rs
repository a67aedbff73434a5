//! Days, dates and ages, without a calendar from outside.

use crate::time::Time;

/// The seconds of a day.
pub(super) const SECONDS_A_DAY: i64 = 86_400;

/// Full days between two moments.
pub(super) fn whole_days(from: Time, to: Time) -> i64 {
    (to.as_secs() - from.as_secs()).div_euclid(SECONDS_A_DAY)
}

/// Full years between a date of birth (`YYYY-MM-DD`) and a day; none where it is no full date, or is yet to come.
pub(super) fn age(born: &str, today: i64) -> Option<i64> {
    let mut parts = born.splitn(3, '-');
    let mut number = |digits: usize| {
        let part = parts.next()?;
        let is_whole = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
        is_whole.then(|| part.parse::<i64>().ok()).flatten()
    };
    let (year, month, day) = (number(4)?, number(2)?, number(2)?);
    // A year of zeros says that it is not told (OpenID Connect Core §5.1).
    if year == 0 || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let (this_year, this_month, this_day) = date(today);
    let years = this_year - year - i64::from((this_month, this_day) < (month, day));
    (years >= 0).then_some(years)
}

/// Year, month and day of a day counted from the first of January 1970, in the Gregorian calendar.
fn date(days: i64) -> (i64, i64, i64) {
    /// Days from the first of March of the year 0.
    const MARCH: i64 = 719_468;
    const DAYS_IN_400_YEARS: i64 = 146_097;
    let since = days + MARCH;
    let cycle = since.div_euclid(DAYS_IN_400_YEARS);
    let day_of_cycle = since.rem_euclid(DAYS_IN_400_YEARS);
    let year_of_cycle =
        (day_of_cycle - day_of_cycle / 1460 + day_of_cycle / 36_524 - day_of_cycle / 146_096) / 365;
    let day_of_year = day_of_cycle - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
    // Counted from March, five months have 153 days.
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = (month_from_march + 2) % 12 + 1;
    (cycle * 400 + year_of_cycle + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_dates() {
        for (days, expected) in [
            (0, (1970, 1, 1)),
            (-1, (1969, 12, 31)),
            (59, (1970, 3, 1)),
            (11_016, (2000, 2, 29)),
            (11_017, (2000, 3, 1)),
            (20_779, (2026, 11, 22)),
            (47_541, (2100, 3, 1)),
        ] {
            assert_eq!(date(days), expected, "{days}");
        }
    }

    #[test]
    fn somebody_is_a_year_older_on_their_birthday_and_not_the_day_before() {
        let today = 20_779;
        for (born, expected) in [
            ("2008-11-22", Some(18)),
            ("2008-11-23", Some(17)),
            ("2026-11-22", Some(0)),
            ("2026-11-23", None),
            ("0000-11-22", None),
            ("2008", None),
            ("2008-11", None),
            ("2008-13-01", None),
            ("2008-1-1", None),
            ("+008-11-22", None),
        ] {
            assert_eq!(age(born, today), expected, "{born}");
        }
    }
}
