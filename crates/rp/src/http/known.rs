use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::Mutex;

use super::{Transport, now};
use crate::{Client, Error, Issuer, Keys, Party, Provider};

/// What is known of a provider at a time.
pub(super) struct Known {
    provider: Provider,
    keys: Keys,
}

impl Known {
    pub(super) fn party<'a>(&'a self, client: &'a Client) -> Party<'a> {
        Party { client, provider: &self.provider, keys: &self.keys }
    }

    /// Metadata first, then the keys they name.
    async fn fetch(issuer: &Issuer, transport: &Transport) -> Result<Self, Error> {
        const NOT_FOUND: u16 = 404;
        let [openid, oauth] = Provider::discovery(issuer)?;
        let mut response = transport.send(&openid).await?;
        if response.status == NOT_FOUND {
            response = transport.send(&oauth).await?;
        }
        let provider = Provider::read(issuer, &response)?;
        let keys = Keys::read(&transport.send(&provider.keys_request()).await?, now())?;
        Ok(Self { provider, keys })
    }
}

/// What is known of a provider, exchanged as it changes.
pub(super) struct Source {
    issuer: Issuer,
    transport: Transport,
    known: RwLock<Arc<Known>>,
    /// When it was last tried to fetch it anew, whatever came of that. One asks, the others wait for it.
    tried_at: Mutex<i64>,
}

impl Source {
    pub(super) async fn discover(issuer: Issuer, transport: Transport) -> Result<Self, Error> {
        let known = Known::fetch(&issuer, &transport).await?;
        let tried_at = Mutex::new(now());
        Ok(Self { issuer, transport, known: RwLock::new(Arc::new(known)), tried_at })
    }

    pub(super) fn transport(&self) -> &Transport {
        &self.transport
    }

    /// As it is known now.
    pub(super) fn known(&self) -> Arc<Known> {
        self.known.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// As it is known now, fetched anew where it is old. That it cannot be is no reason to do without.
    pub(super) async fn recent(&self) -> Arc<Known> {
        let known = self.known();
        if known.keys.are_stale(now()) { self.fetched_again().await.unwrap_or(known) } else { known }
    }

    /// Reads something, and once more with the present keys where these could settle it.
    pub(super) async fn read<T>(
        &self,
        client: &Client,
        read: impl Fn(&Party<'_>, i64) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let known = self.recent().await;
        let first = read(&known.party(client), now());
        match first {
            Err(error) if known.keys.should_be_fetched_again(&error, now()) => {
                match self.fetched_again().await {
                    Some(known) => read(&known.party(client), now()),
                    None => Err(error),
                }
            }
            read => read,
        }
    }

    /// What is known after fetching it anew; none if it was not, or was tried just before.
    async fn fetched_again(&self) -> Option<Arc<Known>> {
        let before = self.known();
        let mut tried_at = self.tried_at.lock().await;
        let present = self.known();
        if !Arc::ptr_eq(&before, &present) {
            return Some(present);
        }
        if now().saturating_sub(Keys::COOL_DOWN) < *tried_at {
            return None;
        }
        *tried_at = now();
        let fetched = Arc::new(Known::fetch(&self.issuer, &self.transport).await.ok()?);
        *self.known.write().unwrap_or_else(PoisonError::into_inner) = fetched.clone();
        Some(fetched)
    }
}
