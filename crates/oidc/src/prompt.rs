//! `prompt`: which pages the client wants shown, or none (OpenID Connect Core §3.1.2.1).

use std::fmt;

use serde::{Deserialize, Serialize};

words! {
    /// One wish.
    Prompt {
        /// No page at all; an error if one would be needed.
        None = "none",
        /// Authenticate the person again.
        Login = "login",
        /// Ask for consent again.
        Consent = "consent",
        /// Let the person choose an account.
        SelectAccount = "select_account",
        /// Have the person make an account (Initiating User Registration via OpenID Connect §4).
        Create = "create",
    }
}

/// The set of wishes; `none` stands alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Prompts(u8);

impl Prompts {
    /// No wish.
    pub const fn empty() -> Self {
        Self(0)
    }

    /// Reads words separated by spaces; repeated words count once.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let mut set = Self::empty();
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            let prompt: Prompt = word.parse().map_err(|_| Error::UnknownWord)?;
            set.0 |= bit(prompt);
        }
        if set.contains(Prompt::None) && set.0 != bit(Prompt::None) {
            return Err(Error::NoneWithOthers);
        }
        Ok(set)
    }

    /// Whether the wish is in the set.
    pub const fn contains(self, prompt: Prompt) -> bool {
        self.0 & bit(prompt) != 0
    }

    /// Whether nothing is wished.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The wishes, in the order of [`Prompt::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Prompt> {
        Prompt::ALL.iter().copied().filter(move |prompt| self.contains(*prompt))
    }

    /// The set without one wish, for when it has been fulfilled.
    #[must_use]
    pub const fn without(self, prompt: Prompt) -> Self {
        Self(self.0 & !bit(prompt))
    }
}

/// Why a text is no set of prompts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Error {
    /// A word that is no prompt.
    UnknownWord,
    /// `none` beside another word.
    NoneWithOthers,
}

impl Error {
    /// What was expected, as a phrase.
    pub const fn expected(self) -> &'static str {
        match self {
            Self::UnknownWord => Prompt::EXPECTED,
            Self::NoneWithOthers => "either none alone or other values without none",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "A prompt must be {}.", self.expected())
    }
}

impl std::error::Error for Error {}

impl fmt::Display for Prompts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, prompt) in self.iter().enumerate() {
            if index > 0 {
                f.write_str(" ")?;
            }
            f.write_str(prompt.as_str())?;
        }
        Ok(())
    }
}

impl TryFrom<String> for Prompts {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        Self::parse(&text)
    }
}

impl From<Prompts> for String {
    fn from(prompts: Prompts) -> Self {
        prompts.to_string()
    }
}

const fn bit(prompt: Prompt) -> u8 {
    1 << prompt as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn holds_what_was_said() {
        let prompts = Prompts::parse("consent login").unwrap();
        assert!(prompts.contains(Prompt::Login) && prompts.contains(Prompt::Consent));
        assert!(!prompts.contains(Prompt::None));
        assert_eq!(prompts.to_string(), "login consent");
        assert_eq!(prompts.without(Prompt::Login).to_string(), "consent");
        assert_eq!(Prompts::parse("none").unwrap().to_string(), "none");
    }
}
