//! Times as XML writes them (XML Schema Part 2 §3.2.7). SAML has them in UTC (Core §1.3.3).

use crate::Error;

/// Seconds since 1970; parts of a second are cut away. Without a zone, UTC is meant.
pub(crate) fn parse(text: &str, name: &'static str) -> Result<i64, Error> {
    read(text.trim_ascii()).ok_or(Error::Value(name))
}

fn read(text: &str) -> Option<i64> {
    if !text.is_ascii() {
        return None;
    }
    let (date, rest) = text.split_at_checked(10)?;
    let (time, zone) = rest.strip_prefix('T')?.split_at_checked(8)?;
    let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
    let [hour, minute, second] = numbers(time, ':', [2, 2, 2])?;
    let days = [31, 28 + i64::from(is_leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let length = days.get(usize::try_from(month - 1).ok()?)?;
    if !(1..=*length).contains(&day) || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let zone = zone.strip_prefix('.').map_or(Some(zone), |fraction| {
        let end = fraction.find(|it: char| !it.is_ascii_digit()).unwrap_or(fraction.len());
        (end > 0).then(|| &fraction[end..])
    })?;
    let before: i64 = days.iter().take(usize::try_from(month - 1).ok()?).sum();
    let since = (year - 1970) * 365 + leaps(year) - leaps(1970) + before + day - 1;
    Some(since * 86_400 + hour * 3600 + minute * 60 + second - offset(zone)?)
}

/// Numbers of exactly so many digits.
fn numbers(text: &str, between: char, digits: [usize; 3]) -> Option<[i64; 3]> {
    let parts: Vec<&str> = text.split(between).collect();
    let fits = parts.len() == 3 && parts.iter().zip(digits).all(|(part, digits)| part.len() == digits);
    let plain = text.chars().all(|it| it == between || it.is_ascii_digit());
    if !fits || !plain {
        return None;
    }
    Some([parts[0].parse().ok()?, parts[1].parse().ok()?, parts[2].parse().ok()?])
}

fn offset(zone: &str) -> Option<i64> {
    let sign = match zone.bytes().next() {
        None | Some(b'Z') => return (zone.len() <= 1).then_some(0),
        Some(b'+') => 1,
        Some(b'-') => -1,
        Some(_) => return None,
    };
    let [hours, minutes, _] = numbers(&format!("{}:00", &zone[1..]), ':', [2, 2, 2])?;
    (hours <= 14 && minutes <= 59).then_some(sign * (hours * 3600 + minutes * 60))
}

fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

/// How many leap years there were before this one.
fn leaps(year: i64) -> i64 {
    let before = year - 1;
    before / 4 - before / 100 + before / 400
}

/// As SAML writes it; years before 0 and after 9999 are not written.
pub(crate) fn format(seconds: i64) -> String {
    let seconds = seconds.clamp(-62_135_596_800, 253_402_300_799);
    let (mut days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Not after the year that is meant, and not long before it.
    let mut year = 1970 + days.div_euclid(if days < 0 { 365 } else { 366 });
    days -= (year - 1970) * 365 + leaps(year) - leaps(1970);
    while days >= 365 + i64::from(is_leap(year)) {
        days -= 365 + i64::from(is_leap(year));
        year += 1;
    }
    let mut month = 1;
    for length in [31, 28 + i64::from(is_leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if days < length {
            break;
        }
        days -= length;
        month += 1;
    }
    let (hour, minute, second) = (rest / 3600, rest / 60 % 60, rest % 60);
    format!("{year:04}-{month:02}-{:02}T{hour:02}:{minute:02}:{second:02}Z", days + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_writes_times() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_795_341_600, "2026-11-22T10:00:00Z"),
            (4_107_542_399, "2100-02-28T23:59:59Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
            (-1, "1969-12-31T23:59:59Z"),
            (253_402_300_799, "9999-12-31T23:59:59Z"),
        ] {
            assert_eq!(read(text), Some(seconds), "{text}");
            assert_eq!(format(seconds), text);
        }
        for days in (-700_000..2_900_000).step_by(101) {
            assert_eq!(read(&format(days * 86_400)), Some(days * 86_400));
        }
        let same = read("2026-11-22T10:00:00Z");
        for text in [
            "2026-11-22T10:00:00",
            "2026-11-22T10:00:00.999Z",
            "2026-11-22T12:00:00+02:00",
            "2026-11-22T08:30:00.1-01:30",
        ] {
            assert_eq!(read(text), same, "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_time() {
        for text in [
            "",
            "2026-11-22",
            "2026-11-22T10:00Z",
            "2026-11-22 10:00:00Z",
            "2026-13-22T10:00:00Z",
            "2026-00-22T10:00:00Z",
            "2026-02-29T10:00:00Z",
            "2026-11-00T10:00:00Z",
            "2026-11-22T24:00:00Z",
            "2026-11-22T10:60:00Z",
            "2026-11-22T10:00:60Z",
            "2026-11-22T10:00:00.Z",
            "2026-11-22T10:00:00z",
            "2026-11-22T10:00:00ZZ",
            "2026-11-22T10:00:00+2:00",
            "2026-11-22T10:00:00+15:00",
            "+026-11-22T10:00:00Z",
            "12026-11-22T10:00:00Z",
            "2026-11-22T10:00:00\u{e4}",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
