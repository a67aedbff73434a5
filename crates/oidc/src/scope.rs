//! Scope (RFC 6749 §3.3): a set of tokens, kept in their order of appearance.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Asks for OpenID Connect (OpenID Connect Core §3.1.2.1).
pub const OPENID: &str = "openid";
/// The claims of a person's profile (OpenID Connect Core §5.4).
pub const PROFILE: &str = "profile";
/// `email` and `email_verified`.
pub const EMAIL: &str = "email";
/// `address`.
pub const ADDRESS: &str = "address";
/// `phone_number` and `phone_number_verified`.
pub const PHONE: &str = "phone";
/// Access that outlives the session (OpenID Connect Core §11).
pub const OFFLINE_ACCESS: &str = "offline_access";

/// How many tokens a scope may have.
pub const MAX_TOKENS: usize = 50;
/// How long one token may be, in bytes.
pub const MAX_TOKEN: usize = 256;

/// A set of scope tokens, each once. The empty set is a scope too.
///
/// It is held as it is written, tokens joined by single spaces, so that showing and storing it
/// cost nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Scope(String);

impl Scope {
    /// The scope without tokens.
    pub const fn empty() -> Self {
        Self(String::new())
    }

    /// The scopes of OpenID Connect: `openid`, what it tells of a person, and `offline_access`.
    pub fn standard() -> Self {
        let mut scope = Self::empty();
        [OPENID, PROFILE, EMAIL, ADDRESS, PHONE, OFFLINE_ACCESS]
            .into_iter()
            .for_each(|token| scope.push(token));
        scope
    }

    /// Reads tokens separated by spaces; a repeated token counts once, extra spaces for nothing.
    pub fn parse(text: &str) -> Result<Self, Error> {
        Self::from_tokens(text.split(' ').filter(|token| !token.is_empty()))
    }

    /// Builds a scope from single tokens.
    pub fn from_tokens<'t>(tokens: impl IntoIterator<Item = &'t str>) -> Result<Self, Error> {
        let mut scope = Self::empty();
        let mut count = 0;
        for token in tokens {
            check_token(token)?;
            if scope.contains(token) {
                continue;
            }
            count += 1;
            if count > MAX_TOKENS {
                return Err(Error::TooMany);
            }
            scope.push(token);
        }
        Ok(scope)
    }

    /// The tokens in their order of appearance.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.split(' ').filter(|token| !token.is_empty())
    }

    /// Whether the token is in the set; compared exactly.
    pub fn contains(&self, token: &str) -> bool {
        self.iter().any(|other| other == token)
    }

    /// Whether there is no token.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether every token is also in `other`.
    pub fn is_subset_of(&self, other: &Self) -> bool {
        self.iter().all(|token| other.contains(token))
    }

    /// The tokens that are also in `other`, in this set's order.
    #[must_use]
    pub fn intersection(&self, other: &Self) -> Self {
        self.filter(|token| other.contains(token))
    }

    /// The tokens that are not in `other`, in this set's order.
    #[must_use]
    pub fn difference(&self, other: &Self) -> Self {
        self.filter(|token| !other.contains(token))
    }

    /// The tokens of which this holds, in their order.
    #[must_use]
    pub fn filter(&self, holds: impl Fn(&str) -> bool) -> Self {
        let mut kept = Self::empty();
        self.iter().filter(|token| holds(token)).for_each(|token| kept.push(token));
        kept
    }

    /// The tokens joined by single spaces.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn push(&mut self, token: &str) {
        if !self.0.is_empty() {
            self.0.push(' ');
        }
        self.0.push_str(token);
    }
}

/// Why a text is no scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Error {
    /// A character outside `%x21 / %x23-5B / %x5D-7E` (RFC 6749 §3.3), or an empty token.
    Character,
    /// A token longer than [`MAX_TOKEN`].
    TooLong,
    /// More tokens than [`MAX_TOKENS`].
    TooMany,
}

impl Error {
    /// What was expected, as a phrase.
    pub const fn expected(self) -> &'static str {
        match self {
            Self::Character => {
                "tokens of printable ASCII without quotes and backslashes, separated by spaces"
            }
            Self::TooLong => "tokens of at most 256 bytes each",
            Self::TooMany => "at most 50 tokens",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "A scope must be {}.", self.expected())
    }
}

impl std::error::Error for Error {}

impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Scope {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Scope {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        Self::parse(&text)
    }
}

impl From<Scope> for String {
    fn from(scope: Scope) -> Self {
        scope.0
    }
}

fn check_token(token: &str) -> Result<(), Error> {
    if token.len() > MAX_TOKEN {
        return Err(Error::TooLong);
    }
    let allowed = |byte| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
    if token.is_empty() || !token.bytes().all(allowed) {
        return Err(Error::Character);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(text: &str) -> Scope {
        Scope::parse(text).unwrap()
    }

    #[test]
    fn keeps_each_token_once_in_order_of_appearance() {
        assert_eq!(scope(" openid  email openid profile ").as_str(), "openid email profile");
        assert!(scope("  ").is_empty());
    }

    #[test]
    fn compares_tokens_whole() {
        let wide = scope("openid email phone");
        assert!(scope("phone openid").is_subset_of(&wide));
        assert!(!scope("mail").is_subset_of(&wide));
        assert!(Scope::empty().is_subset_of(&wide));
        assert_eq!(wide.intersection(&scope("phone x openid")).as_str(), "openid phone");
        assert_eq!(wide.difference(&scope("email")).as_str(), "openid phone");
    }

    #[test]
    fn is_a_string_in_json() {
        assert_eq!(serde_json::to_string(&scope("a b")).unwrap(), r#""a b""#);
        assert_eq!(serde_json::from_str::<Scope>(r#""b  a""#).unwrap().as_str(), "b a");
        assert!(serde_json::from_str::<Scope>(r#""a\tb""#).is_err());
    }
}
