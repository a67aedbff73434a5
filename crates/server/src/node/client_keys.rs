//! The keys of clients: those we gave a name, those they registered as a set, and those that lie at
//! their addresses.
//!
//! Parsed once for each version of a client. What is fetched is kept as long as the answer says, within
//! bounds, and asked for again when a message names a key that is not among it: once for everybody who
//! waits, and not again within half a minute, so that nobody has us ask as often as they like. If asking
//! fails, what was there before still counts for a day.

mod fetched;
mod parsed;
mod signed;

use std::sync::Arc;

use idp::Time;
use idp::issue::seal::SealingKey;
use idp::model::ClientId;
use idp::model::client::Client;
use jose::{EncryptionKey, JwsAlgorithm, KeyManagement, Verified, jws};
use oidc::metadata::{ClientMetadata, Encryptable};
use quick_cache::sync::{Cache, EntryAction, EntryResult};

use crate::fetch::Fetcher;
use fetched::{Fetched, Source};
use parsed::Parsed;

/// How many clients' keys are kept parsed.
const REMEMBERED: usize = 2_000;

/// The keys of one client at one time.
pub struct ClientKeys {
    parts: Vec<Arc<Parsed>>,
    now: Time,
}

impl ClientKeys {
    /// What decisions know of those that can be sealed for.
    pub fn sealing(&self) -> Vec<SealingKey> {
        self.parts.iter().flat_map(|part| part.sealing()).cloned().collect()
    }

    /// The key at this place among [`Self::sealing`], made ready to be sealed for.
    ///
    /// # Errors
    /// Why it cannot be.
    pub fn encrypting(&self, place: usize, management: KeyManagement) -> Result<Arc<EncryptionKey>, String> {
        let mut place = place;
        for part in &self.parts {
            match place.checked_sub(part.sealing().len()) {
                Some(later) => place = later,
                None => return part.encrypting(place, management),
            }
        }
        Err("no such key".to_owned())
    }

    /// What a token holds, if one of these keys signed it.
    ///
    /// # Errors
    /// Why it is not believed.
    pub fn verify(&self, token: &str) -> Result<Verified<Vec<u8>>, jws::Error> {
        let mut last = jws::Error::SignatureInvalid;
        for part in &self.parts {
            match part.verify(token, self.now) {
                Ok(verified) => return Ok(verified),
                Err(error) => last = error,
            }
        }
        Err(last)
    }
}

/// What a key is wanted for.
#[derive(Clone, Copy)]
enum Wanted<'a> {
    /// To verify what was signed under this name.
    Verifying(Option<&'a str>, JwsAlgorithm),
    /// To know the client by a certificate for the key with this thumbprint.
    Knowing(&'a str),
    /// To seal what a client with these metadata is answered.
    Sealing(&'a ClientMetadata),
}

impl Wanted<'_> {
    fn is_in(self, keys: &Parsed, now: Time) -> bool {
        match self {
            Self::Verifying(kid, algorithm) => keys.knows(kid, algorithm, now),
            Self::Knowing(thumbprint) => keys.holds(thumbprint, now),
            Self::Sealing(metadata) => Encryptable::ALL
                .into_iter()
                .filter_map(|answer| metadata.encryption(answer))
                .filter(|with| !with.alg.is_symmetric())
                .all(|with| keys.sealing().iter().any(|key| key.serves(with.alg, now))),
        }
    }

    /// Whether no other key can be meant than one of these.
    fn is_settled_by(self, keys: &Parsed, now: Time) -> bool {
        let names_one = match self {
            Self::Verifying(kid, _) => kid.is_some(),
            Self::Knowing(_) | Self::Sealing(_) => true,
        };
        names_one && self.is_in(keys, now)
    }
}

/// What is kept of one version of a client.
struct Kept {
    version: i64,
    registered: Arc<Parsed>,
    /// `jwks`, or why it cannot be read.
    by_value: Option<Result<Arc<Parsed>, String>>,
    by_address: Fetched,
}

impl Kept {
    fn new(client: &Client) -> Self {
        let by_value = client.metadata.jwks.clone();
        Self {
            version: client.version,
            registered: Arc::new(Parsed::registered(client)),
            by_value: by_value.map(|set| Parsed::published(set, client, None).map(Arc::new)),
            by_address: Fetched::default(),
        }
    }
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
    pub(super) async fn verifying(
        &self,
        client: &Client,
        kid: Option<&str>,
        algorithm: JwsAlgorithm,
        fetcher: &Fetcher,
        now: Time,
    ) -> Result<ClientKeys, String> {
        self.load(client, Wanted::Verifying(kid, algorithm), fetcher, now).await
    }

    /// Whether a key with this thumbprint is one of this client's, and counts.
    pub(super) async fn holds(
        &self,
        client: &Client,
        thumbprint: &str,
        fetcher: &Fetcher,
        now: Time,
    ) -> Result<bool, String> {
        let keys = self.load(client, Wanted::Knowing(thumbprint), fetcher, now).await?;
        Ok(keys.parts.iter().any(|part| part.holds(thumbprint, now)))
    }

    /// The keys that what this client is answered can be sealed for.
    pub(super) async fn sealing(
        &self,
        client: &Client,
        fetcher: &Fetcher,
        now: Time,
    ) -> Result<ClientKeys, String> {
        self.load(client, Wanted::Sealing(&client.metadata), fetcher, now).await
    }

    async fn load(
        &self,
        client: &Client,
        wanted: Wanted<'_>,
        fetcher: &Fetcher,
        now: Time,
    ) -> Result<ClientKeys, String> {
        let kept = self.kept(client);
        let mut parts = vec![Arc::clone(&kept.registered)];
        if !wanted.is_settled_by(&kept.registered, now) {
            match (&kept.by_value, Source::of(client)) {
                (Some(keys), _) => parts.push(keys.clone()?),
                (None, Some(source)) => {
                    match kept.by_address.load(source, client, wanted, fetcher, now).await {
                        Ok(keys) => parts.push(keys),
                        // One that was registered may do.
                        Err(_) if wanted.is_in(&kept.registered, now) => {}
                        Err(why) => return Err(why),
                    }
                }
                (None, None) if client.keys.is_empty() && !matches!(wanted, Wanted::Sealing(_)) => {
                    return Err("the client registered no keys".to_owned());
                }
                (None, None) => {}
            }
        }
        Ok(ClientKeys { parts, now })
    }

    fn kept(&self, client: &Client) -> Arc<Kept> {
        if let Some(kept) = self.0.get(&client.id)
            && kept.version == client.version
        {
            return kept;
        }
        // Of many who come at once one parses, and all share what it fetches.
        let of_this_version = |_: &ClientId, kept: &mut Arc<Kept>| match kept.version == client.version {
            true => EntryAction::Retain(Arc::clone(kept)),
            false => EntryAction::ReplaceWithGuard,
        };
        match self.0.entry(&client.id, None, of_this_version) {
            EntryResult::Retained(kept) => kept,
            EntryResult::Vacant(place) | EntryResult::Replaced(place, _) => {
                let kept = Arc::new(Kept::new(client));
                // Fails where somebody took the place meanwhile: then theirs is kept.
                let _ = place.insert(Arc::clone(&kept));
                kept
            }
            EntryResult::Removed(..) | EntryResult::Timeout => Arc::new(Kept::new(client)),
        }
    }
}
