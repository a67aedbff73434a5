//! Passwords are slow to hash on purpose, so they are hashed on a bounded pool: it says "try
//! again" rather than let a queue grow without end.

mod kept;
mod strength;

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use idp::login::factor::password::advice::Estimate;
use idp::login::factor::password::kept::Kept;
use jose::secret::Secret;
use tokio::sync::Semaphore;

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
    stand_in: Arc<Kept>,
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
            stand_in: kept::stand_in().into(),
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
        self.queue()?.hash(move || kept::hash(password.expose())).await?.ok_or(Overloaded)
    }

    /// How hard a password is to guess for whoever begins with these words. It takes milliseconds, so it waits for a
    /// place as well.
    ///
    /// # Errors
    /// Too many wait already.
    pub async fn weigh(
        &self,
        password: Secret<String>,
        expected: Vec<String>,
    ) -> Result<Estimate, Overloaded> {
        self.queue()?.run(move || strength::estimate(password.expose(), &expected)).await
    }
}

/// A place in the queue of the pool; given back when dropped.
pub struct Queued {
    hasher: Hasher,
}

/// What came of checking a password.
pub struct Checked {
    /// Whether it is the one.
    pub matches: bool,
    /// It hashed anew, where it is the one and was kept by the hash of others.
    pub rehashed: Option<Secret<String>>,
}

impl Queued {
    /// Whether the password is the one that is kept so; where none is kept the same work is done for nothing.
    ///
    /// One that is kept by the hash of others costs that and ours, whether or not it is the one.
    ///
    /// # Errors
    /// The pool is gone.
    pub async fn verify(self, password: Secret<String>, kept: Option<String>) -> Result<Checked, Overloaded> {
        let stand_in = Arc::clone(&self.hasher.stand_in);
        self.hash(move || {
            let password = password.expose();
            let Some(kept) = kept.and_then(|kept| Kept::parse(&kept).ok()) else {
                kept::matches(password, &stand_in);
                return Checked { matches: false, rehashed: None };
            };
            let matches = kept::matches(password, &kept);
            let ours = if kept.is_ours() { None } else { kept::hash(password) };
            Checked { matches, rehashed: ours.filter(|_| matches).map(Secret::new) }
        })
        .await
    }

    /// Work that is counted as a hash.
    async fn hash<T: Send + 'static>(
        self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Overloaded> {
        let computed = Arc::clone(&self.hasher.computed);
        self.run(move || {
            computed.fetch_add(1, Ordering::Relaxed);
            work()
        })
        .await
    }

    async fn run<T: Send + 'static>(
        self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Overloaded> {
        let place = Arc::clone(&self.hasher.places).acquire_owned().await.map_err(|_| Overloaded)?;
        // The place is given back when the work is done, also if whoever asked has gone.
        tokio::task::spawn_blocking(move || {
            let _place = place;
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

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Secret<String> {
        Secret::new(text.to_owned())
    }

    async fn check(hasher: &Hasher, password: &str, kept: Option<&str>) -> Checked {
        hasher.queue().unwrap().verify(secret(password), kept.map(str::to_owned)).await.unwrap()
    }

    #[tokio::test]
    async fn knows_the_right_password_from_a_wrong_one_and_from_nobodys() {
        let hasher = Hasher::new();
        let known = hasher.hash(secret("korrekt häst")).await.unwrap();
        assert!(known.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{known}");
        let right = check(&hasher, "korrekt häst", Some(&known)).await;
        assert!(right.matches && right.rehashed.is_none(), "ours already");
        for (password, kept) in [("korrekt hast", Some(&*known)), ("korrekt häst", None), ("", Some("$2x$"))]
        {
            let wrong = check(&hasher, password, kept).await;
            assert!(!wrong.matches && wrong.rehashed.is_none(), "{password} {kept:?}");
        }
    }

    #[tokio::test]
    async fn hashes_anew_what_was_kept_by_others_once_it_is_the_one() {
        let hasher = Hasher::new();
        let theirs = "$2b$04$6it67htkFGYKmZY33UBV3uHZ5TggMlynlN.7xm70H4Tw6.CYLlLfS";
        let wrong = check(&hasher, "sininen talvi", Some(theirs)).await;
        assert!(!wrong.matches && wrong.rehashed.is_none());
        let right = check(&hasher, "sininen talvi ä", Some(theirs)).await;
        let ours = right.rehashed.unwrap();
        let again = check(&hasher, "sininen talvi ä", Some(ours.expose())).await;
        assert!(right.matches && again.matches && again.rehashed.is_none());
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
