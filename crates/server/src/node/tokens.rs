//! Reading back the tokens we issued.

use std::borrow::Cow;
use std::sync::Arc;

use idp::issue::ACCESS_TOKEN_TYP;
use jose::nested::Nested;
use jose::secret::Secret;
use jose::{ContentEncryption, VerifyingKey, jwe, jws};
use oidc::claims::{AccessToken, IdTokenHint};
use quick_cache::sync::Cache;

use super::{House, Keyring};

/// How many verified access tokens are remembered, at about a kilobyte each.
const REMEMBERED: usize = 4096;

/// The verified access tokens of late, by hash. Whether a token still counts is asked every time,
/// and so is whether its key does; only its signature is not verified twice.
pub(super) struct Remembered(Cache<[u8; 32], Arc<Known>>);

struct Known {
    kid: String,
    claims: Arc<AccessToken<'static>>,
}

impl Default for Remembered {
    fn default() -> Self {
        Self(Cache::new(REMEMBERED))
    }
}

/// Why a token is not one of ours, for the operator.
pub type NotOurs = Cow<'static, str>;

impl House {
    /// The claims of an access token, if we issued it. Its clock is not looked at here.
    ///
    /// # Errors
    /// Why it is not ours.
    pub fn read_access_token(&self, token: &str) -> Result<Arc<AccessToken<'static>>, NotOurs> {
        let hash = jose::digest::sha256(token.as_bytes());
        let keyring = self.keyring();
        if let Some(known) = self.remembered.0.get(&hash)
            && keyring.verifying(&known.kid).is_some()
        {
            return Ok(Arc::clone(&known.claims));
        }
        let (kid, claims): (String, AccessToken<'static>) =
            read(token, &keyring, |typ| typ == Some(ACCESS_TOKEN_TYP))?;
        self.check_ours(&claims.iss)?;
        let claims = Arc::new(claims);
        self.remembered.0.insert(hash, Arc::new(Known { kid, claims: Arc::clone(&claims) }));
        Ok(claims)
    }

    /// The claims of an ID token that is shown as a hint, if we issued it; it may have expired. One that was
    /// sealed for its client is sealed for a key of ours instead (OpenID Connect Core §3.1.2.1).
    ///
    /// # Errors
    /// Why it is not ours.
    pub async fn read_id_token(&self, token: &str) -> Result<IdTokenHint, NotOurs> {
        let opened = if is_sealed(token) { Some(self.open_token(token.to_owned()).await?) } else { None };
        let token = opened.as_ref().map_or(token, |opened| opened.expose().as_str());
        let is_kind = |typ: Option<&str>| typ.is_none_or(|typ| typ == "JWT");
        let claims: IdTokenHint = match self.load_secret(token).await? {
            Some(key) => read_by(token, &key, is_kind)?,
            None => read(token, &self.keyring(), is_kind)?.1,
        };
        self.check_ours(&claims.iss)?;
        Ok(claims)
    }

    /// The key that the secret of the client is for whom this ID token says it is, where it says that it is
    /// signed so and that client has its ID tokens signed so.
    async fn load_secret(&self, token: &str) -> Result<Option<VerifyingKey>, NotOurs> {
        let algorithm = jws::decode(token).map_err(|error| error.to_string())?.header().alg;
        if !algorithm.is_symmetric() {
            return Ok(None);
        }
        let id = jws::claimed(token, "aud").ok_or("signed by a secret, and for nobody")?;
        let client = self.load_client(&id).await.map_err(|error| error.to_string())?;
        let secret = client
            .filter(|client| client.metadata.id_token_signed_response_alg == algorithm)
            .and_then(|client| client.mac_key())
            .ok_or("signed by a secret, as it is not for that client")?;
        VerifyingKey::from_secret(secret.expose(), algorithm)
            .map(Some)
            .map_err(|error| error.to_string().into())
    }

    /// The signed token in one that is sealed to us.
    async fn open_token(&self, sealed: String) -> Result<Secret<String>, NotOurs> {
        let opened = self.open(move |keyring| open(keyring, &sealed)).await;
        opened.unwrap_or_else(|_| Err("too much waits to be opened".into()))
    }

    /// Which of our issuers it must be, the decision says.
    fn check_ours(&self, iss: &str) -> Result<(), NotOurs> {
        match self.issuers().iter().any(|issuer| issuer.identifier.as_str() == iss) {
            true => Ok(()),
            false => Err("another issuer".into()),
        }
    }
}

/// Five parts, where a signed token has three (RFC 7516 §9).
fn is_sealed(token: &str) -> bool {
    token.bytes().filter(|byte| *byte == b'.').count() == 4
}

fn open(keyring: &Keyring, token: &str) -> Result<Secret<String>, NotOurs> {
    let sealed = jwe::decode(token).map_err(|error| error.to_string())?;
    let kid = sealed.header().kid.as_deref().ok_or("sealed, and without kid")?;
    let key = keyring.decryption(kid).ok_or("sealed for a key that is not ours")?;
    let encryptions: Vec<ContentEncryption> = ContentEncryption::all().collect();
    let opened = sealed.decrypt(key, &[key.management()], &encryptions).map_err(|error| error.to_string())?;
    let nested = Nested::of(opened).map_err(|error| error.to_string())?;
    Ok(Secret::new(nested.as_str().to_owned()))
}

/// The claims of a token we signed, and the key that signed it.
fn read<T: serde::de::DeserializeOwned>(
    token: &str,
    keyring: &Keyring,
    is_kind: impl FnOnce(Option<&str>) -> bool,
) -> Result<(String, T), NotOurs> {
    let unverified = jws::decode(token).map_err(|error| error.to_string())?;
    let kid = unverified.header().kid.clone().ok_or("no kid")?;
    let key = keyring.verifying(&kid).ok_or("signed under a kid that is not ours")?;
    Ok((kid, read_by(token, key, is_kind)?))
}

/// The claims of a token that this key signed.
fn read_by<T: serde::de::DeserializeOwned>(
    token: &str,
    key: &VerifyingKey,
    is_kind: impl FnOnce(Option<&str>) -> bool,
) -> Result<T, NotOurs> {
    let unverified = jws::decode(token).map_err(|error| error.to_string())?;
    if !is_kind(unverified.header().typ.as_deref()) {
        return Err("a token of another kind".into());
    }
    let verified = unverified.verify(key, &[key.algorithm()]).map_err(|error| error.to_string())?;
    // What we signed ourselves is well-formed; it is read into its type at once.
    serde_json::from_slice(verified.as_ref()).map_err(|error| error.to_string().into())
}
