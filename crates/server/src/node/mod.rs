//! What one node of the platform holds: store, keys, caches, clock and settings.

mod at;
mod authorities;
mod cache;
mod client_keys;
mod clock;
mod derive;
mod directories;
mod hasher;
mod keyring;
mod limits;
pub mod metrics;
mod neighbourhood;
mod opener;
mod policies;
mod sealing;
mod signed_set;
mod to_send;
mod tokens;
mod upstreams;
mod waiting;

use std::sync::Arc;

use idp::effect::Effect;
use idp::model::client::Client;
use idp::model::directory::Directory;
use idp::model::issuer::Issuer;
use idp::model::message::MessageKind;
use idp::model::offered::Offered;
use idp::model::sender::Sender;
use idp::model::settings::Settings;
use idp::model::ticket::TicketKey;
use idp::model::upstream::{Upstream, UpstreamId};
use idp::{Env, Time};
use jose::JwsAlgorithm;
use store::{Outcome, Store};
use tokio::time::Instant;
use tracing::warn;

pub use at::Node;
pub use authorities::ClientAuthorities;
pub use cache::Changes;
pub use client_keys::ClientKeys;
pub use clock::{Clock, SystemClock};
pub use directories::{CheckStep, CheckedPerson, DirectoryCheck, DirectoryFault, Sought};
pub use hasher::{Hasher, Overloaded, Queued};
pub use keyring::Keyring;
pub use limits::{Limit, Limits, Quotas};
pub use neighbourhood::Neighbourhood;
pub use policies::Policies;
pub(crate) use policies::{offset, zone};
pub use sealing::Sealing;
pub use to_send::ToSend;
pub use tokens::NotOurs;
pub use upstreams::{SamlParty, UpstreamFault, UpstreamParty};
pub(crate) use upstreams::{public_key, public_keys};
pub use waiting::{Place, Waiting};

use crate::fetch::Fetcher;
use crate::send::Relays;
use cache::Cache;
use client_keys::AllClientKeys;
use derive::{OsRandom, ServerKeys};
use directories::AllDirectories;
use metrics::Metrics;
use opener::Opener;
use tokens::Remembered;
use upstreams::{AllSaml, AllUpstreams, Published};

/// What one node has and every request shares, at whichever door it asks. Everything a request may use
/// hangs here; there are no globals.
pub struct House {
    clock: Arc<dyn Clock>,
    store: Store,
    derive: ServerKeys,
    keyring: keyring::Shared,
    cache: Cache,
    client_keys: AllClientKeys,
    upstreams: AllUpstreams,
    saml_upstreams: AllSaml,
    directories: AllDirectories,
    published_to_upstreams: Published,
    remembered: Remembered,
    opener: Arc<Opener>,
    /// Told when a message was written, so that the outbox is looked at without delay.
    pub to_send: ToSend,
    /// The pages that wait for somebody's phone.
    pub waiting: Arc<Waiting>,
    /// Connections to servers that take mails, kept for the next one.
    pub(crate) relays: Relays,
    /// The issuers this node answers for, the first one first.
    issuers: Arc<[Issuer]>,
    /// The platform's settings.
    pub settings: Settings,
    /// The pool that hashes passwords.
    pub hasher: Hasher,
    /// Who did how much of late.
    pub limits: Limits,
    /// What it counts of itself.
    pub metrics: Metrics,
    /// What asks others, at addresses that came from outside.
    pub fetcher: Fetcher,
    /// Who vouches for certificates of clients, if anybody does.
    pub client_authorities: Option<Arc<ClientAuthorities>>,
}

impl House {
    /// A house over an open store, that limits nobody.
    ///
    /// # Errors
    /// The store cannot be read.
    async fn new(
        store: Store,
        issuers: Arc<[Issuer]>,
        clock: Arc<dyn Clock>,
        hasher: Hasher,
        fetcher: Fetcher,
    ) -> Result<Self, store::Error> {
        let house = Self {
            derive: ServerKeys::new(store.server_keys()),
            keyring: keyring::Shared::default(),
            cache: Cache::default(),
            client_keys: AllClientKeys::default(),
            upstreams: AllUpstreams::default(),
            saml_upstreams: AllSaml::default(),
            directories: AllDirectories::default(),
            published_to_upstreams: Published::default(),
            remembered: Remembered::default(),
            opener: Arc::new(Opener::new()),
            to_send: ToSend::default(),
            waiting: Arc::default(),
            relays: Relays::default(),
            settings: Settings::default(),
            clock,
            store,
            issuers,
            hasher,
            limits: Limits::new(Quotas::NONE),
            metrics: Metrics::default(),
            fetcher,
            client_authorities: None,
        };
        house.poll().await?;
        house.reload_keys().await?;
        Ok(house)
    }

    /// The issuers this node answers for, the first one first.
    pub fn issuers(&self) -> &[Issuer] {
        &self.issuers
    }

    /// The present.
    pub fn now(&self) -> Time {
        self.clock.now()
    }

    /// The store, for loading facts.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Whether the store answers.
    ///
    /// # Errors
    /// What speaks against it.
    pub async fn check_ready(&self) -> Result<(), store::Error> {
        self.store.check_ready().await
    }

    /// The keys we sign with, verify by and open with.
    pub fn keyring(&self) -> Arc<Keyring> {
        self.keyring.get()
    }

    /// Opens what is sealed to us, apart from what answers requests.
    ///
    /// # Errors
    /// Too many wait already.
    pub(crate) async fn open<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Keyring) -> T + Send + 'static,
    ) -> Result<T, Overloaded> {
        let keyring = self.keyring();
        self.opener.run(move || work(&keyring)).await
    }

    /// One-way derivation under the server's own keys.
    pub fn derive(&self) -> &dyn idp::Derive {
        &self.derive
    }

    /// Lets a pure decision use the surroundings it is allowed.
    pub fn decide<T>(&self, now: Time, decide: impl FnOnce(&mut Env<'_>) -> T) -> T {
        decide(&mut Env { now, random: &mut OsRandom, derive: &self.derive })
    }

    /// The client of this name, from the cache while the cache may be trusted.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn load_client(&self, id: &str) -> Result<Option<Arc<Client>>, store::Error> {
        let now = self.now();
        if let Some(client) = self.cache.client(id, now) {
            return Ok(Some(client));
        }
        let fill = self.cache.begin_fill();
        let client = self.store.load_client(&idp::model::ClientId::new(id)).await?.map(Arc::new);
        if let Some(client) = &client {
            self.cache.fill(fill, client);
        }
        Ok(client)
    }

    /// The resources and scopes that can be asked for, from the cache while the cache may be trusted.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn load_offered(&self) -> Result<Arc<Offered>, store::Error> {
        if let Some(offered) = self.cache.offered(self.now()) {
            return Ok(offered);
        }
        let fill = self.cache.begin_fill();
        let offered = Arc::new(self.store.load_offered().await?);
        self.cache.fill_offered(fill, &offered);
        Ok(offered)
    }

    /// The providers that people are sent to, from the cache while the cache may be trusted; also those
    /// that are disabled.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn load_upstreams(&self) -> Result<Arc<[Arc<Upstream>]>, store::Error> {
        if let Some(upstreams) = self.cache.upstreams(self.now()) {
            return Ok(upstreams);
        }
        let fill = self.cache.begin_fill();
        let upstreams: Arc<[_]> = self.store.load_upstreams().await?.into_iter().map(Arc::new).collect();
        self.cache.fill_upstreams(fill, &upstreams);
        self.upstreams.retain(&upstreams);
        self.saml_upstreams.retain(&upstreams);
        Ok(upstreams)
    }

    /// The ways in which mails and text messages leave, from the cache while the cache may be trusted; also
    /// those that are disabled.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn load_senders(&self) -> Result<Arc<[Sender]>, store::Error> {
        if let Some(senders) = self.cache.senders(self.now()) {
            return Ok(senders);
        }
        let fill = self.cache.begin_fill();
        let senders: Arc<[_]> = self.store.load_senders().await?.into();
        self.cache.fill_senders(fill, &senders);
        Ok(senders)
    }

    /// The directories where organisations keep their people, from the cache while the cache may be trusted; also
    /// those that are disabled.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn load_directories(&self) -> Result<Arc<[Arc<Directory>]>, store::Error> {
        if let Some(directories) = self.cache.directories(self.now()) {
            return Ok(directories);
        }
        let fill = self.cache.begin_fill();
        let directories: Arc<[_]> = self.store.load_directories().await?.into_iter().map(Arc::new).collect();
        self.cache.fill_directories(fill, &directories);
        self.directories.retain(&directories);
        Ok(directories)
    }

    /// The policies that are in force, from the cache while the cache may be trusted.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn load_policies(&self) -> Result<Arc<Policies>, store::Error> {
        if let Some(policies) = self.cache.policies(self.now()) {
            return Ok(policies);
        }
        let fill = self.cache.begin_fill();
        let policies = Arc::new(Policies::of(&self.store.load_policies().await?));
        self.cache.fill_policies(fill, &policies);
        Ok(policies)
    }

    /// An upstream, ready to be spoken with: what it says of itself is asked for where it is not known.
    ///
    /// # Errors
    /// Why it cannot be spoken with, for the operator.
    pub async fn upstream_party(&self, upstream: &Arc<Upstream>) -> Result<UpstreamParty, UpstreamFault> {
        let (fetcher, clock, opener) = (&self.fetcher, &self.clock, &self.opener);
        self.upstreams.party(upstream, self.upstream_base(), fetcher, clock, opener).await
    }

    /// An identity provider of SAML, ready to be spoken with; with newer metadata than this one has, where they can
    /// be had.
    ///
    /// # Errors
    /// Why it cannot be spoken with, for the operator.
    pub async fn saml_party(
        &self,
        upstream: &Arc<Upstream>,
        older: Option<&SamlParty>,
    ) -> Result<SamlParty, UpstreamFault> {
        let with = (&self.fetcher, &self.opener);
        self.saml_upstreams.party(upstream, self.upstream_base(), with, self.now(), older).await
    }

    /// Our own description as a service provider for this upstream, signed.
    ///
    /// # Errors
    /// Too many wait already; within, why it cannot be made.
    pub async fn saml_description(
        &self,
        upstream: &Upstream,
    ) -> Result<Result<Arc<str>, String>, Overloaded> {
        self.saml_upstreams.description(upstream, self.upstream_base(), &self.opener, self.now()).await
    }

    /// Looks in a directory for whoever has this name.
    ///
    /// # Errors
    /// It cannot be asked.
    pub async fn seek(&self, directory: &Directory, name: &str) -> Result<Sought, DirectoryFault> {
        self.directories.seek(directory, name, &self.fetcher).await
    }

    /// Asks a directory for all that we need of it, and for a person where one is named.
    pub async fn check_directory(
        &self,
        directory: &Directory,
        person: Option<CheckedPerson<'_>>,
    ) -> DirectoryCheck {
        directories::check(directory, person, &self.fetcher).await
    }

    /// Our keys for an upstream as a signed set; nothing where no key of ours signs for it.
    ///
    /// # Errors
    /// Why it cannot be signed.
    pub async fn signed_upstream_keys(&self, upstream: &Upstream) -> Result<Option<Arc<str>>, String> {
        self.published_to_upstreams.signed(upstream, self.now()).await
    }

    /// Asks an upstream for all that we need of it: what is wrong, in words for the administrator.
    pub async fn check_upstream(&self, upstream: &Upstream) -> Vec<UpstreamFault> {
        upstreams::check(upstream, self.upstream_base(), &self.fetcher, &*self.clock).await
    }

    /// Where an upstream leads whoever signed out there.
    pub fn upstream_logout_callback(&self, id: &UpstreamId) -> String {
        format!("{}/upstream/{id}/logout/callback", self.upstream_base())
    }

    /// Where sign-outs are asked for and answered by an upstream that speaks SAML.
    pub fn upstream_slo(&self, id: &UpstreamId) -> String {
        format!("{}/upstream/{id}/slo", self.upstream_base())
    }

    /// The address before the paths at which upstreams find us: at the first issuer's door.
    pub fn upstream_base(&self) -> &str {
        self.issuers.first().map_or("", |issuer| issuer.base.as_str())
    }

    /// The keys of this client that may have signed under this name; asks for them where they are
    /// registered by address.
    ///
    /// # Errors
    /// Why there are none, for the operator.
    pub async fn load_client_keys(
        &self,
        client: &Client,
        kid: Option<&str>,
        algorithm: JwsAlgorithm,
        now: Time,
    ) -> Result<ClientKeys, String> {
        self.client_keys.verifying(client, kid, algorithm, &self.fetcher, now).await
    }

    /// Whether a key with this thumbprint is one that the client registered, wherever it lies.
    ///
    /// # Errors
    /// Why its keys cannot be had.
    pub async fn client_holds(&self, client: &Client, thumbprint: &str, now: Time) -> Result<bool, String> {
        self.client_keys.holds(client, thumbprint, &self.fetcher, now).await
    }

    /// The keys that what this client is answered is sealed for; asks for them where they are registered
    /// by address. No key is loaded for a client that wants nothing sealed.
    pub async fn load_sealing(&self, client: Option<&Arc<Client>>, now: Time) -> Sealing {
        let Some(client) = client else { return Sealing::NOT_ASKED };
        let keys = match client.metadata.encrypts_anything() {
            // Keys may have to be fetched; the many that want nothing sealed have no room for that.
            true => Some(Box::pin(self.client_keys.sealing(client, &self.fetcher, now)).await),
            false => None,
        };
        Sealing::new(Arc::clone(client), keys)
    }

    /// Commits effects, and takes in at once what they change of what this node has cached.
    pub async fn commit(&self, effects: Vec<Effect>, now: Time) -> Outcome {
        let touched = cache::touched(&effects);
        let written: Vec<MessageKind> = effects.iter().filter_map(written).collect();
        let moved: Vec<TicketKey> = effects.iter().filter_map(moved).collect();
        let begun = Instant::now();
        let outcome = self.store.commit(effects, now).await;
        self.metrics.committing.record(begun.elapsed());
        self.metrics.commits[match outcome {
            Outcome::Done { .. } => 0,
            Outcome::Lost(_) => 1,
            Outcome::Failed(_) => 2,
            Outcome::Unknown(_) => 3,
        }]
        .count();
        for kind in written {
            self.to_send.tell(kind);
        }
        moved.iter().for_each(|ticket| self.waiting.wake(ticket));
        if !touched.is_empty() && !matches!(outcome, Outcome::Lost(_) | Outcome::Failed(_)) {
            // The log has the change as well, so that the next poll makes good what fails here.
            if let Err(error) = self.take_in(&touched).await {
                warn!(%error, "signing keys changed but cannot be read");
            }
        }
        outcome
    }

    /// Takes in what other nodes and processes changed. Called often by the worker; while it
    /// fails, nothing is decided from the cache.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn poll(&self) -> Result<(), store::Error> {
        loop {
            let asked_at = self.now();
            let changes = self.store.changes_since(self.cache.seen()).await?;
            if let Some(time) = changes.database_time {
                self.clock.steer(time, asked_at, self.now());
            }
            self.take_in(&Changes::from(&changes)).await?;
            self.cache.polled(changes.last, asked_at);
            // A page of changes may not be all of them.
            if changes.entries.is_empty() {
                return self.look_after_waiting().await;
            }
        }
    }

    /// Wakes the pages whose attempts another node moved on.
    async fn look_after_waiting(&self) -> Result<(), store::Error> {
        if self.waiting.is_anybody() {
            self.waiting.moved(self.store.list_moved_attempts(self.now()).await?.into_iter());
        }
        Ok(())
    }

    async fn take_in(&self, touched: &Changes) -> Result<(), store::Error> {
        self.cache.forget(touched);
        if touched.keys { self.reload_keys().await } else { Ok(()) }
    }

    async fn reload_keys(&self) -> Result<(), store::Error> {
        self.keyring.reload(&self.store, self.now()).await
    }
}

/// The ticket that an effect moves on, which somebody may wait for.
const fn moved(effect: &Effect) -> Option<TicketKey> {
    match effect {
        Effect::Advance(advance) => Some(advance.key),
        _ => None,
    }
}

/// The kind of message that an effect writes, if it writes one.
const fn written(effect: &Effect) -> Option<MessageKind> {
    match effect {
        Effect::PutMessage(message) => Some(message.kind),
        _ => None,
    }
}
