//! Codes that a person reads on one device and types on another (RFC 8628 §6.1).

use crate::decision::Env;
use crate::effect::Effect;
use crate::login::attempts::{self, Counted, Counter, Origin};
use crate::login::under_way::Browser;
use crate::model::settings::Settings;
use crate::refusal::Refusal;
use crate::time::Time;

/// Consonants alone, so that no word is made by chance, and none that is easily taken for another.
const LETTERS: &[u8; 20] = b"BCDFGHJKLMNPQRSTVWXZ";

/// How many of them: 20 to the power of 8 are 34.5 bits.
const LENGTH: usize = 8;

/// The longest that is read as one, in bytes: whatever somebody types between the letters is passed over.
const LONGEST: usize = 64;

/// A new code, without the hyphen it is shown with.
pub(super) fn new(env: &mut Env<'_>) -> String {
    let mut code = String::with_capacity(LENGTH);
    while code.len() < LENGTH {
        for byte in env.random_bytes::<16>() {
            // The last bytes that fall evenly on the letters: no letter comes more often than another.
            let letter = LETTERS.get(usize::from(byte % 20)).filter(|_| byte < 240 && code.len() < LENGTH);
            code.extend(letter.map(|letter| char::from(*letter)));
        }
    }
    code
}

/// As it is shown: `XXXX-XXXX`.
pub(super) fn shown(code: &str) -> String {
    let (first, last) = code.split_at_checked(LENGTH / 2).unwrap_or((code, ""));
    format!("{first}-{last}")
}

/// The code that somebody typed, however they did: in small letters, without the hyphen, or with spaces.
pub fn typed(text: &str) -> Option<String> {
    let letters = || text.chars().filter(char::is_ascii_alphabetic).map(|letter| letter.to_ascii_uppercase());
    let code: String = letters().take(LENGTH + 1).collect();
    let is_one = text.len() <= LONGEST
        && code.len() == LENGTH
        && code.bytes().all(|letter| LETTERS.contains(&letter))
        && !text.chars().any(|letter| letter.is_alphanumeric() && !letter.is_ascii_alphabetic());
    is_one.then_some(code)
}

/// Where tries at codes are counted: by the address they come from, by the browser, and all together.
pub fn counters(browser: Browser<'_>) -> Vec<Counter> {
    attempts::counters(Origin::UserCode {
        neighbourhood: browser.neighbourhood,
        browser: browser.cookies.first().map(String::as_str),
    })
}

/// Counts a try before anybody looks whether there is such a code, so that a thousand guesses at once are a
/// thousand tries.
pub fn reserve(counted: &[Counted], settings: &Settings, now: Time) -> Result<Vec<Effect>, Refusal> {
    attempts::count(counted, settings, now)
}

/// A right code was no guess: its own try counts no more, and those before it as ever, or whoever has a code of
/// their own could guess at others' for ever.
pub fn was_right(counted: &[Counted], settings: &Settings, now: Time) -> Result<Vec<Effect>, Refusal> {
    attempts::take_back(counted, settings, now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_a_code_however_it_is_typed() {
        for text in ["WDJBMJHT", "wdjb-mjht", " WdJb mJhT ", "WDJB\u{2013}MJHT", "w.d.j.b.m.j.h.t"] {
            assert_eq!(typed(text).as_deref(), Some("WDJBMJHT"), "{text}");
        }
        assert_eq!(shown("WDJBMJHT"), "WDJB-MJHT");
    }

    #[test]
    fn reads_nothing_else_as_a_code() {
        let long = format!("WDJB{}MJHT", "-".repeat(LONGEST));
        for text in ["", "WDJB-MJH", "WDJB-MJHTT", "WDJB-MJHA", "WDJB-MJH1", "WDJB-MJHT1", "ÄDJB-MJHT", &long]
        {
            assert_eq!(typed(text), None, "{text}");
        }
    }
}
