//! Text messages (SMS): what one says, and to which number.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::message::{Message, MessageFacts, MessageId, MessageKind};
use super::user::UserId;
use crate::decision::Env;
use crate::refusal::Refusal;
use crate::time::Time;

/// A text message as it is written, in the words that its reader will see.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TextMessage {
    /// Who reads it.
    pub to: PhoneNumber,
    /// What it says.
    pub text: String,
}

impl Message {
    /// A text message to be sent until then; about this person, where it is about one.
    pub fn sms(message: &TextMessage, user: Option<UserId>, expires_at: Time, env: &mut Env<'_>) -> Self {
        Self {
            id: MessageId::new(env),
            kind: MessageKind::Sms,
            recipient: message.to.masked(),
            user,
            payload: super::ticket::encode(message),
            expires_at,
        }
    }
}

impl TextMessage {
    /// The text message that waits in the outbox.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn of(message: &MessageFacts) -> Result<Self, Refusal> {
        super::ticket::decode(&message.payload)
    }
}

impl TextMessage {
    /// A text without the number, most of which is hidden, and without the words of the message that could be
    /// a code.
    pub fn hidden_in(&self, text: &str) -> String {
        let number = self.to.as_str();
        let mut text = text.replace(number.trim_start_matches('+'), self.to.masked().trim_start_matches('*'));
        let words = self.text.split(|c: char| !c.is_alphanumeric());
        let is_code = |word: &&str| {
            word.chars().count() >= 4
                && (word.contains(char::is_numeric) || word.chars().all(char::is_uppercase))
        };
        for code in words.filter(is_code) {
            text = text.replace(code, "***");
        }
        text
    }
}

/// What is written to somebody is nobody's business.
impl fmt::Debug for TextMessage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TextMessage").field("to", &self.to).finish_non_exhaustive()
    }
}

/// A telephone number with its country's (E.164): `+358401234567`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PhoneNumber(String);

impl PhoneNumber {
    /// What a number must be, in words.
    pub const EXPECTED: &'static str = "a telephone number with its country's, such as +358401234567";

    /// The number written so, if it is one: what people put between digits is left out. A number without its
    /// country's is none: nobody knows in which country it would be.
    pub fn parse(text: &str) -> Option<Self> {
        let written = text.trim().strip_prefix('+')?;
        let between = |c: char| matches!(c, ' ' | '\u{a0}' | '-' | '.' | '(' | ')' | '/');
        let digits: String = written.chars().filter(|c| !between(*c)).collect();
        let is_number = (7..=15).contains(&digits.len())
            && digits.bytes().all(|c| c.is_ascii_digit())
            && !digits.starts_with('0');
        is_number.then(|| Self(format!("+{digits}")))
    }

    /// The number: `+` and digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The number as it may be shown to whoever need not know it: its last four digits.
    pub fn masked(&self) -> String {
        let (hidden, shown) = self.0.split_at(self.0.len() - 4);
        format!("{}{shown}", "*".repeat(hidden.len() - 1))
    }
}

impl fmt::Display for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.masked())
    }
}

impl TryFrom<String> for PhoneNumber {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or(Self::EXPECTED)
    }
}

impl From<PhoneNumber> for String {
    fn from(number: PhoneNumber) -> Self {
        number.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_numbers_as_people_write_them() {
        for written in ["+358401234567", " +358 40 123-4567 ", "+358 (40) 123.4567", "+358\u{a0}40/1234567"] {
            let number = PhoneNumber::parse(written).expect(written);
            assert_eq!((number.as_str(), number.masked().as_str()), ("+358401234567", "********4567"));
            assert_eq!(format!("{number:?}"), "********4567");
        }
        assert!(PhoneNumber::parse("+1234567").is_some() && PhoneNumber::parse("+123456789012345").is_some());
    }

    #[test]
    fn refuses_what_is_no_number_or_lacks_its_country() {
        for written in [
            "",
            "+",
            "0401234567",
            "00358401234567",
            "+0401234567",
            "+123456",
            "+1234567890123456",
            "+358 40 CALL",
            "+35840\n1234567",
            "+３５８401234567",
            "+358401234567;+358407654321",
            "tel:+358401234567",
        ] {
            assert!(PhoneNumber::parse(written).is_none(), "{written:?}");
        }
    }
}
