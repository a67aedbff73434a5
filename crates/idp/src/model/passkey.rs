//! What is kept of a passkey, as the JSON of its credential.

use serde::{Deserialize, Serialize};

use super::credential::{Credential, CredentialId, CredentialKind};
use super::user::UserId;
use crate::decision::{Derive, Purpose};
use crate::refusal::Refusal;
use crate::webauthn::authentication::Known;
use crate::webauthn::{Authenticated, PublicKey, Registered};

/// A credential record (Web Authentication §4).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Passkey {
    /// What its authenticator calls it, in base64url.
    pub credential_id: String,
    /// The key that its signatures are verified by.
    pub public_key: PublicKey,
    /// How often it had signed when it was last used, where it counts.
    pub sign_count: u32,
    /// What the authenticator was told whose it is, in base64url.
    pub user_handle: String,
    /// The host that it is bound to.
    pub relying_party: String,
    /// Which make its authenticator said it was, in base64url: a claim, for those who look after accounts.
    pub aaguid: String,
    /// How the browser may reach it, as the browser named it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub transports: Vec<String>,
    /// Whether it may be copied to other devices of the person's.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_backup_eligible: bool,
    /// Whether it was, when it was last used.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_backed_up: bool,
}

/// The longest list of transports that is kept.
const MOST_TRANSPORTS: usize = 8;
/// The longest name of a transport.
const MOST_TRANSPORT: usize = 32;

impl Passkey {
    /// That of a credential just made for this person at this host.
    pub fn new(registered: &Registered, user_handle: &[u8], host: &str, transports: &[String]) -> Self {
        let is_name = |name: &&String| {
            (1..=MOST_TRANSPORT).contains(&name.len())
                && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
        };
        Self {
            credential_id: jose::base64url::encode(registered.credential_id()),
            public_key: registered.public_key().clone(),
            sign_count: registered.sign_count(),
            user_handle: jose::base64url::encode(user_handle),
            relying_party: host.to_owned(),
            aaguid: jose::base64url::encode(registered.aaguid()),
            transports: transports.iter().filter(is_name).take(MOST_TRANSPORTS).cloned().collect(),
            is_backup_eligible: registered.is_backup_eligible(),
            is_backed_up: registered.is_backed_up(),
        }
    }

    /// The passkey that is kept so; none where it is a credential of another kind.
    ///
    /// # Errors
    /// It cannot be read.
    pub fn of(credential: &Credential) -> Result<Option<Self>, Refusal> {
        match credential.kind {
            CredentialKind::Passkey => credential.decode().map(Some),
            _ => Ok(None),
        }
    }

    /// The same after it was used so.
    #[must_use]
    pub fn after(&self, authenticated: &Authenticated) -> Self {
        Self {
            sign_count: authenticated.sign_count(),
            is_backed_up: authenticated.is_backed_up(),
            ..self.clone()
        }
    }

    /// What an assertion is held against.
    pub fn known(&self) -> Known<'_> {
        Known {
            public_key: &self.public_key,
            sign_count: self.sign_count,
            is_backup_eligible: self.is_backup_eligible,
        }
    }
}

/// Where the passkey is kept that its authenticator calls so.
pub fn id(credential_id: &[u8]) -> CredentialId {
    CredentialId::named(CredentialKind::Passkey, credential_id)
}

/// What authenticators are told whose a passkey is: always the same for a person, so that a second one on the
/// same device takes the place of the first, and telling nobody anything (§14.6.1). None where the first of the
/// server's keys is gone.
pub fn user_handle(user: &UserId, derive: &dyn Derive) -> Option<[u8; 32]> {
    derive.derive(derive.first_version(), Purpose::PasskeyUser, user.as_str().as_bytes())
}
