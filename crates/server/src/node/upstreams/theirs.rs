//! What an upstream says of itself, and its keys: fetched, or as they stand in its record.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use idp::model::upstream::{RequestStyle, Upstream, UpstreamId};
use idp::upstream::provider;
use idp::{Random, Time};
use jose::JwkSet;
use rp::message::Request;
use rp::{Client, Env, Issuer, Keys, Party, Provider};
use tokio::sync::Mutex as AsyncMutex;
use tracing::warn;

use super::circuit::{Circuit, response};
use super::fault::UpstreamFault;
use super::signed;
use crate::fetch::Fetcher;
use crate::node::derive::OsRandom;

/// For how long what is fetched is kept where the answer says nothing, and within which bounds otherwise.
const KEPT: Duration = Duration::from_hours(1);
const KEPT_AT_LEAST: Duration = Duration::from_mins(1);
const KEPT_AT_MOST: Duration = Duration::from_hours(24);

/// Not asked again within this time, whatever comes; a shorter one where there is nothing to go by.
const ASKED_AGAIN_AFTER: Duration = Duration::from_secs(30);
const TRIED_AGAIN_AFTER: Duration = Duration::from_secs(5);

/// For how long what was fetched still counts while nothing newer can be.
const STALE_FOR: Duration = Duration::from_hours(24);

/// What is known of an upstream at one time.
pub(super) struct Known {
    pub(super) provider: Provider,
    pub(super) keys: Keys,
}

/// What was fetched, and how long it counts.
pub(super) struct Fetched<K> {
    pub(super) known: K,
    /// Until when it need not be fetched again.
    pub(super) fresh_until: Time,
    /// Until when it counts though nothing newer can be had.
    pub(super) counts_until: Time,
}

/// What is known of one version of an upstream, exchanged as it ages or changes.
pub(super) struct Theirs<K> {
    /// Held while somebody asks, so that whoever cannot do without waits for that answer.
    asking: AsyncMutex<()>,
    last: Mutex<Last<K>>,
}

impl<K> Default for Theirs<K> {
    fn default() -> Self {
        Self { asking: AsyncMutex::default(), last: Mutex::default() }
    }
}

struct Last<K> {
    known: Option<Arc<K>>,
    fresh_until: Time,
    counts_until: Time,
    asked_at: Option<Time>,
    /// How often something came of asking, be it a failure.
    answers: u64,
    /// Why asking last failed, if it did.
    failed: Option<UpstreamFault>,
}

impl<K> Default for Last<K> {
    fn default() -> Self {
        Self {
            known: None,
            fresh_until: Time::default(),
            counts_until: Time::default(),
            asked_at: None,
            answers: 0,
            failed: None,
        }
    }
}

impl<K> Theirs<K> {
    /// What there is if it will do, or else what comes of asking, which is begun only then; something newer than
    /// `older`, where that is given.
    pub(super) async fn load(
        &self,
        upstream: &UpstreamId,
        now: Time,
        older: Option<&Arc<K>>,
        asking: impl Future<Output = Result<Fetched<K>, UpstreamFault>>,
    ) -> Result<Arc<K>, UpstreamFault> {
        let there = self.last().there(now, older);
        let held = match there {
            There::Good(known) => return Ok(known),
            There::Aged(known) => match self.asking.try_lock() {
                Ok(held) => held,
                Err(_busy) => return Ok(known),
            },
            There::Lacking => {
                let before = self.last().answers;
                let held = self.asking.lock().await;
                // What came while this one waited is the answer to all who did, so that nobody waits for
                // more than one.
                if self.last().answers != before {
                    return self.last().usable(now);
                }
                held
            }
        };
        // Somebody else may have asked meanwhile.
        let there = self.last().there(now, older);
        if let There::Good(known) = there {
            return Ok(known);
        }
        let may_ask = self.last().begin(now);
        if may_ask {
            let asked = asking.await;
            if let Err(why) = &asked {
                warn!(upstream = upstream.as_str(), %why, "an upstream's metadata or keys cannot be had");
            }
            self.last().take(asked);
        }
        drop(held);
        self.last().usable(now)
    }

    fn last(&self) -> MutexGuard<'_, Last<K>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What there is to go by without asking.
enum There<K> {
    Good(Arc<K>),
    /// It still counts, though it is time to ask again.
    Aged(Arc<K>),
    Lacking,
}

impl<K> Last<K> {
    fn there(&self, now: Time, older: Option<&Arc<K>>) -> There<K> {
        let known = self.known.as_ref().filter(|known| older.is_none_or(|older| !Arc::ptr_eq(known, older)));
        match known {
            Some(known) if now < self.fresh_until => There::Good(Arc::clone(known)),
            Some(known) if now < self.counts_until => There::Aged(Arc::clone(known)),
            _ => There::Lacking,
        }
    }

    /// Whether the upstream may be asked now; then it counts as asked.
    fn begin(&mut self, now: Time) -> bool {
        let pause = if self.known.is_some() { ASKED_AGAIN_AFTER } else { TRIED_AGAIN_AFTER };
        let may = self.asked_at.is_none_or(|asked_at| now >= asked_at + pause);
        if may {
            self.asked_at = Some(now);
        }
        may
    }

    fn take(&mut self, asked: Result<Fetched<K>, UpstreamFault>) {
        self.answers += 1;
        self.failed = match asked {
            Ok(fetched) => {
                self.known = Some(Arc::new(fetched.known));
                (self.fresh_until, self.counts_until) = (fetched.fresh_until, fetched.counts_until);
                None
            }
            Err(why) => Some(why),
        };
    }

    fn usable(&self, now: Time) -> Result<Arc<K>, UpstreamFault> {
        match &self.known {
            Some(known) if now < self.counts_until => Ok(Arc::clone(known)),
            _ => Err(self
                .failed
                .clone()
                .unwrap_or_else(|| UpstreamFault::Unavailable("what was known of it is too old".to_owned()))),
        }
    }
}

/// Until when an answer that may be kept so long is fresh, and until when it counts.
pub(super) fn for_how_long(max_age: Option<Duration>, now: Time) -> (Time, Time) {
    let kept = max_age.unwrap_or(KEPT).clamp(KEPT_AT_LEAST, KEPT_AT_MOST);
    (now + kept, now + kept + STALE_FOR)
}

/// Metadata first, then the keys they name; nothing is asked for that stands in the record.
pub(super) async fn fetch(
    upstream: &Upstream,
    fetcher: &Fetcher,
    circuit: &Circuit,
    now: Time,
) -> Result<Fetched<Known>, UpstreamFault> {
    let definition = &upstream.definition;
    let issuer = Issuer::parse(&definition.issuer)
        .map_err(|error| UpstreamFault::Misconfigured(format!("issuer: {error}")))?;
    let mut kept = KEPT_AT_MOST;
    let mut ends_at = Time::NEVER;
    let mut get = async |request: &Request| {
        let asked = circuit.ask(fetcher, request, || now).await;
        let fetched = asked.map_err(|fault| at(request.endpoint.as_str(), fault))?;
        kept = kept.min(fetched.max_age.unwrap_or(KEPT).clamp(KEPT_AT_LEAST, KEPT_AT_MOST));
        Ok::<_, UpstreamFault>(response(fetched))
    };
    let provider = match provider(&issuer, definition) {
        Some(described) => described?,
        None => {
            const NOT_FOUND: u16 = 404;
            let [openid, oauth] = Provider::discovery(&issuer)?;
            let mut response = get(&openid).await?;
            if response.status == NOT_FOUND {
                response = get(&oauth).await?;
            }
            Provider::read(&issuer, &response)?
        }
    };
    let keys = match (&definition.signed_jwks_uri, &definition.jwks) {
        (Some(address), _) => {
            let request = signed::request(address)?;
            let signed = signed::verify(&get(&request).await?, definition, now);
            let signed = signed.map_err(|why| {
                UpstreamFault::Untrusted(format!("the set of keys at signed_jwks_uri cannot be used: {why}"))
            })?;
            ends_at = signed.ends_at;
            Keys::fetched(signed.set, now.as_secs())
        }
        (None, Some(set)) => {
            let set = JwkSet::from_value_skipping(set.clone());
            Keys::fixed(set.map_err(|why| UpstreamFault::Misconfigured(format!("jwks: {why}")))?.0)
        }
        (None, None) => Keys::read(&get(&provider.keys_request()).await?, now.as_secs())?,
    };
    let fetches_keys = definition.signed_jwks_uri.is_some() || definition.jwks.is_none();
    let asks = definition.metadata.is_none() || fetches_keys;
    let (fresh_until, counts_until) = match asks {
        true => ((now + kept).min(ends_at), (now + kept + STALE_FOR).min(ends_at)),
        false => (Time::NEVER, Time::NEVER),
    };
    Ok(Fetched { known: Known { provider, keys }, fresh_until, counts_until })
}

/// What of our registration the upstream cannot serve, as far as what it says of itself shows.
pub(super) fn shortcomings(
    upstream: &Upstream,
    client: &Client,
    known: &Known,
    now: Time,
) -> Vec<UpstreamFault> {
    let party = Party { client, provider: &known.provider, keys: &known.keys };
    let mut random = |bytes: &mut [u8]| OsRandom.fill(bytes);
    let mut env = Env::new(now.as_secs(), &mut random);
    let wish = rp::Authorization::new(&upstream.definition.scope);
    let tried = match upstream.definition.request {
        RequestStyle::Pushed => party.push(&wish, &mut env).map(drop),
        RequestStyle::Plain | RequestStyle::Signed | RequestStyle::Sealed => {
            party.begin(&wish, &mut env).map(drop)
        }
    };
    tried.err().map(UpstreamFault::from).into_iter().collect()
}

fn at(address: &str, fault: UpstreamFault) -> UpstreamFault {
    let told = |why: String| format!("{address}: {why}");
    match fault {
        UpstreamFault::Unavailable(why) => UpstreamFault::Unavailable(told(why)),
        UpstreamFault::Untrusted(why) => UpstreamFault::Untrusted(told(why)),
        UpstreamFault::Misconfigured(why) => UpstreamFault::Misconfigured(told(why)),
    }
}
