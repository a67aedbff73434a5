//! The providers people are sent to, ready to be spoken with: what we are there, what they say of
//! themselves, and their keys.
//!
//! What is fetched is kept as long as the answer says, within bounds; of those who want it at one time one
//! asks, and all wait for that answer. While nothing newer can be had, what was there before counts for a
//! day. One that answers nobody is left alone for a while, so that nobody waits for it in vain.

mod circuit;
mod fault;
mod ours;
mod published;
mod saml;
mod signed;
mod theirs;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use idp::Time;
use idp::model::upstream::{Upstream, UpstreamId};
use rp::message::{Request, Response};
use rp::{Client, Party};

use super::opener::Opener;
use super::{Clock, Overloaded};
use crate::fetch::Fetcher;
use circuit::Circuit;
use theirs::{Known, Theirs};

pub use fault::UpstreamFault;
pub(crate) use ours::{public_key, public_keys};
pub(super) use published::Published;
pub(super) use saml::AllSaml;
pub use saml::SamlParty;

/// An upstream as it stands at one moment, and the way to it. Cheap to clone.
#[derive(Clone)]
pub struct UpstreamParty {
    upstream: Arc<Upstream>,
    kept: Arc<Kept>,
    known: Arc<Known>,
    fetcher: Fetcher,
    clock: Arc<dyn Clock>,
    opener: Arc<Opener>,
}

impl UpstreamParty {
    /// The record.
    pub fn upstream(&self) -> &Arc<Upstream> {
        &self.upstream
    }

    /// Makes our messages, and reads theirs. What signs, opens or verifies belongs into [`Self::apart`] or
    /// [`Self::read`].
    pub fn party(&self) -> Party<'_> {
        Party { client: &self.kept.client, provider: &self.known.provider, keys: &self.known.keys }
    }

    /// Sends a message to the upstream.
    ///
    /// # Errors
    /// No answer came, or one that says that there is none to be had now. Whatever else it says is for
    /// [`Self::party`] to read.
    pub async fn send(&self, request: &Request) -> Result<Response, UpstreamFault> {
        self.kept.circuit.send(&self.fetcher, request, || self.clock.now()).await
    }

    /// Does what takes private operations, apart from what answers requests and a few at a time.
    ///
    /// # Errors
    /// Too many wait already.
    pub async fn apart<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Party<'_>) -> T + Send + 'static,
    ) -> Result<T, Overloaded> {
        let party = self.clone();
        self.opener.run(move || work(&party.party())).await
    }

    /// Reads something apart from what answers requests, and once more with the upstream's present keys
    /// where these could settle it.
    ///
    /// # Errors
    /// Too many wait already; within, as `read` has it.
    pub async fn read<T: Send + 'static>(
        &mut self,
        read: impl Fn(&Party<'_>, i64) -> Result<T, rp::Error> + Clone + Send + 'static,
    ) -> Result<Result<T, rp::Error>, Overloaded> {
        let now = self.clock.now();
        let again = read.clone();
        let first = self.apart(move |party| read(party, now.as_secs())).await?;
        match first {
            Err(error) if self.known.keys.should_be_fetched_again(&error, now.as_secs()) => {
                if !self.refresh_keys().await {
                    return Ok(Err(error));
                }
                self.apart(move |party| again(party, now.as_secs())).await
            }
            read => Ok(read),
        }
    }

    /// Asks the upstream for its keys again, unless that was done just before; whether there are others
    /// now.
    pub async fn refresh_keys(&mut self) -> bool {
        let now = self.clock.now();
        let loaded = theirs::fetch(&self.upstream, &self.fetcher, &self.kept.circuit, now);
        let loaded = self.kept.theirs.load(&self.upstream.id, now, Some(&self.known), loaded);
        match loaded.await {
            Ok(known) if !Arc::ptr_eq(&known, &self.known) => {
                self.known = known;
                true
            }
            _ => false,
        }
    }
}

/// What is kept of one version of an upstream.
struct Kept {
    /// Which record it was, and in which version: another one may come by the same name.
    of: (Time, i64),
    /// The keys we signed with when this was made: the next ones need another client.
    signers: Vec<String>,
    client: Client,
    theirs: Arc<Theirs<Known>>,
    circuit: Arc<Circuit>,
}

/// All that are kept.
#[derive(Default)]
pub(super) struct AllUpstreams(Mutex<HashMap<UpstreamId, Arc<Kept>>>);

impl AllUpstreams {
    /// The upstream, ready to be spoken with; `base` is the address before our paths.
    pub(super) async fn party(
        &self,
        upstream: &Arc<Upstream>,
        base: &str,
        fetcher: &Fetcher,
        clock: &Arc<dyn Clock>,
        opener: &Arc<Opener>,
    ) -> Result<UpstreamParty, UpstreamFault> {
        let now = clock.now();
        let kept = self.kept(upstream, base, now)?;
        let asked = theirs::fetch(upstream, fetcher, &kept.circuit, now);
        let known = kept.theirs.load(&upstream.id, now, None, asked).await?;
        Ok(UpstreamParty {
            upstream: Arc::clone(upstream),
            kept,
            known,
            fetcher: fetcher.clone(),
            clock: Arc::clone(clock),
            opener: Arc::clone(opener),
        })
    }

    fn kept(&self, upstream: &Upstream, base: &str, now: Time) -> Result<Arc<Kept>, UpstreamFault> {
        let of = (upstream.created_at, upstream.version);
        let signers = ours::signers(upstream, now);
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = all.get(&upstream.id).filter(|kept| kept.of == of).cloned();
        if let Some(kept) = before.as_ref().filter(|kept| kept.signers == signers) {
            return Ok(Arc::clone(kept));
        }
        let kept = Arc::new(Kept {
            of,
            signers,
            client: ours::client(upstream, base, now).map_err(UpstreamFault::Misconfigured)?,
            theirs: before.as_ref().map(|kept| Arc::clone(&kept.theirs)).unwrap_or_default(),
            circuit: before.as_ref().map(|kept| Arc::clone(&kept.circuit)).unwrap_or_default(),
        });
        all.insert(upstream.id.clone(), Arc::clone(&kept));
        Ok(kept)
    }

    /// Forgets those that are no more.
    pub(super) fn retain(&self, there: &[Arc<Upstream>]) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|id, _| there.iter().any(|upstream| upstream.id == *id));
    }
}

/// Asks an upstream for all that we need of it, past everything that is kept: what is wrong, each in words
/// for the administrator. Nothing is wrong where the list is empty.
pub(super) async fn check(
    upstream: &Upstream,
    base: &str,
    fetcher: &Fetcher,
    clock: &dyn Clock,
) -> Vec<UpstreamFault> {
    let now = clock.now();
    if upstream.definition.saml.is_some() {
        return saml::check(upstream, base, fetcher, now).await;
    }
    let client = ours::client(upstream, base, now).map_err(UpstreamFault::Misconfigured);
    let circuit = Circuit::default();
    let known = theirs::fetch(upstream, fetcher, &circuit, now).await;
    let mut faults = Vec::new();
    match (&client, &known) {
        (Ok(client), Ok(fetched)) => {
            faults.extend(theirs::shortcomings(upstream, client, &fetched.known, now));
        }
        _ => faults.extend([client.err(), known.err()].into_iter().flatten()),
    }
    faults
}
