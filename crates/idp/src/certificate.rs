//! Certificates that clients show as they connect (RFC 8705): whoever shows one has proved to hold its key, to
//! us or to a proxy that is believed. A client can be known by one, and tokens be bound to it.

use std::borrow::Cow;

use jose::certificate::Names;

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
        /// What speaks for it.
        standing: Standing,
    },
}

/// What speaks for a certificate. Looked at only as far as the client that is named is known by it, and in
/// the way that it registered.
#[derive(Clone, Debug)]
pub enum Standing {
    /// Nobody asked, as the client is not known by a certificate.
    Unasked,
    /// Its key is one that the client registered.
    Registered,
    /// An authority that the operator configured vouches for it and for these names, now and as a client's.
    Issued(Box<Names>),
    /// Neither: why, for the operator.
    Untrusted(Cow<'static, str>),
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
