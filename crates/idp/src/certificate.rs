//! Certificates that clients show as they connect (RFC 8705): whoever shows one has proved to hold its key, to
//! us or to a proxy that is believed. A client can be known by one, and tokens be bound to it.

use std::borrow::Cow;

/// Which certificate it is: SHA-256 of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fingerprint(pub [u8; 32]);

impl Fingerprint {
    /// As tokens say it (`x5t#S256`).
    pub fn text(self) -> String {
        jose::base64url::encode(self.0)
    }
}

/// What the connection of a request showed.
#[derive(Clone, Debug)]
pub enum Certificate {
    /// None came.
    Absent,
    /// It cannot be read: why, for the operator.
    Unreadable(Cow<'static, str>),
    /// It was shown by somebody who holds its key.
    Held {
        /// Which it is.
        fingerprint: Fingerprint,
        /// Whether its key is one that the client registered; otherwise why not, for the operator. Looked at
        /// for clients alone that are known by it.
        registered: Result<(), Cow<'static, str>>,
    },
}

impl Certificate {
    /// Which it is, if one came.
    pub fn fingerprint(&self) -> Option<Fingerprint> {
        match self {
            Self::Held { fingerprint, .. } => Some(*fingerprint),
            Self::Absent | Self::Unreadable(_) => None,
        }
    }
}
