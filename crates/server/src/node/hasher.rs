//! Passwords are slow to hash on purpose, so they are hashed on a bounded pool: it says "try
//! again" rather than let a queue grow without end.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};
use jose::secret::Secret;
use tokio::sync::Semaphore;

/// Argon2id with 19 MiB, two passes, one lane: the least that is advised for passwords at a server.
const MEMORY_KIB: u32 = 19 * 1024;
const PASSES: u32 = 2;

/// How many may wait for each place in the pool: at about 20 ms a hash, less than a second's worth.
const WAITING_PER_PLACE: usize = 32;

/// The pool that hashes passwords.
#[derive(Clone)]
pub struct Hasher {
    places: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    most_waiting: usize,
    computed: Arc<AtomicU64>,
    /// What is hashed against where nobody has the name: the same work, and never a match.
    stand_in: Arc<str>,
}

/// Too many passwords wait already.
#[derive(Debug)]
pub struct Overloaded;

impl Hasher {
    /// A pool with a place for every core but one, and one at least.
    pub fn new() -> Self {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let places = cores.saturating_sub(1).max(1);
        Self {
            places: Arc::new(Semaphore::new(places)),
            waiting: Arc::default(),
            most_waiting: places * WAITING_PER_PLACE,
            computed: Arc::default(),
            stand_in: stand_in().into(),
        }
    }

    /// A place in the queue, to be taken before anything is paid for: whoever gets none is asked to
    /// come again, and nothing is counted against them.
    ///
    /// # Errors
    /// Too many wait already.
    pub fn queue(&self) -> Result<Queued, Overloaded> {
        let queued = Queued { hasher: self.clone() };
        if self.waiting.fetch_add(1, Ordering::Relaxed) < self.most_waiting {
            Ok(queued)
        } else {
            Err(Overloaded)
        }
    }

    /// How many passwords wait for a place or have one.
    pub fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    /// How many hashes the pool has computed, whether or not anybody's password was among them.
    pub fn computed(&self) -> u64 {
        self.computed.load(Ordering::Relaxed)
    }

    /// The hash of a new password, in PHC string form.
    ///
    /// # Errors
    /// Too many wait already.
    pub async fn hash(&self, password: Secret<String>) -> Result<String, Overloaded> {
        self.queue()?.run(move || hash(password.expose())).await?.ok_or(Overloaded)
    }
}

/// A place in the queue of the pool; given back when dropped.
pub struct Queued {
    hasher: Hasher,
}

impl Queued {
    /// Whether the password is the one with this hash; without a hash the same work is done for
    /// nothing.
    ///
    /// # Errors
    /// The pool is gone.
    pub async fn verify(self, password: Secret<String>, known: Option<String>) -> Result<bool, Overloaded> {
        let stand_in = Arc::clone(&self.hasher.stand_in);
        self.run(move || {
            let matches = verify(password.expose(), known.as_deref().unwrap_or(&stand_in));
            matches && known.is_some()
        })
        .await
    }

    async fn run<T: Send + 'static>(
        self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Overloaded> {
        let place = Arc::clone(&self.hasher.places).acquire_owned().await.map_err(|_| Overloaded)?;
        // The place is given back when the work is done, also if whoever asked has gone.
        let computed = Arc::clone(&self.hasher.computed);
        tokio::task::spawn_blocking(move || {
            let _place = place;
            computed.fetch_add(1, Ordering::Relaxed);
            work()
        })
        .await
        .map_err(|_| Overloaded)
    }
}

impl Drop for Queued {
    fn drop(&mut self) {
        self.hasher.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

impl Default for Hasher {
    fn default() -> Self {
        Self::new()
    }
}

fn argon2() -> Option<Argon2<'static>> {
    let params = Params::new(MEMORY_KIB, PASSES, 1, None).ok()?;
    Some(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

fn hash(password: &str) -> Option<String> {
    let salt = jose::random::bytes::<16>();
    let hash = argon2()?.hash_password_with_salt(password.as_bytes(), &salt).ok()?;
    Some(hash.to_string())
}

/// The hash of a password that nobody knows: random bytes where the output of hashing would stand.
fn stand_in() -> String {
    let salt = standard_base64(&jose::random::bytes::<16>());
    let output = standard_base64(&jose::random::bytes::<32>());
    format!("$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p=1${salt}${output}")
}

/// Base64 as PHC strings have it: the standard alphabet, no padding.
fn standard_base64(bytes: &[u8]) -> String {
    jose::base64url::encode(bytes).replace('-', "+").replace('_', "/")
}

fn verify(password: &str, known: &str) -> bool {
    let Ok(known) = PasswordHash::new(known) else { return false };
    Argon2::default().verify_password(password.as_bytes(), &known).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Secret<String> {
        Secret::new(text.to_owned())
    }

    #[tokio::test]
    async fn knows_the_right_password_from_a_wrong_one_and_from_nobodys() {
        let hasher = Hasher::new();
        let known = hasher.hash(secret("korrekt häst")).await.unwrap();
        assert!(known.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{known}");
        assert!(hasher.queue().unwrap().verify(secret("korrekt häst"), Some(known.clone())).await.unwrap());
        assert!(!hasher.queue().unwrap().verify(secret("korrekt hast"), Some(known)).await.unwrap());
        assert!(!hasher.queue().unwrap().verify(secret("korrekt häst"), None).await.unwrap());
    }

    #[test]
    fn the_stand_in_costs_what_a_password_costs() {
        let real = hash("korrekt häst").unwrap();
        let parameters = |hash: &str| PasswordHash::new(hash).map(|hash| hash.params.to_string()).unwrap();
        assert_eq!(parameters(&stand_in()), parameters(&real));
        assert_eq!(stand_in().len(), real.len());
    }

    #[tokio::test]
    async fn sheds_load_instead_of_queueing_without_end() {
        let hasher = Hasher { most_waiting: 1, ..Hasher::new() };
        let blocked = Arc::clone(&hasher.places).acquire_many_owned(hasher.places.available_permits() as u32);
        let held = blocked.await.unwrap();
        let first = tokio::spawn({
            let hasher = hasher.clone();
            async move { hasher.queue().unwrap().verify(secret("a"), None).await.is_ok() }
        });
        tokio::task::yield_now().await;
        while hasher.waiting.load(Ordering::Relaxed) == 0 {
            tokio::task::yield_now().await;
        }
        assert!(hasher.queue().is_err());
        drop(held);
        assert!(first.await.unwrap());
    }
}
