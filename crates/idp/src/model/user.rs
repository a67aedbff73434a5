//! People.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use oidc::claims::StandardClaims;

use super::Version;
pub use super::login_name::canonical_login_name;
use crate::time::Time;

/// A person's identifier: given once, never reused; the public `sub`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
pub struct UserId(Arc<str>);

impl UserId {
    /// Wraps an identifier.
    pub fn new(id: impl Into<Arc<str>>) -> Self {
        Self(id.into())
    }

    /// The identifier's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for UserId {
    fn from(id: String) -> Self {
        Self::new(id)
    }
}

impl From<UserId> for String {
    fn from(id: UserId) -> Self {
        id.as_str().to_owned()
    }
}

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A person with an account here.
#[derive(Clone, Debug)]
pub struct User {
    /// The identifier.
    pub id: UserId,
    /// How often the record was written.
    pub version: Version,
    /// The name the person signs in with, as they wrote it.
    pub username: String,
    /// What is known of the person, by the standard names (OpenID Connect Core §5.1).
    /// `sub` is not among it; `email` here is also a login name.
    pub claims: StandardClaims<'static>,
    /// The groups the person is in; scopes may be for some of them alone.
    pub groups: Vec<String>,
    /// What else is known of the person, by names of our own: private claims (RFC 7519 §4.3).
    pub attributes: Map<String, Value>,
    /// Since when the person may not sign in.
    pub disabled_at: Option<Time>,
    /// When what proves the person was last set: what they signed in to by anything older is over.
    pub sessions_valid_from: Time,
    /// When the account was made.
    pub created_at: Time,
    /// When it was last written.
    pub updated_at: Time,
}
