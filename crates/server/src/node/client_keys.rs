//! The keys of clients, as they registered them or as they lie at their addresses.
//!
//! Parsed once for each version of a client. What is fetched is kept as long as the answer says, within
//! bounds, and asked for again when a message names a key that is not among it: once for everybody who
//! waits, and not again within half a minute, so that nobody has us ask as often as they like. If asking
//! fails, what was there before still counts for a day.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use idp::Time;
use idp::model::ClientId;
use idp::model::client::Client;
use jose::{JwkSet, JwsAlgorithm, KeyType, Verified, VerifyingKey, jws};
use quick_cache::sync::Cache;
use tokio::sync::Mutex as AsyncMutex;
use tracing::{debug, warn};

use crate::fetch::Fetcher;

/// How many clients' keys are kept parsed.
const REMEMBERED: usize = 2_000;

/// For how long fetched keys are kept where the answer says nothing, and within which bounds otherwise.
const KEPT: Duration = Duration::from_hours(1);
const KEPT_AT_LEAST: Duration = Duration::from_mins(1);
const KEPT_AT_MOST: Duration = Duration::from_hours(24);

/// Not asked again within this time, whatever comes.
const ASKED_AGAIN_AFTER: Duration = Duration::from_secs(30);

/// For how long what was fetched still counts while nothing newer can be.
const STALE_FOR: Duration = Duration::from_hours(24);

/// A key made ready for one algorithm; nothing if it does not serve for that.
type Usable = Option<Arc<VerifyingKey>>;

/// The parsed keys of one client at one time.
#[derive(Default)]
pub struct ClientKeys {
    set: JwkSet,
    /// By place in the set and algorithm; made when first needed, for a key may fit several.
    verifying: Mutex<HashMap<(usize, JwsAlgorithm), Usable>>,
}

impl ClientKeys {
    fn new(mut set: JwkSet, client: &ClientId) -> Self {
        let before = set.keys.len();
        // A secret that lies about publicly proves nothing.
        set.keys.retain(|key| key.key_type() != KeyType::Oct && !key.is_private());
        if set.keys.len() < before {
            warn!(client = client.as_str(), "keys that are not public are left out");
        }
        Self { set, verifying: Mutex::default() }
    }

    /// Whether a key could have signed under this name.
    fn knows(&self, kid: Option<&str>, algorithm: JwsAlgorithm) -> bool {
        self.set.candidates(kid, algorithm).next().is_some()
    }

    /// What a token holds, if one of these keys signed it.
    ///
    /// # Errors
    /// Why it is not believed.
    pub fn verify(&self, token: &str) -> Result<Verified<Vec<u8>>, jws::Error> {
        let mut last = jws::Error::SignatureInvalid;
        for place in 0..self.set.keys.len() {
            let unverified = jws::decode(token)?;
            let header = unverified.header().clone();
            let Some(key) = self.key(place, header.kid.as_deref(), header.alg) else { continue };
            match unverified.verify(&key, &[header.alg]) {
                Ok(verified) => return Ok(verified),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    fn key(&self, place: usize, kid: Option<&str>, algorithm: JwsAlgorithm) -> Usable {
        let jwk = self.set.keys.get(place)?;
        if algorithm.is_symmetric()
            || !self.set.candidates(kid, algorithm).any(|known| std::ptr::eq(known, jwk))
        {
            return None;
        }
        let mut verifying = self.verifying.lock().unwrap_or_else(PoisonError::into_inner);
        let made = || match VerifyingKey::from_jwk(jwk, algorithm) {
            Ok(key) => Some(Arc::new(key)),
            Err(error) => {
                debug!(%error, kid = jwk.kid(), "a client's key cannot be used");
                None
            }
        };
        verifying.entry((place, algorithm)).or_insert_with(made).clone()
    }
}

/// The keys of one client, and what is known of when they came.
struct Kept {
    version: i64,
    /// Held while they are fetched, so that everybody else waits for that.
    fetched: AsyncMutex<Fetched>,
}

#[derive(Default)]
struct Fetched {
    keys: Option<Arc<ClientKeys>>,
    fresh_until: Option<Time>,
    asked_at: Option<Time>,
    /// Why asking last failed, if it did.
    failed: Option<String>,
}

/// All that are kept.
pub(super) struct AllClientKeys(Cache<ClientId, Arc<Kept>>);

impl Default for AllClientKeys {
    fn default() -> Self {
        Self(Cache::new(REMEMBERED))
    }
}

impl AllClientKeys {
    /// The keys of this client that may have signed under this name.
    pub(super) async fn load(
        &self,
        client: &Client,
        kid: Option<&str>,
        algorithm: JwsAlgorithm,
        fetcher: &Fetcher,
        now: Time,
    ) -> Result<Arc<ClientKeys>, String> {
        let kept = self.kept(client);
        let mut fetched = kept.fetched.lock().await;
        if let Some(keys) = &fetched.keys
            && fetched.is_good_for(keys, kid, algorithm, now)
        {
            return Ok(Arc::clone(keys));
        }
        match (&client.metadata.jwks, &client.metadata.jwks_uri) {
            (Some(jwks), _) => {
                let keys = Arc::new(read(jwks.clone(), &client.id)?);
                *fetched = Fetched { keys: Some(Arc::clone(&keys)), ..Fetched::default() };
                Ok(keys)
            }
            (None, Some(address)) => {
                if fetched.may_ask(now) {
                    fetched.ask(address, client, fetcher, now).await;
                }
                fetched.usable(now)
            }
            (None, None) => Err("the client registered no keys".to_owned()),
        }
    }

    fn kept(&self, client: &Client) -> Arc<Kept> {
        if let Some(kept) = self.0.get(&client.id)
            && kept.version == client.version
        {
            return kept;
        }
        let kept = Arc::new(Kept { version: client.version, fetched: AsyncMutex::default() });
        self.0.insert(client.id.clone(), Arc::clone(&kept));
        kept
    }
}

impl Fetched {
    /// Registered by value they are good until the client changes; fetched, while they are fresh and
    /// hold what is asked for, or nothing newer may be asked for yet.
    fn is_good_for(&self, keys: &ClientKeys, kid: Option<&str>, algorithm: JwsAlgorithm, now: Time) -> bool {
        match self.fresh_until {
            None => true,
            Some(fresh_until) => now < fresh_until && keys.knows(kid, algorithm),
        }
    }

    fn may_ask(&self, now: Time) -> bool {
        self.asked_at.is_none_or(|asked_at| now >= asked_at + ASKED_AGAIN_AFTER)
    }

    async fn ask(&mut self, address: &str, client: &Client, fetcher: &Fetcher, now: Time) {
        self.asked_at = Some(now);
        let asked = fetch(address, client, fetcher).await;
        self.failed = match asked {
            Ok((keys, kept)) => {
                self.keys = Some(Arc::new(keys));
                self.fresh_until = Some(now + kept);
                None
            }
            Err(why) => {
                warn!(client = client.id.as_str(), why, "a client's keys cannot be fetched");
                Some(why)
            }
        };
    }

    fn usable(&self, now: Time) -> Result<Arc<ClientKeys>, String> {
        let in_time = self.fresh_until.is_some_and(|until| now < until + STALE_FOR);
        match &self.keys {
            Some(keys) if in_time => Ok(Arc::clone(keys)),
            _ => Err(self.failed.clone().unwrap_or_else(|| "the client's keys are too old".to_owned())),
        }
    }
}

async fn fetch(address: &str, client: &Client, fetcher: &Fetcher) -> Result<(ClientKeys, Duration), String> {
    let answer = fetcher.get(address).await.map_err(|error| format!("jwks_uri: {error}"))?;
    if answer.status != 200 {
        return Err(format!("jwks_uri: the answer has status {}", answer.status));
    }
    let value =
        jose::json::parse_within(&answer.body, JwkSet::MAX_BYTES).map_err(|error| error.to_string())?;
    let kept = answer.max_age.unwrap_or(KEPT).clamp(KEPT_AT_LEAST, KEPT_AT_MOST);
    Ok((read(value, &client.id)?, kept))
}

fn read(set: serde_json::Value, client: &ClientId) -> Result<ClientKeys, String> {
    let (set, bad) = JwkSet::from_value_skipping(set).map_err(|error| error.to_string())?;
    for (place, error) in bad {
        warn!(client = client.as_str(), place, %error, "a client's key cannot be read");
    }
    Ok(ClientKeys::new(set, client))
}
