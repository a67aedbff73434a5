//! Presenting an access token (RFC 6750 §2).

use std::fmt;

use crate::parameters::{Malformed, Parameters};
use crate::token::TokenType;

/// How long an access token may be, in bytes.
pub const MAX_TOKEN: usize = 16 * 1024;

/// An access token as it was presented. No `Debug`: it is a secret.
#[derive(Clone, Copy)]
pub struct Presented<'a> {
    token: &'a str,
    scheme: TokenType,
}

impl<'a> Presented<'a> {
    /// Reads the token from the `Authorization` header or from a form body's `access_token`; never
    /// from an address.
    ///
    /// `None` where the request presents no bearer token at all, which is answered by a bare
    /// challenge (RFC 6750 §3.1).
    pub fn parse(
        authorization: Option<&'a str>,
        body: Option<&'a Parameters<'a>>,
    ) -> Result<Option<Self>, Fault> {
        let in_header = authorization.and_then(credentials);
        let in_body = body.map(|body| body.get("access_token")).transpose()?.flatten();
        let (scheme, token) = match (in_header, in_body) {
            (Some(_), Some(_)) => return Err(Fault::SeveralMethods),
            (None, None) => return Ok(None),
            (Some(found), None) => found,
            (None, Some(token)) => (TokenType::Bearer, token),
        };
        if token.len() > MAX_TOKEN || !is_b64token(token) {
            return Err(Fault::TokenMalformed);
        }
        Ok(Some(Self { token, scheme }))
    }

    /// The token.
    pub const fn expose(self) -> &'a str {
        self.token
    }

    /// How it is to be used: as what it was presented.
    pub const fn scheme(self) -> TokenType {
        self.scheme
    }
}

/// Why no one token could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// A parameter's form.
    Malformed(Malformed),
    /// In the header and in the body at once.
    SeveralMethods,
    /// Empty, too long, or with characters that no token has (RFC 6750 §2.1).
    TokenMalformed,
}

impl From<Malformed> for Fault {
    fn from(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(malformed) => malformed.fmt(f),
            Self::SeveralMethods => f.write_str(
                "The access token must be sent either in the Authorization header or in the body.",
            ),
            Self::TokenMalformed => {
                f.write_str("The access token has characters or a length that no token has.")
            }
        }
    }
}

impl std::error::Error for Fault {}

/// The scheme of a token, and what follows it.
fn credentials(header: &str) -> Option<(TokenType, &str)> {
    let (scheme, credentials) = header.split_once(' ').unwrap_or((header, ""));
    let known = TokenType::ALL.iter().find(|known| scheme.eq_ignore_ascii_case(known.as_str()))?;
    Some((*known, credentials.trim_matches(' ')))
}

pub(crate) fn is_b64token(token: &str) -> bool {
    let body = token.trim_end_matches('=');
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte);
    !body.is_empty() && body.bytes().all(allowed)
}
