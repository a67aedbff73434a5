//! An issuer: the name under which tokens are issued, and the address its endpoints live at.

use oidc::discovery;

/// An issuer of this installation (OpenID Connect Discovery §3).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Issuer {
    /// The issuer identifier, exactly as tokens and discovery carry it. It may have a path, and may
    /// even be the address of the token endpoint.
    pub identifier: discovery::Issuer,
    /// The address before the endpoints' paths, without a slash at the end.
    pub base: String,
}

impl Issuer {
    /// The full address of a path that begins with a slash.
    pub fn address(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }
}
