//! The Finnish personal identity code (henkilötunnus): its form with the signs for the century that are
//! in use since 2023, its date, and its check character.

use jose::Secret;
use std::fmt;

/// How long a code is, in ASCII characters.
const LENGTH: usize = 11;
/// The check characters by remainder modulo 31: none that is taken for another.
const CHECK: &[u8; 31] = b"0123456789ABCDEFHJKLMNPRSTUVWXY";

/// A well-formed personal identity code. It names one person for life, so there is no `Debug`, no
/// `Display` and no comparison: keep it nowhere, or a keyed hash of it.
///
/// ```
/// use oidc::personal_identity_code::PersonalIdentityCode;
///
/// let code = PersonalIdentityCode::parse("131052-308T").unwrap();
/// assert_eq!(code.birthdate(), "1952-10-13");
/// ```
/// ```compile_fail
/// # use oidc::personal_identity_code::PersonalIdentityCode;
/// println!("{:?}", PersonalIdentityCode::parse("131052-308T").unwrap());
/// ```
#[derive(Clone)]
pub struct PersonalIdentityCode {
    text: Secret<String>,
    born: Date,
    individual_number: u16,
}

#[derive(Clone, Copy)]
struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl PersonalIdentityCode {
    /// Reads a code, to the letter: as registers write it, in capitals and without spaces.
    ///
    /// # Errors
    /// What is wrong with it, never repeating any of it.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let [d1, d2, m1, m2, y1, y2, sign, n1, n2, n3, check] = text.as_bytes() else {
            return Err(Error::Length);
        };
        let digits = [d1, d2, m1, m2, y1, y2, n1, n2, n3];
        if !digits.iter().all(|digit| digit.is_ascii_digit()) {
            return Err(Error::Digits);
        }
        let number = |digits: &[&u8]| digits.iter().fold(0, |sum, digit| sum * 10 + u32::from(*digit - b'0'));
        let born = Date {
            year: century(*sign)? + number(&[y1, y2]) as u16,
            month: number(&[m1, m2]) as u8,
            day: number(&[d1, d2]) as u8,
        };
        if !born.exists() {
            return Err(Error::Date);
        }
        let individual_number = number(&[n1, n2, n3]) as u16;
        if individual_number < 2 {
            return Err(Error::IndividualNumber);
        }
        if *check != CHECK[(number(&digits) % 31) as usize] {
            return Err(Error::CheckCharacter);
        }
        Ok(Self { text: Secret::new(text.to_owned()), born, individual_number })
    }

    /// The code, for whoever must compare or pass it on.
    pub fn expose(&self) -> &str {
        self.text.expose()
    }

    /// The date of birth that it holds, as `YYYY-MM-DD`.
    pub fn birthdate(&self) -> String {
        let Date { year, month, day } = self.born;
        format!("{year:04}-{month:02}-{day:02}")
    }

    /// Whether its individual number is one of those (900 to 999) that are never given to a person for
    /// life: those of tests, and of hospitals for a while.
    pub fn is_temporary(&self) -> bool {
        self.individual_number >= 900
    }
}

impl Date {
    fn exists(self) -> bool {
        let by = |years| self.year.is_multiple_of(years);
        let leap = by(4) && (!by(100) || by(400));
        let days = match self.month {
            1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
            4 | 6 | 9 | 11 => 30,
            2 if leap => 29,
            2 => 28,
            _ => 0,
        };
        (1..=days).contains(&self.day)
    }
}

/// The first year of the century, by the sign between date and number. Since 2023 each of the last two
/// centuries has several, as the numbers of some dates were running out.
fn century(sign: u8) -> Result<u16, Error> {
    match sign {
        b'+' => Ok(1800),
        b'-' | b'U' | b'V' | b'W' | b'X' | b'Y' => Ok(1900),
        b'A' | b'B' | b'C' | b'D' | b'E' | b'F' => Ok(2000),
        _ => Err(Error::Century),
    }
}

/// What is wrong with a code. It says nothing of the code itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Error {
    /// It has not eleven characters.
    Length,
    /// Date or number are not digits.
    Digits,
    /// The sign for the century is none.
    Century,
    /// There is no such date.
    Date,
    /// The individual number is 000 or 001, which are not given.
    IndividualNumber,
    /// The check character is not the remainder's.
    CheckCharacter,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Length => write!(f, "a personal identity code has {LENGTH} characters"),
            Self::Digits => f.write_str("date and individual number are digits"),
            Self::Century => f.write_str("the seventh character is the sign of no century"),
            Self::Date => f.write_str("there is no such date"),
            Self::IndividualNumber => f.write_str("no individual number is below 002"),
            Self::CheckCharacter => f.write_str("the check character is another"),
        }
    }
}

impl std::error::Error for Error {}

#[cfg(test)]
mod tests {
    use super::*;

    /// The code with its check character.
    fn with_check(start: &str) -> String {
        let digits: String = start.chars().filter(char::is_ascii_digit).collect();
        let check = CHECK[(digits.parse::<u32>().unwrap() % 31) as usize];
        format!("{start}{}", char::from(check))
    }

    fn read(text: &str) -> Result<String, Error> {
        PersonalIdentityCode::parse(text).map(|code| code.birthdate())
    }

    #[test]
    fn reads_every_sign_of_every_century() {
        assert_eq!(read("131052-308T").as_deref(), Ok("1952-10-13"));
        for (signs, century) in [("+", "18"), ("-UVWXY", "19"), ("ABCDEF", "20")] {
            for sign in signs.chars() {
                let code = with_check(&format!("280274{sign}900"));
                assert_eq!(read(&code), Ok(format!("{century}74-02-28")), "{code}");
            }
        }
    }

    #[test]
    fn knows_the_numbers_that_nobody_is_given_for_life() {
        for (number, temporary) in [("002", false), ("899", false), ("900", true), ("999", true)] {
            let code = PersonalIdentityCode::parse(&with_check(&format!("010101A{number}"))).unwrap();
            assert_eq!(code.is_temporary(), temporary, "{number}");
        }
    }

    #[test]
    fn refuses_what_is_no_code_and_takes_what_differs_from_it_by_little() {
        for (accepted, refused, error) in [
            ("131052-308T", "131052-308", Error::Length),
            ("131052-308T", "131052-308T ", Error::Length),
            ("131052-308T", "131052–308T", Error::Length),
            ("131052-308T", "13105O-308T", Error::Digits),
            ("131052-308T", "131052-30AT", Error::Digits),
            ("131052-308T", "131052/308T", Error::Century),
            ("131052-308T", "131052G308T", Error::Century),
            ("131052-308T", "131052a308T", Error::Century),
            ("131052-308T", "131052-308U", Error::CheckCharacter),
            ("131052-308T", "131052-308t", Error::CheckCharacter),
            ("131052-308T", "131052-309T", Error::CheckCharacter),
        ] {
            assert!(read(accepted).is_ok(), "{accepted}");
            assert_eq!(read(refused), Err(error), "{refused}");
        }
        for (accepted, refused, error) in [
            ("290200A900", "290200-900", Error::Date), // 2000 was a leap year, 1900 was none.
            ("290204A900", "290203A900", Error::Date),
            ("300401A900", "310401A900", Error::Date),
            ("011201A900", "011301A900", Error::Date),
            ("010101A900", "000101A900", Error::Date),
            ("010101A900", "010001A900", Error::Date),
            ("010101A002", "010101A001", Error::IndividualNumber),
        ] {
            assert!(read(&with_check(accepted)).is_ok(), "{accepted}");
            assert_eq!(read(&with_check(refused)), Err(error), "{refused}");
        }
    }

    #[test]
    fn what_is_wrong_is_told_without_the_code() {
        let error = PersonalIdentityCode::parse("131052-308U").err().unwrap();
        assert_eq!(error.to_string(), "the check character is another");
    }
}
