//! Nonces for proofs of possession (RFC 9449 §8, §9): with them nobody can make proofs ahead of time.
//!
//! A nonce is a tag over the time, cut into windows, under the server's key: nothing is kept of it, and
//! every node knows those of the others. It counts in its own window and in the one after, and, because
//! clocks of nodes differ, in the one before.

use crate::decision::{Derive, Purpose};
use crate::time::Time;

/// How long a window is, in seconds. A nonce serves for at least so long, and at most twice.
const WINDOW: i64 = 120;

/// The nonces that count at a moment.
#[derive(Clone, Debug)]
pub struct Nonces {
    fresh: String,
    others: [String; 2],
}

impl Nonces {
    /// Those of now.
    pub fn at(now: Time, derive: &dyn Derive) -> Self {
        let window = now.as_secs().div_euclid(WINDOW);
        let of = |window: i64| {
            let tag = derive.derive(derive.version(), Purpose::DpopNonce, &window.to_be_bytes());
            tag.map(jose::base64url::encode).unwrap_or_default()
        };
        Self { fresh: of(window), others: [of(window - 1), of(window + 1)] }
    }

    /// The one that lasts longest, for the next proof (`DPoP-Nonce`).
    pub fn fresh(&self) -> &str {
        &self.fresh
    }

    /// Whether this is one of them.
    pub(super) fn take(&self, nonce: &str) -> bool {
        !nonce.is_empty() && std::iter::once(&self.fresh).chain(&self.others).any(|known| known == nonce)
    }
}
