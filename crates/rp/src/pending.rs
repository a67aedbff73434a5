use jose::sealing::SealingKey;
use jose::{base64url, constant_time, digest};
use serde::{Deserialize, Serialize};

use crate::{Env, Error, OurFault, OutsideFault, Party};

/// Binds what is sealed to what it is, so that nothing else sealed by the same key passes for it.
const AAD: &[u8] = b"rp/pending/1";

/// A request that is on its way, kept by the browser that began it: its state, nonce and code verifier.
/// Because it is bound to the browser, an answer to a request that another browser began, or nobody, is
/// of no use in this one.
///
/// Keep it in the browser's session, or sealed in a cookie that is `HttpOnly`, `Secure` and
/// `SameSite=Lax` (`None` where answers are posted); **take it away when the browser comes back**, however
/// that ends. It is neither `Clone` nor `Debug`: it is used up by the one answer, and holds secrets.
#[derive(Serialize, Deserialize)]
pub struct Pending {
    issuer: String,
    client_id: String,
    redirect_uri: String,
    state: String,
    nonce: String,
    code_verifier: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    max_age: Option<u32>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    acr: Vec<String>,
    began_at: i64,
}

impl Pending {
    /// For how many seconds a person may take to come back.
    pub const LIFETIME: i64 = 60 * 60;

    pub(crate) fn new(party: &Party<'_>, max_age: Option<u32>, acr: Vec<String>, env: &mut Env<'_>) -> Self {
        Self {
            issuer: party.provider.issuer().to_string(),
            client_id: party.client.id().to_owned(),
            redirect_uri: party.client.redirect_uri().to_owned(),
            state: env.secret(),
            nonce: env.secret(),
            code_verifier: env.secret(),
            max_age,
            acr,
            began_at: env.now,
        }
    }

    /// Seals it for a cookie. The key is the application's own, the same on all its nodes.
    pub fn seal(&self, key: &SealingKey) -> String {
        // A structure of texts and numbers can always be written.
        base64url::encode(key.seal(AAD, &serde_json::to_vec(self).unwrap_or_default()))
    }

    /// Opens what [`Self::seal`] sealed.
    ///
    /// # Errors
    /// [`OutsideFault::PendingUnreadable`]: it was not sealed by this key, or was changed.
    pub fn open(sealed: &str, key: &SealingKey) -> Result<Self, Error> {
        let opened = base64url::decode(sealed).ok().and_then(|sealed| key.open(AAD, &sealed).ok());
        let pending = opened.and_then(|opened| serde_json::from_slice(&opened).ok());
        pending.ok_or_else(|| OutsideFault::PendingUnreadable.into())
    }

    /// A short name for this request, to keep several apart that one browser began: a part of the
    /// cookie's name, say. [`Self::label_of`] has the same for the `state` that comes back.
    pub fn label(&self) -> String {
        Self::label_of(&self.state)
    }

    /// The [`label`](Self::label) of the request that was sent with this state.
    pub fn label_of(state: &str) -> String {
        const BYTES: usize = 12;
        base64url::encode(&digest::sha256(state.as_bytes())[..BYTES])
    }

    pub(crate) fn state(&self) -> &str {
        &self.state
    }

    pub(crate) fn nonce(&self) -> &str {
        &self.nonce
    }

    pub(crate) fn code_verifier(&self) -> &str {
        &self.code_verifier
    }

    pub(crate) fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    pub(crate) fn max_age(&self) -> Option<u32> {
        self.max_age
    }

    pub(crate) fn acr(&self) -> &[String] {
        &self.acr
    }

    /// Whether this request was made by this party, and its time is not over.
    pub(crate) fn check(&self, party: &Party<'_>, now: i64) -> Result<(), Error> {
        if self.issuer != party.provider.issuer().as_str() || self.client_id != party.client.id() {
            return Err(OurFault::OtherRegistration.into());
        }
        if now.saturating_sub(Self::LIFETIME) > self.began_at {
            return Err(OutsideFault::PendingExpired.into());
        }
        Ok(())
    }

    pub(crate) fn check_state(&self, state: Option<&str>) -> Result<(), Error> {
        let state = state.ok_or(OutsideFault::StateMissing)?;
        if !constant_time::eq(state.as_bytes(), self.state.as_bytes()) {
            return Err(OutsideFault::OtherState.into());
        }
        Ok(())
    }
}
