//! Opening what is sealed to us takes a private operation, and anybody can make us do one: so they are done
//! apart from what answers requests, a few at a time, and whoever comes when too many wait is asked to come
//! again.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Semaphore;

use super::Overloaded;

/// How many may wait for each place: at a millisecond or two each, a fraction of a second's worth.
const WAITING_PER_PLACE: usize = 128;

/// The places where messages are opened.
pub(super) struct Opener {
    places: Arc<Semaphore>,
    waiting: AtomicUsize,
    most_waiting: usize,
}

impl Opener {
    /// A place for every core.
    pub(super) fn new() -> Self {
        let places = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self::with(places, places * WAITING_PER_PLACE)
    }

    fn with(places: usize, most_waiting: usize) -> Self {
        Self { places: Arc::new(Semaphore::new(places)), waiting: AtomicUsize::new(0), most_waiting }
    }

    /// Does the work in one of the places.
    ///
    /// # Errors
    /// Too many wait already.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Overloaded> {
        let _queued = Queued::of(self)?;
        let place = Arc::clone(&self.places).acquire_owned().await.map_err(|_| Overloaded)?;
        // The place is given back when the work is done, also if whoever asked has gone.
        let done = tokio::task::spawn_blocking(move || {
            let _place = place;
            work()
        });
        done.await.map_err(|_| Overloaded)
    }
}

/// A place in the queue; given back when dropped.
struct Queued<'a>(&'a Opener);

impl<'a> Queued<'a> {
    fn of(opener: &'a Opener) -> Result<Self, Overloaded> {
        let queued = Self(opener);
        if opener.waiting.fetch_add(1, Ordering::Relaxed) < opener.most_waiting {
            Ok(queued)
        } else {
            Err(Overloaded)
        }
    }
}

impl Drop for Queued<'_> {
    fn drop(&mut self) {
        self.0.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn whoever_comes_when_too_many_wait_is_sent_away_and_later_taken_again() {
        let opener = Arc::new(Opener::with(1, 2));
        let (go, wait) = std::sync::mpsc::channel::<()>();
        let first = Arc::clone(&opener);
        let first = tokio::spawn(async move { first.run(move || wait.recv().is_ok()).await });
        let second = Arc::clone(&opener);
        let second = tokio::spawn(async move { second.run(|| ()).await });
        while opener.waiting.load(Ordering::Relaxed) < 2 {
            tokio::task::yield_now().await;
        }
        assert!(opener.run(|| ()).await.is_err());
        go.send(()).unwrap();
        assert!(first.await.unwrap().is_ok() && second.await.unwrap().is_ok());
        assert_eq!(opener.run(|| 7).await.ok(), Some(7));
    }
}
