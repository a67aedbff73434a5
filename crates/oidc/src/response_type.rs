//! `response_type` (OAuth 2.0 Multiple Response Type Encoding Practices §2).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::token::GrantType;

/// What the authorization endpoint is asked to hand out: a set of `code`, `id_token`, `token`,
/// never empty, in any order. `none` is not spoken here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "&'static str")]
pub struct ResponseType {
    code: bool,
    id_token: bool,
    token: bool,
}

impl ResponseType {
    /// The code flow.
    pub const CODE: Self = Self::of(true, false, false);
    /// An ID token and nothing else.
    pub const ID_TOKEN: Self = Self::of(false, true, false);
    /// An access token and nothing else (plain OAuth).
    pub const TOKEN: Self = Self::of(false, false, true);
    /// Implicit: ID token and access token.
    pub const ID_TOKEN_TOKEN: Self = Self::of(false, true, true);
    /// Hybrid: code and ID token.
    pub const CODE_ID_TOKEN: Self = Self::of(true, true, false);
    /// Hybrid: code and access token.
    pub const CODE_TOKEN: Self = Self::of(true, false, true);
    /// Hybrid: all three.
    pub const CODE_ID_TOKEN_TOKEN: Self = Self::of(true, true, true);

    /// The seven combinations.
    pub const ALL: [Self; 7] = [
        Self::CODE,
        Self::ID_TOKEN,
        Self::TOKEN,
        Self::ID_TOKEN_TOKEN,
        Self::CODE_ID_TOKEN,
        Self::CODE_TOKEN,
        Self::CODE_ID_TOKEN_TOKEN,
    ];

    /// Reads the words in any order, each at most once.
    pub fn parse(text: &str) -> Result<Self, Error> {
        let mut found = Self::of(false, false, false);
        for word in text.split(' ') {
            let seen = match word {
                "code" => &mut found.code,
                "id_token" => &mut found.id_token,
                "token" => &mut found.token,
                _ => return Err(Error),
            };
            if std::mem::replace(seen, true) {
                return Err(Error);
            }
        }
        Ok(found)
    }

    /// Whether a code is asked for.
    pub const fn has_code(self) -> bool {
        self.code
    }

    /// Whether an ID token is asked for from the authorization endpoint.
    pub const fn has_id_token(self) -> bool {
        self.id_token
    }

    /// Whether an access token is asked for from the authorization endpoint.
    pub const fn has_token(self) -> bool {
        self.token
    }

    /// The grants it comes of (OpenID Connect Registration §2).
    pub fn grants(self) -> impl Iterator<Item = GrantType> {
        let by_code = self.code.then_some(GrantType::AuthorizationCode);
        by_code.into_iter().chain((self.id_token || self.token).then_some(GrantType::Implicit))
    }

    /// The words in the specification's order.
    pub const fn as_str(self) -> &'static str {
        match (self.code, self.id_token, self.token) {
            (true, true, true) => "code id_token token",
            (true, true, false) => "code id_token",
            (true, false, true) => "code token",
            (false, true, true) => "id_token token",
            (false, true, false) => "id_token",
            (false, false, true) => "token",
            // The empty set cannot be made: `parse` reads at least one word.
            (true, false, false) | (false, false, false) => "code",
        }
    }

    const fn of(code: bool, id_token: bool, token: bool) -> Self {
        Self { code, id_token, token }
    }
}

/// The text is none of the seven combinations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Error;

impl Error {
    /// What was expected, as a phrase.
    pub const EXPECTED: &'static str =
        "a combination of code, id_token and token, each once, separated by single spaces";
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "A response type must be {}.", Self::EXPECTED)
    }
}

impl std::error::Error for Error {}

impl fmt::Display for ResponseType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for ResponseType {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        Self::parse(text)
    }
}

impl TryFrom<String> for ResponseType {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        Self::parse(&text)
    }
}

impl From<ResponseType> for &'static str {
    fn from(response_type: ResponseType) -> Self {
        response_type.as_str()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_combination_reads_back_as_itself() {
        for response_type in ResponseType::ALL {
            assert_eq!(ResponseType::parse(response_type.as_str()), Ok(response_type));
        }
    }

    #[test]
    fn a_code_comes_of_its_grant_and_a_token_of_the_implicit_one() {
        for (response_type, grants) in [
            (ResponseType::CODE, &[GrantType::AuthorizationCode][..]),
            (ResponseType::ID_TOKEN, &[GrantType::Implicit]),
            (ResponseType::TOKEN, &[GrantType::Implicit]),
            (ResponseType::CODE_TOKEN, &[GrantType::AuthorizationCode, GrantType::Implicit]),
        ] {
            assert_eq!(response_type.grants().collect::<Vec<_>>(), grants, "{response_type}");
        }
    }

    #[test]
    fn the_order_of_words_does_not_matter() {
        assert_eq!(ResponseType::parse("token id_token"), Ok(ResponseType::ID_TOKEN_TOKEN));
        assert_eq!(ResponseType::parse("token code id_token"), Ok(ResponseType::CODE_ID_TOKEN_TOKEN));
    }
}
