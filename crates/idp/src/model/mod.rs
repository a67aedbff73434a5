//! The nouns: one a file. Plain values, as the store keeps them.

pub mod client;
pub mod consent;
pub mod credential;
pub mod family;
pub mod key;
pub mod ticket;
pub mod user;

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

/// How many times a record or ticket has been written; 1 when new.
pub type Version = i64;

/// A client's identifier (RFC 6749 §2.2), as the client writes it.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ClientId(Arc<str>);

impl ClientId {
    /// Wraps an identifier.
    pub fn new(id: impl Into<Arc<str>>) -> Self {
        Self(id.into())
    }

    /// The identifier's text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for ClientId {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ClientId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
