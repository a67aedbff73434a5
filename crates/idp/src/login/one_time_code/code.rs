//! The code itself: made, read as people type it, and kept as what only this server can make of it.

use serde::{Deserialize, Serialize};

use crate::decision::{Derive, Env, Purpose};
use crate::login::{Method, typed};
use crate::model::settings::OneTimeCodes;
use crate::model::ticket::TicketKey;
use jose::secret::Secret;

/// A code as somebody typed it, in the form in which it was sent.
pub struct Given(Secret<String>);

/// A new code.
pub(crate) fn make(settings: &OneTimeCodes, env: &mut Env<'_>) -> Secret<String> {
    let characters = settings.charset.characters();
    let length =
        usize::from(settings.length.clamp(*OneTimeCodes::LENGTHS.start(), *OneTimeCodes::LENGTHS.end()));
    // The largest multiple there is in a byte: what lies above it would favour the first characters.
    let fair = 256 / characters.len() * characters.len();
    let mut code = String::with_capacity(length);
    while code.len() < length {
        let [byte] = env.random_bytes::<1>();
        let at = usize::from(byte);
        if at < fair {
            code.push(char::from(characters[at % characters.len()]));
        }
    }
    Secret::new(code)
}

/// Reads what somebody typed or pasted: with spaces and hyphens between, in small letters, in the digits of
/// their keyboard. Nothing where it can be no code of ours, which says nothing about the one that was sent.
pub fn read(typed: &str, settings: &OneTimeCodes) -> Option<Given> {
    let code = typed::code(typed)?;
    let fits = |code: &str| {
        code.len() == usize::from(settings.length)
            && code.bytes().all(|byte| settings.charset.characters().contains(&byte))
    };
    fits(code.expose()).then_some(Given(code))
}

/// What is kept of a code: of no use without the server's key, and in no other sign-in.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Kept {
    /// The version of the key.
    version: u8,
    /// The tag, in base64url.
    tag: String,
}

impl Kept {
    /// What is kept of this code, sent by this way in the sign-in whose codes stand under `key`.
    pub(crate) fn of(code: &str, method: Method, key: TicketKey, derive: &dyn Derive) -> Option<Self> {
        let version = derive.version();
        let tag = tag(code, method, key, version, derive)?;
        Some(Self { version, tag: jose::base64url::encode(tag) })
    }

    /// Whether that code is this one; in the same time whichever it is.
    pub(crate) fn is_of(&self, given: &Given, method: Method, key: TicketKey, derive: &dyn Derive) -> bool {
        let made = tag(given.0.expose(), method, key, self.version, derive);
        let kept = jose::base64url::decode(&self.tag).ok();
        made.zip(kept).is_some_and(|(made, kept)| jose::constant_time::eq(&made, &kept))
    }
}

fn tag(code: &str, method: Method, key: TicketKey, version: u8, derive: &dyn Derive) -> Option<[u8; 32]> {
    let told = [key.as_bytes(), method.as_str().as_bytes(), &[0], code.as_bytes()].concat();
    derive.derive(version, Purpose::OneTimeCode, &told)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::settings::Charset;

    fn typed(text: &str, settings: &OneTimeCodes) -> Option<String> {
        read(text, settings).map(|given| given.0.expose().clone())
    }

    #[test]
    fn reads_a_code_as_people_type_and_paste_it() {
        let settings = OneTimeCodes::default();
        for text in [
            "123456",
            " 123 456\n",
            "123-456",
            "1 2 3 4 5 6",
            "١٢٣٤٥٦",
            "۱۲۳۴۵۶",
            "１２３４５６",
            "\u{200e}123456",
        ] {
            assert_eq!(typed(text, &settings).as_deref(), Some("123456"), "{text:?}");
        }
        let letters = OneTimeCodes { charset: Charset::Alphanumeric, ..settings };
        assert_eq!(typed("ab-cd 23", &letters).as_deref(), Some("ABCD23"));
    }

    #[test]
    fn what_can_be_no_code_is_none() {
        let settings = OneTimeCodes::default();
        for text in
            ["", " ", "12345", "1234567", "12345a", "123.456", "ßßßßßß", &"1 ".repeat(60), &"0".repeat(101)]
        {
            assert_eq!(typed(text, &settings), None, "{text:?}");
        }
        let letters = OneTimeCodes { charset: Charset::Alphanumeric, ..settings };
        // Letters that look like digits are never sent.
        for text in ["ABCDE0", "ABCDE1", "ABCDEO", "ABCDEI", "ABCDEL"] {
            assert_eq!(typed(text, &letters), None, "{text:?}");
        }
    }
}
