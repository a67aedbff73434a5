use jose::{ContentEncryption, JwsAlgorithm, KeyManagement, SigningKey};

/// How messages of one kind are registered to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Protection {
    /// With which algorithm they are signed, if at all.
    pub(crate) signed: Option<JwsAlgorithm>,
    /// How they are encrypted, if at all.
    pub(crate) sealed: Option<Sealing>,
}

/// How something is encrypted: the key, and the content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Sealing {
    pub(crate) alg: KeyManagement,
    pub(crate) enc: ContentEncryption,
}

impl Protection {
    pub(crate) const NONE: Self = Self { signed: None, sealed: None };

    pub(crate) const fn signed(algorithm: JwsAlgorithm) -> Self {
        Self { signed: Some(algorithm), sealed: None }
    }

    /// Whether they come as plain JSON or parameters.
    pub(crate) fn is_plain(self) -> bool {
        self.signed.is_none() && self.sealed.is_none()
    }
}

/// How authorization requests are protected. No `Debug`: it holds keys.
pub enum RequestObject {
    /// Plain parameters.
    None,
    /// A signed request object (RFC 9101), under the `kid` that the provider knows the key by.
    Signed(Box<SigningKey>),
    /// Signed, then encrypted to the provider's published key (`request_object_encryption_alg` and
    /// `…_enc`): nobody on the way sees what is asked about whom.
    SignedAndEncrypted {
        /// Signs it, under the `kid` that the provider knows the key by.
        key: Box<SigningKey>,
        /// `request_object_encryption_alg`
        alg: KeyManagement,
        /// `request_object_encryption_enc`
        enc: ContentEncryption,
    },
    /// Encrypted and not signed, as Signicat's clients send it: nobody sees it, and anybody could have
    /// written it. Nothing but `request` stands in the address.
    Encrypted {
        /// `request_object_encryption_alg`
        alg: KeyManagement,
        /// `request_object_encryption_enc`
        enc: ContentEncryption,
    },
}
