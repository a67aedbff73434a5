//! The keys that lie at a client's address, and what is known of when they came.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use idp::Time;
use idp::model::client::Client;
use jose::JwkSet;
use tokio::sync::Mutex as AsyncMutex;
use tracing::warn;

use super::Wanted;
use super::parsed::Parsed;
use super::signed;
use crate::fetch::Fetcher;
use crate::node::signed_set::SignedSet;

/// For how long fetched keys are kept where the answer says nothing, and within which bounds otherwise.
const KEPT: Duration = Duration::from_hours(1);
const KEPT_AT_LEAST: Duration = Duration::from_mins(1);
const KEPT_AT_MOST: Duration = Duration::from_hours(24);

/// Not asked again within this time, whatever comes.
const ASKED_AGAIN_AFTER: Duration = Duration::from_secs(30);

/// For how long what was fetched still counts while nothing newer can be.
const STALE_FOR: Duration = Duration::from_hours(24);

/// Where a client's keys lie.
#[derive(Clone, Copy)]
pub(super) enum Source<'a> {
    /// As they are (`jwks_uri`).
    Plain(&'a str),
    /// Signed by a key that was agreed on (`signed_jwks_uri`).
    Signed(&'a str),
}

impl<'a> Source<'a> {
    /// The address that a client registered, if it registered one.
    pub(super) fn of(client: &'a Client) -> Option<Self> {
        let signed = client.metadata.signed_jwks_uri.as_deref().map(Self::Signed);
        signed.or_else(|| client.metadata.jwks_uri.as_deref().map(Self::Plain))
    }
}

/// What was fetched from one address for one version of a client.
#[derive(Default)]
pub(super) struct Fetched {
    /// Held while somebody asks, so that whoever cannot do without waits for that answer.
    asking: AsyncMutex<()>,
    last: Mutex<Last>,
}

#[derive(Default)]
struct Last {
    keys: Option<Arc<Parsed>>,
    fresh_until: Option<Time>,
    asked_at: Option<Time>,
    /// Why asking last failed, if it did.
    failed: Option<String>,
}

/// What there is to go by without asking.
enum Known {
    /// It is fresh and has what is wanted.
    Good(Arc<Parsed>),
    /// It has what is wanted, and still counts, though it is time to ask again.
    Aged(Arc<Parsed>),
    /// It has not, or it is too old.
    Lacking,
}

impl Fetched {
    /// The keys at this address: those that are there, if they will do, or else those that come. Of those
    /// for whom older ones will do one asks, and nobody waits.
    pub(super) async fn load(
        &self,
        source: Source<'_>,
        client: &Client,
        wanted: Wanted<'_>,
        fetcher: &Fetcher,
        now: Time,
    ) -> Result<Arc<Parsed>, String> {
        let known = self.last().known(wanted, now);
        let asking = match known {
            Known::Good(keys) => return Ok(keys),
            Known::Aged(keys) => match self.asking.try_lock() {
                Ok(asking) => asking,
                Err(_busy) => return Ok(keys),
            },
            Known::Lacking => self.asking.lock().await,
        };
        // Somebody else may have asked meanwhile.
        let known = self.last().known(wanted, now);
        if let Known::Good(keys) = known {
            return Ok(keys);
        }
        let may_ask = self.last().begin(now);
        if may_ask {
            let asked = fetch(source, client, fetcher, now).await;
            if let Err(why) = &asked {
                warn!(client = client.id.as_str(), why, "a client's keys cannot be fetched");
            }
            self.last().take(asked, now);
        }
        drop(asking);
        self.last().usable(now)
    }

    fn last(&self) -> MutexGuard<'_, Last> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Last {
    fn known(&self, wanted: Wanted<'_>, now: Time) -> Known {
        match (&self.keys, self.fresh_until) {
            (Some(keys), Some(until)) if wanted.is_in(keys, now) && now < until => {
                Known::Good(Arc::clone(keys))
            }
            (Some(keys), Some(until)) if wanted.is_in(keys, now) && now < until + STALE_FOR => {
                Known::Aged(Arc::clone(keys))
            }
            _ => Known::Lacking,
        }
    }

    /// Whether the address may be asked now; then it counts as asked.
    fn begin(&mut self, now: Time) -> bool {
        let may = self.asked_at.is_none_or(|asked_at| now >= asked_at + ASKED_AGAIN_AFTER);
        if may {
            self.asked_at = Some(now);
        }
        may
    }

    fn take(&mut self, asked: Result<(Parsed, Duration), String>, now: Time) {
        self.failed = match asked {
            Ok((keys, kept)) => {
                self.keys = Some(Arc::new(keys));
                self.fresh_until = Some(now + kept);
                None
            }
            Err(why) => Some(why),
        };
    }

    fn usable(&self, now: Time) -> Result<Arc<Parsed>, String> {
        let in_time = self.fresh_until.is_some_and(|until| now < until + STALE_FOR);
        match &self.keys {
            Some(keys) if in_time => Ok(Arc::clone(keys)),
            _ => Err(self.failed.clone().unwrap_or_else(|| "the client's keys are too old".to_owned())),
        }
    }
}

async fn fetch(
    source: Source<'_>,
    client: &Client,
    fetcher: &Fetcher,
    now: Time,
) -> Result<(Parsed, Duration), String> {
    let (member, address) = match source {
        Source::Plain(address) => ("jwks_uri", address),
        Source::Signed(address) => ("signed_jwks_uri", address),
    };
    let answer = fetcher.get(address).await.map_err(|error| format!("{member}: {error}"))?;
    if answer.status != 200 {
        return Err(format!("{member}: the answer has status {}", answer.status));
    }
    let kept = answer.max_age.unwrap_or(KEPT).clamp(KEPT_AT_LEAST, KEPT_AT_MOST);
    match source {
        Source::Plain(_) => {
            let set = jose::json::parse_within(&answer.body, JwkSet::MAX_BYTES);
            Ok((Parsed::published(set.map_err(|error| error.to_string())?, client, None)?, kept))
        }
        Source::Signed(_) => {
            let SignedSet { set, ends_at } =
                signed::verify(&answer.body, client, now).map_err(|why| format!("{member}: {why}"))?;
            Ok((Parsed::published(set, client, Some(ends_at))?, kept.min(ends_at.since(now))))
        }
    }
}
