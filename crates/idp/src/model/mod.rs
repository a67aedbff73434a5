//! The nouns: one a file. Plain values, as the store keeps them.

pub mod client;
pub mod client_key;
pub mod consent;
pub mod credential;
pub mod directory;
pub mod event;
pub mod family;
pub mod initial_access_token;
pub mod issuer;
pub mod key;
pub mod linked_identity;
pub mod login_name;
pub mod mail;
pub mod message;
pub mod offered;
pub mod passkey;
pub mod phone;
pub mod phone_service;
pub mod policy;
pub mod resource;
pub mod scope;
pub mod sender;
pub mod session;
pub mod settings;
pub mod sign_in;
pub mod text_message;
pub mod ticket;
pub mod told;
pub mod upstream;
pub mod user;

use std::borrow::Borrow;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// How many times a record or ticket has been written; 1 when new.
pub type Version = i64;

/// A client's identifier (RFC 6749 §2.2), as the client writes it.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
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

impl From<String> for ClientId {
    fn from(id: String) -> Self {
        Self::new(id)
    }
}

impl From<ClientId> for String {
    fn from(id: ClientId) -> Self {
        id.as_str().to_owned()
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
