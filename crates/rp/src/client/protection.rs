use jose::{JwsAlgorithm, SigningKey};

/// How messages of one kind are registered to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Protection {
    /// With which algorithm they are signed, if at all.
    pub(crate) signed: Option<JwsAlgorithm>,
}

impl Protection {
    pub(crate) const NONE: Self = Self { signed: None };

    pub(crate) const fn signed(algorithm: JwsAlgorithm) -> Self {
        Self { signed: Some(algorithm) }
    }

    /// Whether they come as plain JSON or parameters.
    pub(crate) fn is_plain(self) -> bool {
        self.signed.is_none()
    }
}

/// How authorization requests are protected. No `Debug`: it holds keys.
pub enum RequestObject {
    /// Plain parameters.
    None,
    /// A signed request object (RFC 9101), under the `kid` that the provider knows the key by.
    Signed(Box<SigningKey>),
}
