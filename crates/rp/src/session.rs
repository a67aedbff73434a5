use jose::sealing::SealingKey;
use jose::{Secret, base64url};
use serde::{Deserialize, Serialize};

use crate::{Error, IdToken, OurFault, OutsideFault, Party, Tokens};

/// Binds what is sealed to what it is, so that nothing else sealed by the same key passes for it.
const AAD: &[u8] = b"rp/session/1";

/// What an application keeps of a sign-in: who it was, and what it takes to refresh and to sign out. Keep
/// it where sessions are kept, or sealed in a cookie. No `Debug`: it holds secrets.
#[derive(Serialize, Deserialize)]
pub struct Session {
    issuer: String,
    client_id: String,
    subject: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    session_id: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    auth_time: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    nonce: Option<String>,
    id_token: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
}

impl Session {
    /// What to keep of these tokens.
    pub fn of(tokens: &Tokens, party: &Party<'_>) -> Self {
        let id_token = &tokens.id_token;
        Self {
            issuer: id_token.issuer().to_owned(),
            client_id: party.client.id().to_owned(),
            subject: id_token.subject().to_owned(),
            session_id: id_token.session_id().map(str::to_owned),
            auth_time: id_token.auth_time(),
            nonce: id_token.claims().text("nonce").map(str::to_owned),
            id_token: tokens.id_token_hint.expose().clone(),
            refresh_token: tokens.refresh_token.as_ref().map(|token| token.expose().clone()),
        }
    }

    /// Seals it. The key is the application's own, the same on all its nodes.
    pub fn seal(&self, key: &SealingKey) -> String {
        // A structure of texts and numbers can always be written.
        let plain = Secret::new(serde_json::to_vec(self).unwrap_or_default());
        base64url::encode(key.seal(AAD, plain.expose()))
    }

    /// Opens what [`Self::seal`] sealed.
    ///
    /// # Errors
    /// [`OutsideFault::SessionUnreadable`]: it was not sealed by this key, or was changed.
    pub fn open(sealed: &str, key: &SealingKey) -> Result<Self, Error> {
        let opened = base64url::decode(sealed).ok().and_then(|sealed| key.open(AAD, &sealed).ok());
        let session = opened.and_then(|opened| serde_json::from_slice(&opened).ok());
        session.ok_or_else(|| OutsideFault::SessionUnreadable.into())
    }

    /// The issuer.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The person, as this client knows them.
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// The session at the provider, as logout messages name it.
    pub fn session_id(&self) -> Option<&str> {
        self.session_id.as_deref()
    }

    /// Whether it can be refreshed.
    pub fn has_refresh_token(&self) -> bool {
        self.refresh_token.is_some()
    }

    pub(crate) fn check(&self, party: &Party<'_>) -> Result<(), Error> {
        if self.issuer != party.provider.issuer().as_str() || self.client_id != party.client.id() {
            return Err(OurFault::OtherRegistration.into());
        }
        Ok(())
    }

    pub(crate) fn id_token(&self) -> &str {
        &self.id_token
    }

    pub(crate) fn refresh_token(&self) -> Result<&str, Error> {
        self.refresh_token.as_deref().ok_or_else(|| OurFault::NoRefreshToken.into())
    }

    /// Whether a new ID token says the same of person and sign-in (OpenID Connect Core §12.2).
    pub(crate) fn is_of(&self, id_token: &IdToken) -> bool {
        let same_time = match (self.auth_time, id_token.auth_time()) {
            (Some(before), Some(now)) => before == now,
            _ => true,
        };
        // It needs none; one that is there is the first one's.
        let nonce = id_token.claims().text("nonce");
        self.subject == id_token.subject() && same_time && (nonce.is_none() || nonce == self.nonce.as_deref())
    }

    /// The session with what is new; a provider that gives no new refresh token means the old one.
    pub(crate) fn renewed(&self, id_token: Option<&str>, refresh_token: Option<&Secret<String>>) -> Self {
        Self {
            issuer: self.issuer.clone(),
            client_id: self.client_id.clone(),
            subject: self.subject.clone(),
            session_id: self.session_id.clone(),
            auth_time: self.auth_time,
            nonce: self.nonce.clone(),
            id_token: id_token.unwrap_or(&self.id_token).to_owned(),
            refresh_token: match refresh_token {
                Some(token) => Some(token.expose().clone()),
                None => self.refresh_token.clone(),
            },
        }
    }
}
