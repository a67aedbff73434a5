//! What is kept of an app.

use jose::hotp::HotpHash;
use jose::secret::Secret;
use serde::{Deserialize, Serialize};

use super::step_of;
use crate::model::credential::Credential;
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// What is kept of an app: its secret, and the last step of which a code was taken.
pub(crate) struct Kept {
    secret: Secret<Vec<u8>>,
    hash: HotpHash,
    used: Option<u64>,
}

/// The same, as JSON.
#[derive(Serialize, Deserialize)]
struct Written {
    /// In base64url.
    secret: String,
    hash: Hash,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    used: Option<u64>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Hash {
    Sha1,
    Sha256,
    Sha512,
}

impl Kept {
    /// Of an app that has this secret.
    pub(super) fn new(secret: Secret<Vec<u8>>, hash: HotpHash) -> Self {
        Self { secret, hash, used: None }
    }

    /// What a credential keeps.
    pub(super) fn of(credential: &Credential) -> Result<Self, Refusal> {
        let Written { secret, hash, used } = credential.decode()?;
        let secret = Secret::new(secret);
        let bytes = jose::base64url::decode(secret.expose());
        let bytes = bytes.map_err(|_| Refusal::new(Reason::Internal).operator("unreadable TOTP secret"))?;
        let hash = match hash {
            Hash::Sha1 => HotpHash::Sha1,
            Hash::Sha256 => HotpHash::Sha256,
            Hash::Sha512 => HotpHash::Sha512,
        };
        Ok(Self { secret: Secret::new(bytes), hash, used })
    }

    /// As its credential keeps it.
    pub(crate) fn encode(&self) -> Secret<String> {
        let hash = match self.hash {
            HotpHash::Sha1 => Hash::Sha1,
            HotpHash::Sha256 => Hash::Sha256,
            HotpHash::Sha512 => Hash::Sha512,
        };
        let secret = jose::base64url::encode(self.secret.expose());
        let written = Written { secret, hash, used: self.used };
        let json = Credential::encode(&written);
        drop(Secret::new(written.secret));
        json
    }

    pub(super) fn step_of(&self, code: &str, now: Time) -> Option<u64> {
        step_of(self.hash, self.secret.expose(), code, now)
    }

    pub(super) fn is_used(&self, step: u64) -> bool {
        self.used.is_some_and(|used| step <= used)
    }

    pub(super) fn with_used(mut self, step: u64) -> Self {
        self.used = Some(step);
        self
    }
}
