//! Token revocation (RFC 7009).

use jose::secret::Secret;

pub use crate::introspection::TokenTypeHint;
use crate::parameters::{Malformed, Parameters};

/// A revocation request. No `Debug`: it holds a token.
pub struct Request {
    /// The token.
    pub token: Secret<String>,
    /// Where to look first; an unknown hint is no hint (RFC 7009 §2.2.1).
    pub token_type_hint: Option<TokenTypeHint>,
}

impl Request {
    /// Reads a revocation request.
    pub fn parse(parameters: &Parameters<'_>) -> Result<Self, Malformed> {
        Ok(Self {
            token: Secret::new(parameters.require("token")?.to_owned()),
            token_type_hint: parameters.get("token_type_hint")?.and_then(|hint| hint.parse().ok()),
        })
    }
}
