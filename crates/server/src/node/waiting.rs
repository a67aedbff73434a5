//! Pages that wait for somebody's phone: woken at once by what this node commits, and by what other nodes did when
//! they are asked after. Ten thousand may wait at once, so each holds a place here and nothing else.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use idp::model::Version;
use idp::model::ticket::TicketKey;
use idp::{Reason, Refusal};
use tokio::sync::Notify;

use super::Neighbourhood;

/// How many may wait at one node, and from one address.
const MOST: usize = 20_000;
const MOST_FROM_ONE: u32 = 200;

/// After how many seconds to come again who found no place.
const AGAIN: u32 = 5;

/// Who waits.
#[derive(Default)]
pub struct Waiting(Mutex<Places>);

#[derive(Default)]
struct Places {
    attempts: HashMap<TicketKey, Watched>,
    from: HashMap<Neighbourhood, u32>,
    taken: usize,
}

struct Watched {
    places: u32,
    /// The version that those who wait were last woken for.
    seen: Version,
    changed: Arc<Notify>,
}

impl Waiting {
    /// A place to wait at this attempt, from this address where it is known.
    ///
    /// # Errors
    /// All are taken, in all or from there.
    pub fn sit(self: &Arc<Self>, attempt: TicketKey, from: Option<IpAddr>) -> Result<Place, Refusal> {
        let full = || Refusal::new(Reason::TooManyRequests).retry_after(AGAIN);
        let from = from.map(Neighbourhood::of);
        let mut places = self.places();
        if places.taken >= MOST {
            return Err(full());
        }
        if let Some(from) = from {
            let there = places.from.entry(from).or_default();
            if *there >= MOST_FROM_ONE {
                return Err(full());
            }
            *there += 1;
        }
        places.taken += 1;
        let watched = places.attempts.entry(attempt).or_insert_with(|| Watched {
            places: 0,
            seen: 0,
            changed: Arc::default(),
        });
        watched.places += 1;
        let changed = Arc::clone(&watched.changed);
        drop(places);
        Ok(Place { waiting: Arc::clone(self), attempt, from, changed })
    }

    /// Whether anybody waits.
    pub(super) fn is_anybody(&self) -> bool {
        !self.places().attempts.is_empty()
    }

    /// Wakes those who wait at this attempt.
    pub(super) fn wake(&self, attempt: &TicketKey) {
        if let Some(watched) = self.places().attempts.get(attempt) {
            watched.changed.notify_waiters();
        }
    }

    /// Wakes those who wait at attempts that another node moved on.
    pub(super) fn moved(&self, attempts: impl Iterator<Item = (TicketKey, Version)>) {
        let mut places = self.places();
        for (attempt, version) in attempts {
            if let Some(watched) = places.attempts.get_mut(&attempt).filter(|it| it.seen < version) {
                watched.seen = version;
                watched.changed.notify_waiters();
            }
        }
    }

    fn places(&self) -> MutexGuard<'_, Places> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place, until it is dropped.
pub struct Place {
    waiting: Arc<Waiting>,
    attempt: TicketKey,
    from: Option<Neighbourhood>,
    changed: Arc<Notify>,
}

impl Place {
    /// That the attempt moves on, from the moment this is called.
    pub fn changed(&self) -> tokio::sync::futures::Notified<'_> {
        self.changed.notified()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut places = self.waiting.places();
        places.taken = places.taken.saturating_sub(1);
        if let Some(from) = self.from
            && let Some(there) = places.from.get_mut(&from)
        {
            *there -= 1;
            if *there == 0 {
                places.from.remove(&from);
            }
        }
        if let Some(watched) = places.attempts.get_mut(&self.attempt) {
            watched.places -= 1;
            if watched.places == 0 {
                places.attempts.remove(&self.attempt);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use idp::model::ticket::TicketKind;

    use super::*;

    fn key(name: &str) -> TicketKey {
        TicketKey::of(TicketKind::Qr, name.as_bytes())
    }

    #[tokio::test]
    async fn wakes_who_waits_at_an_attempt_and_nobody_else() {
        let waiting = Arc::<Waiting>::default();
        let (one, other) = (waiting.sit(key("a"), None).unwrap(), waiting.sit(key("b"), None).unwrap());
        let (woken, mut asleep) = (one.changed(), std::pin::pin!(other.changed()));
        waiting.moved([(key("a"), 2)].into_iter());
        woken.await;
        assert!(futures_now(asleep.as_mut()).is_none());
        // Who was woken for a version is not woken for it again.
        let again = std::pin::pin!(one.changed());
        waiting.moved([(key("a"), 2)].into_iter());
        assert!(futures_now(again).is_none());
        waiting.wake(&key("b"));
        asleep.await;
    }

    #[test]
    fn many_from_one_address_hurt_nobody_else_and_leave_no_trace() {
        let waiting = Arc::<Waiting>::default();
        let (here, there) = ("192.0.2.1".parse().ok(), "192.0.2.2".parse().ok());
        let places: Vec<_> = (0..MOST_FROM_ONE).map(|_| waiting.sit(key("a"), here).unwrap()).collect();
        let full = waiting.sit(key("a"), here).err().unwrap();
        assert_eq!((full.reason, full.detail.retry_after), (Reason::TooManyRequests, Some(AGAIN)));
        assert!(waiting.sit(key("a"), there).is_ok());
        drop(places);
        assert!(waiting.sit(key("a"), here).is_ok());
        let places = waiting.places();
        assert!(places.attempts.is_empty() && places.from.is_empty() && places.taken == 0);
    }

    fn futures_now<F: Future>(future: std::pin::Pin<&mut F>) -> Option<F::Output> {
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        match future.poll(&mut context) {
            std::task::Poll::Ready(it) => Some(it),
            std::task::Poll::Pending => None,
        }
    }
}
