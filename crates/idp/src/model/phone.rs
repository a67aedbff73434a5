//! What is kept of a phone that answers for its person, as the JSON of its credential.

use std::fmt;

use jose::{Jwk, JwsAlgorithm, VerifyingKey};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::credential::{Credential, CredentialId, CredentialKind};
use super::passkey::Passkey;
use crate::refusal::{Reason, Refusal};

/// How often a PIN may be wrong, one time after the other, until the phone answers no more.
pub const MOST_WRONG: u8 = 5;

/// What phones sign with.
pub const ALGORITHM: JwsAlgorithm = JwsAlgorithm::ES256;

/// A phone: its key, and what unlocks it.
#[derive(Clone, Serialize, Deserialize)]
pub struct Phone {
    /// The public key that its messages are verified by, as a JWK.
    pub jwk: Value,
    /// How its person shows that it is they who hold it.
    pub verification: Verification,
    /// Where it is woken, as its browser said (`PushSubscription`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscription: Option<Value>,
}

/// What unlocks a phone.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verification {
    /// Digits that never leave the phone: what it makes of them with a salt of its own. So neither the phone nor
    /// the server alone can be searched for them.
    Pin {
        /// SHA-256 of what the phone makes of them, in base64url.
        sha256: String,
        /// How often it was wrong since it was last right.
        #[serde(default)]
        wrong: u8,
    },
    /// The gesture that opens the phone, as its authenticator vouches for.
    Passkey(Box<Passkey>),
}

impl Phone {
    /// The phone that is kept so; none where it is a credential of another kind.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn of(credential: &Credential) -> Result<Option<Self>, Refusal> {
        match credential.kind {
            CredentialKind::Phone => credential.decode().map(Some),
            _ => Ok(None),
        }
    }

    /// What its messages are verified by.
    pub(crate) fn key(&self) -> Result<VerifyingKey, Refusal> {
        let unreadable = || Refusal::new(Reason::Internal).operator("unreadable key of a phone");
        let jwk = Jwk::from_value(self.jwk.clone()).map_err(|_| unreadable())?;
        VerifyingKey::from_jwk(&jwk, ALGORITHM).map_err(|_| unreadable())
    }

    /// Whether its PIN was wrong too often: it answers no more, and is to be enrolled anew.
    pub fn is_locked(&self) -> bool {
        matches!(self.verification, Verification::Pin { wrong, .. } if wrong >= MOST_WRONG)
    }
}

/// Without what unlocks it.
impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Phone").finish_non_exhaustive()
    }
}

/// Where the phone is kept that has the key of this thumbprint (RFC 7638): a key is one phone's and one person's.
pub fn id(thumbprint: &str) -> CredentialId {
    CredentialId::named(CredentialKind::Phone, thumbprint.as_bytes())
}
