//! Reading back the tokens we issued.

use std::borrow::Cow;
use std::sync::Arc;

use idp::issue::ACCESS_TOKEN_TYP;
use jose::jws;
use oidc::claims::{AccessToken, IdTokenHint};
use quick_cache::sync::Cache;

use super::Node;

/// How many verified access tokens are remembered, at about a kilobyte each.
const REMEMBERED: usize = 4096;

/// The verified access tokens of late, by hash. Whether a token still counts is asked every time;
/// only its signature is not verified twice.
pub(super) struct Remembered(Cache<[u8; 32], Arc<AccessToken<'static>>>);

impl Remembered {
    /// Forgets all: a key was added or removed, and what a removed key signed is void.
    pub(super) fn forget(&self) {
        self.0.clear();
    }
}

impl Default for Remembered {
    fn default() -> Self {
        Self(Cache::new(REMEMBERED))
    }
}

/// Why a token is not one of ours, for the operator.
pub type NotOurs = Cow<'static, str>;

impl Node {
    /// The claims of an access token, if we issued it. Its clock is not looked at here.
    ///
    /// # Errors
    /// Why it is not ours.
    pub fn read_access_token(&self, token: &str) -> Result<Arc<AccessToken<'static>>, NotOurs> {
        let hash = jose::digest::sha256(token.as_bytes());
        if let Some(claims) = self.remembered.0.get(&hash) {
            return Ok(claims);
        }
        let claims: AccessToken<'static> = self.read(token, |typ| typ == Some(ACCESS_TOKEN_TYP))?;
        if claims.iss != self.issuer.identifier.as_str() {
            return Err("another issuer".into());
        }
        let claims = Arc::new(claims);
        self.remembered.0.insert(hash, Arc::clone(&claims));
        Ok(claims)
    }

    /// The claims of an ID token that is shown as a hint, if we issued it; it may have expired.
    ///
    /// # Errors
    /// Why it is not ours.
    pub fn read_id_token(&self, token: &str) -> Result<IdTokenHint, NotOurs> {
        let claims: IdTokenHint = self.read(token, |typ| typ.is_none_or(|typ| typ == "JWT"))?;
        if claims.iss != self.issuer.identifier.as_str() {
            return Err("another issuer".into());
        }
        Ok(claims)
    }

    fn read<T: serde::de::DeserializeOwned>(
        &self,
        token: &str,
        is_kind: impl FnOnce(Option<&str>) -> bool,
    ) -> Result<T, NotOurs> {
        let unverified = jws::decode(token).map_err(|error| error.to_string())?;
        let header = unverified.header();
        if !is_kind(header.typ.as_deref()) {
            return Err("a token of another kind".into());
        }
        let kid = header.kid.as_deref().ok_or("no kid")?;
        let keyring = self.keyring();
        let key = keyring.verifying(kid).ok_or("signed under a kid that is not ours")?;
        let verified = unverified.verify(key, &[key.algorithm()]).map_err(|error| error.to_string())?;
        serde_json::from_slice(verified.as_ref()).map_err(|error| Cow::Owned(error.to_string()))
    }
}
