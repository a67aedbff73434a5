//! What this node remembers of records, and when it must not.
//!
//! A fill that began before a change became known is thrown away, and while the change log cannot
//! be polled nothing is taken from here.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use idp::Time;
use idp::effect::Effect;
use idp::model::ClientId;
use idp::model::client::Client;
use idp::model::directory::Directory;
use idp::model::offered::Offered;
use idp::model::sender::Sender;
use idp::model::upstream::Upstream;
use quick_cache::sync::Cache as QuickCache;
use store::ChangeKind;

use super::policies::Policies;

/// How many clients are kept parsed.
const CLIENTS: usize = 10_000;

/// How long after a poll the cache may still be trusted.
const TRUSTED_FOR: Duration = Duration::from_secs(3);

/// What changed of what is cached.
#[derive(Default)]
pub struct Changes {
    /// Clients made, changed or removed.
    pub clients: Vec<ClientId>,
    /// Whether any signing key was.
    pub keys: bool,
    /// Whether any resource or scope was.
    pub offered: bool,
    /// Whether any upstream was.
    pub upstreams: bool,
    /// Whether any sender was.
    pub senders: bool,
    /// Whether any directory was.
    pub directories: bool,
    /// Whether a policy was set.
    pub policies: bool,
}

impl Changes {
    pub(super) fn is_empty(&self) -> bool {
        let whole = self.offered || self.upstreams || self.senders || self.directories || self.policies;
        self.clients.is_empty() && !self.keys && !whole
    }
}

impl From<&store::Changes> for Changes {
    fn from(changes: &store::Changes) -> Self {
        let mut touched = Self::default();
        for change in &changes.entries {
            match change.kind {
                ChangeKind::Client => touched.clients.push(ClientId::new(change.id.as_str())),
                ChangeKind::SigningKey => touched.keys = true,
                ChangeKind::Resource | ChangeKind::Scope => touched.offered = true,
                ChangeKind::Upstream => touched.upstreams = true,
                ChangeKind::Sender => touched.senders = true,
                ChangeKind::Directory => touched.directories = true,
                ChangeKind::Policy => touched.policies = true,
            }
        }
        touched
    }
}

/// What these effects change of what is cached.
pub(super) fn touched(effects: &[Effect]) -> Changes {
    let mut touched = Changes::default();
    for effect in effects {
        match effect {
            Effect::PutClient(client) => touched.clients.push(client.record.id.clone()),
            Effect::DeleteClient { id, .. } => touched.clients.push(id.clone()),
            Effect::PutResource(_)
            | Effect::DeleteResource { .. }
            | Effect::PutScope(_)
            | Effect::DeleteScope { .. } => touched.offered = true,
            Effect::PutUpstream(_) | Effect::DeleteUpstream { .. } => touched.upstreams = true,
            Effect::PutSender(_) | Effect::DeleteSender { .. } => touched.senders = true,
            Effect::PutDirectory(_) | Effect::DeleteDirectory { .. } => touched.directories = true,
            Effect::PutPolicy(_) => touched.policies = true,
            Effect::MoveKeys { .. } | Effect::PutKey(_) | Effect::RetireKey { .. } | Effect::DeleteKey(_) => {
                touched.keys = true
            }
            _ => {}
        }
    }
    touched
}

pub(super) struct Cache {
    clients: QuickCache<ClientId, Arc<Client>>,
    /// Few and seldom changed.
    offered: Whole<Offered>,
    /// Likewise.
    upstreams: Whole<[Arc<Upstream>]>,
    /// Likewise.
    senders: Whole<[Sender]>,
    /// Likewise.
    directories: Whole<[Arc<Directory>]>,
    /// Likewise.
    policies: Whole<Policies>,
    /// Counts what was forgotten, so that a fill can tell whether something was meanwhile.
    epoch: AtomicU64,
    filling: Mutex<()>,
    seen: AtomicI64,
    trusted_until: AtomicI64,
}

/// All that there is of something, or nothing.
struct Whole<T: ?Sized>(RwLock<Option<Arc<T>>>);

impl<T: ?Sized> Default for Whole<T> {
    fn default() -> Self {
        Self(RwLock::new(None))
    }
}

impl<T: ?Sized> Whole<T> {
    fn get(&self) -> Option<Arc<T>> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn set(&self, all: Option<Arc<T>>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = all;
    }
}

impl Default for Cache {
    fn default() -> Self {
        Self {
            clients: QuickCache::new(CLIENTS),
            offered: Whole::default(),
            upstreams: Whole::default(),
            senders: Whole::default(),
            directories: Whole::default(),
            policies: Whole::default(),
            epoch: AtomicU64::new(0),
            filling: Mutex::new(()),
            // Asked after this, the log tells its last number alone: an empty cache has nothing to forget.
            seen: AtomicI64::new(i64::MAX),
            trusted_until: AtomicI64::new(i64::MIN),
        }
    }
}

/// A fill under way.
#[derive(Clone, Copy)]
pub(super) struct Fill(u64);

impl Cache {
    pub(super) fn client(&self, id: &str, now: Time) -> Option<Arc<Client>> {
        if self.is_trusted(now) { self.clients.get(id) } else { None }
    }

    pub(super) fn offered(&self, now: Time) -> Option<Arc<Offered>> {
        self.offered.get().filter(|_| self.is_trusted(now))
    }

    pub(super) fn upstreams(&self, now: Time) -> Option<Arc<[Arc<Upstream>]>> {
        self.upstreams.get().filter(|_| self.is_trusted(now))
    }

    pub(super) fn directories(&self, now: Time) -> Option<Arc<[Arc<Directory>]>> {
        self.directories.get().filter(|_| self.is_trusted(now))
    }

    pub(super) fn senders(&self, now: Time) -> Option<Arc<[Sender]>> {
        self.senders.get().filter(|_| self.is_trusted(now))
    }

    pub(super) fn policies(&self, now: Time) -> Option<Arc<Policies>> {
        self.policies.get().filter(|_| self.is_trusted(now))
    }

    fn is_trusted(&self, now: Time) -> bool {
        now.as_micros() < self.trusted_until.load(Ordering::Relaxed)
    }

    pub(super) fn begin_fill(&self) -> Fill {
        Fill(self.epoch.load(Ordering::Acquire))
    }

    pub(super) fn fill(&self, fill: Fill, client: &Arc<Client>) {
        let _one = self.filling.lock().unwrap_or_else(PoisonError::into_inner);
        if self.epoch.load(Ordering::Acquire) == fill.0 {
            self.clients.insert(client.id.clone(), Arc::clone(client));
        }
    }

    pub(super) fn fill_offered(&self, fill: Fill, offered: &Arc<Offered>) {
        self.fill_whole(fill, &self.offered, offered);
    }

    pub(super) fn fill_upstreams(&self, fill: Fill, upstreams: &Arc<[Arc<Upstream>]>) {
        self.fill_whole(fill, &self.upstreams, upstreams);
    }

    pub(super) fn fill_directories(&self, fill: Fill, directories: &Arc<[Arc<Directory>]>) {
        self.fill_whole(fill, &self.directories, directories);
    }

    pub(super) fn fill_policies(&self, fill: Fill, policies: &Arc<Policies>) {
        self.fill_whole(fill, &self.policies, policies);
    }

    pub(super) fn fill_senders(&self, fill: Fill, senders: &Arc<[Sender]>) {
        self.fill_whole(fill, &self.senders, senders);
    }

    fn fill_whole<T: ?Sized>(&self, fill: Fill, whole: &Whole<T>, all: &Arc<T>) {
        let _one = self.filling.lock().unwrap_or_else(PoisonError::into_inner);
        if self.epoch.load(Ordering::Acquire) == fill.0 {
            whole.set(Some(Arc::clone(all)));
        }
    }

    pub(super) fn forget(&self, touched: &Changes) {
        let Changes { clients, offered, upstreams, senders, directories, policies, .. } = touched;
        if clients.is_empty() && !offered && !upstreams && !senders && !directories && !policies {
            return;
        }
        let _one = self.filling.lock().unwrap_or_else(PoisonError::into_inner);
        self.epoch.fetch_add(1, Ordering::AcqRel);
        for client in clients {
            self.clients.remove(client.as_str());
        }
        if *offered {
            self.offered.set(None);
        }
        if *upstreams {
            self.upstreams.set(None);
        }
        if *directories {
            self.directories.set(None);
        }
        if *policies {
            self.policies.set(None);
        }
        if *senders {
            self.senders.set(None);
        }
    }

    pub(super) fn seen(&self) -> i64 {
        self.seen.load(Ordering::Acquire)
    }

    /// Everything up to `last` is taken in, as of `asked_at`.
    pub(super) fn polled(&self, last: i64, asked_at: Time) {
        self.seen.store(last, Ordering::Release);
        self.trusted_until.store((asked_at + TRUSTED_FOR).as_micros(), Ordering::Relaxed);
    }
}
