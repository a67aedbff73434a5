//! The first thing wrong with a request.

use std::fmt;

use crate::error::ErrorCode;
use crate::parameters::Malformed;
use crate::{pkce, prompt, response_type, scope};

/// The first thing wrong with a request: which parameter, and what about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The parameter.
    pub parameter: &'static str,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What can be wrong with a parameter. Never holds its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// Absent or empty.
    Missing,
    /// Given more than once.
    Repeated,
    /// Not by the specification's grammar.
    Invalid {
        /// What was expected, as a phrase.
        expected: &'static str,
    },
    /// `response_type` is none of the known combinations.
    ResponseType,
    /// `response_mode=query` for a response that holds a token.
    TokenInQuery,
    /// `scope` is not by the grammar or over its limits.
    Scope(scope::Error),
    /// `prompt` is unknown or contradicts itself.
    Prompt(prompt::Error),
    /// The code challenge or its method.
    Pkce(pkce::Error),
    /// `request` and `request_uri` at once (OpenID Connect Core §6.1).
    RequestAndRequestUri,
}

impl Fault {
    /// The error the specification gives this fault.
    pub const fn error_code(&self) -> ErrorCode {
        match self.problem {
            Problem::ResponseType => ErrorCode::UnsupportedResponseType,
            Problem::Scope(_) => ErrorCode::InvalidScope,
            // RFC 8707 §2.
            Problem::Invalid { .. } if self.names_resource() => ErrorCode::InvalidTarget,
            _ => ErrorCode::InvalidRequest,
        }
    }

    const fn names_resource(&self) -> bool {
        matches!(self.parameter.as_bytes(), b"resource")
    }

    pub(super) const fn invalid(parameter: &'static str, expected: &'static str) -> Self {
        Self { parameter, problem: Problem::Invalid { expected } }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.parameter;
        let expected = match self.problem {
            Problem::Missing => return write!(f, "The parameter {name} is missing."),
            Problem::Repeated => return write!(f, "The parameter {name} is given more than once."),
            Problem::Invalid { expected } => expected,
            Problem::ResponseType => response_type::Error::EXPECTED,
            Problem::TokenInQuery => "fragment or form_post where a token is asked for",
            Problem::Scope(error) => error.expected(),
            Problem::Prompt(error) => error.expected(),
            Problem::Pkce(error) => error.expected(),
            Problem::RequestAndRequestUri => "absent where request is given",
        };
        write!(f, "The parameter {name} must be {expected}.")
    }
}

impl std::error::Error for Fault {}

impl From<pkce::Error> for Fault {
    fn from(error: pkce::Error) -> Self {
        Self { parameter: error.parameter(), problem: Problem::Pkce(error) }
    }
}

/// Reading single parameters yields the variants that name a parameter; the others end
/// [`crate::parameters::Parameters::parse`] and can only name the request as a whole.
impl From<Malformed> for Fault {
    fn from(malformed: Malformed) -> Self {
        match malformed {
            Malformed::Missing { name } => Self { parameter: name, problem: Problem::Missing },
            Malformed::Repeated { name } => Self { parameter: name, problem: Problem::Repeated },
            Malformed::Invalid { name, expected } => Self::invalid(name, expected),
            Malformed::TooMany => Self::invalid("list", "within the limit of one request"),
            Malformed::TooLong { .. } => Self::invalid("list", "within the limit of each value"),
            Malformed::Encoding { .. } => Self::invalid("list", "valid percent-encoded UTF-8"),
        }
    }
}
