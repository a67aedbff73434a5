//! All that the broker remembers, and who may come.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jose::{base64url, random};
use serde_json::{Map, Value};

use crate::ask::Asked;
use crate::client::Registered;
use crate::fault::{Fault, Rule};
use crate::login::Login;
use crate::next::Next;
use crate::shelf::Shelf;
use crate::token::{Code, Told};
use crate::{Bank, Clock, Keys};

/// For how many seconds a person may take: whether that was too long is the relying party's to say.
const LOGIN_TTL: i64 = 24 * 60 * 60;
/// For how many seconds a pushed request may be used.
const PUSHED_TTL: i64 = 90;
/// The most presets that wait.
pub(crate) const MOST_NEXT: usize = 1000;

pub(crate) struct House {
    base: String,
    keys: Keys,
    clock: Clock,
    /// How long the slow bank takes.
    pub(crate) slow: Duration,
    clients: Mutex<HashMap<String, Arc<Registered>>>,
    memory: Mutex<Memory>,
}

#[derive(Default)]
pub(crate) struct Memory {
    pub(crate) logins: Shelf<Login>,
    pub(crate) codes: Shelf<Code>,
    pub(crate) tokens: Shelf<Told>,
    pushed: Shelf<(String, Map<String, Value>)>,
    /// What counts once, by client.
    used: Shelf<()>,
    next: VecDeque<Next>,
    /// The last ID token that each client got.
    pub(crate) last_id_token: HashMap<String, String>,
}

impl House {
    pub(crate) fn new(base: String, keys: Keys, clock: Clock, slow: Duration) -> Self {
        let (clients, memory) = (Mutex::default(), Mutex::default());
        Self { base, keys, clock, slow, clients, memory }
    }

    /// Without a slash at its end.
    pub(crate) fn issuer(&self) -> &str {
        &self.base
    }

    pub(crate) fn address(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    pub(crate) fn keys(&self) -> &Keys {
        &self.keys
    }

    pub(crate) fn now(&self) -> i64 {
        self.clock.now()
    }

    pub(crate) fn register(&self, client: Registered) {
        held(&self.clients).insert(client.client_id.clone(), Arc::new(client));
    }

    pub(crate) fn client(&self, client_id: &str) -> Option<Arc<Registered>> {
        held(&self.clients).get(client_id).cloned()
    }

    pub(crate) fn memory(&self) -> MutexGuard<'_, Memory> {
        held(&self.memory)
    }

    /// Whether a client says this for the first time. It is remembered until it would be over anyway.
    pub(crate) fn is_first(&self, client_id: &str, jti: &str, expires_at: Option<i64>, now: i64) -> bool {
        const LEEWAY: i64 = 60;
        let name = format!("{} {client_id} {jti}", client_id.len());
        let mut memory = self.memory();
        let first = memory.used.get(&name, now).is_none();
        memory.used.put(name, (), expires_at.unwrap_or(now).saturating_add(LEEWAY), now);
        first
    }

    /// The name under which a request that was pushed can be asked for, and for how many seconds.
    pub(crate) fn push(&self, client_id: &str, members: Map<String, Value>) -> (String, i64) {
        let (name, now) = (format!("urn:ietf:params:oauth:request_uri:{}", secret()), self.now());
        let pushed = (client_id.to_owned(), members);
        self.memory().pushed.put(name.clone(), pushed, now + PUSHED_TTL, now);
        (name, PUSHED_TTL)
    }

    pub(crate) fn take_pushed(&self, name: &str, client_id: &str) -> Result<Map<String, Value>, Fault> {
        let pushed = self.memory().pushed.take(name, self.now());
        let fault = |words| Fault::new(Rule::Ftn02, "invalid_request_uri", words);
        match pushed {
            Some((owner, members)) if owner == client_id => Ok(members),
            Some(_) => Err(fault("The request_uri is another client's.")),
            None => Err(fault("The request_uri is unknown, was used before, or its time is over.")),
        }
    }

    /// A sign-in under way, by the name that is in its pages' addresses.
    pub(crate) fn begin(&self, asked: Asked) -> String {
        let (handle, now) = (secret(), self.now());
        self.memory().logins.put(handle.clone(), Login { asked }, now + LOGIN_TTL, now);
        handle
    }

    pub(crate) fn set_next(&self, next: impl IntoIterator<Item = Next>) -> usize {
        let mut memory = self.memory();
        let room = MOST_NEXT.saturating_sub(memory.next.len());
        memory.next.extend(next.into_iter().take(room));
        memory.next.len()
    }

    pub(crate) fn forget_next(&self) {
        self.memory().next.clear();
    }

    pub(crate) fn take_next(&self, client: &Registered, bank: Option<&Bank>) -> Option<Next> {
        let mut memory = self.memory();
        let place = memory.next.iter().position(|next| next.fits(&client.client_id, bank))?;
        memory.next.remove(place)
    }
}

/// A new secret that is not guessed.
pub(crate) fn secret() -> String {
    base64url::encode(random::bytes::<24>())
}

/// What a panic leaves behind is whole: nothing here changes in two steps.
fn held<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}
