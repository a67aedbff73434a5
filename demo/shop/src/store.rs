use rp::jose::{Secret, SigningKey};

use crate::{Error, Profile, Purpose, RequestStyle, Result, StoreKey};

/// A store as its merchant set it, without its secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Store {
    pub(crate) slug: String,
    pub(crate) name: String,
    pub(crate) profile: Profile,
    pub(crate) issuer: String,
    pub(crate) client_id: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) acr_values: Vec<String>,
    pub(crate) idp_hint: Option<String>,
    pub(crate) request: RequestStyle,
    pub(crate) provider_keys: Option<String>,
    pub(crate) has_secret: bool,
    /// Counts its changes, so that what was made of it is made again.
    pub(crate) version: i64,
}

/// The secrets of a store, opened. No `Debug`.
pub(crate) struct Credentials {
    pub(crate) client_secret: Option<Secret<String>>,
    /// The oldest first: it signs until it is removed, so that the next can be registered in the meantime.
    pub(crate) keys: Vec<StoreKey>,
}

/// What is shown of a key.
pub(crate) struct PublicKey {
    pub(crate) id: i64,
    pub(crate) purpose: Purpose,
    pub(crate) kid: String,
    pub(crate) jwk: String,
}

impl Store {
    /// The address to register at the provider.
    pub(crate) fn callback(base: &str, slug: &str) -> String {
        format!("{base}/venues/{slug}/oidc/callback")
    }

    pub(crate) fn asks_for(&self, scope: &str) -> bool {
        self.scopes.iter().any(|asked| asked == scope)
    }
}

impl Credentials {
    /// The key that signs.
    pub(crate) fn signing(&self) -> Result<SigningKey> {
        let key = self.keys.iter().find(|key| key.purpose == Purpose::Sign);
        key.ok_or_else(|| Error::Setting("A key that signs is missing.".to_owned()))?.signing()
    }
}

/// Whether this may be a store's name in addresses.
pub(crate) fn is_slug(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// The words of a list, as people write them: apart by spaces, each once, and not without end.
pub(crate) fn words(text: &str) -> Vec<String> {
    const MOST: usize = 20;
    let mut words: Vec<String> = Vec::new();
    for word in text.split_whitespace().take(MOST) {
        if !words.iter().any(|other| other == word) {
            words.push(word.to_owned());
        }
    }
    words
}
