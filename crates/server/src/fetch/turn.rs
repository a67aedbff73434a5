//! Who may fetch, when many want to.

use std::collections::HashMap;
use std::pin::pin;
use std::sync::{Mutex, PoisonError};

use tokio::sync::{Notify, Semaphore, SemaphorePermit};

use super::Error;

/// Counts what is under way, over all and by host.
pub(super) struct Turns {
    all: Semaphore,
    by_host: Mutex<HashMap<String, usize>>,
    most_per_host: usize,
    /// Told whenever a host is asked less than before.
    freed: Notify,
}

/// One fetch under way.
pub(super) struct Turn<'a> {
    turns: &'a Turns,
    host: String,
    _one: SemaphorePermit<'a>,
}

impl Turns {
    pub(super) fn new(most: usize, most_per_host: usize) -> Self {
        Self { all: Semaphore::new(most), by_host: Mutex::default(), most_per_host, freed: Notify::new() }
    }

    /// Waits until there is room, but not for a host that is asked too much already: its requests
    /// would only keep others waiting.
    pub(super) async fn take(&self, host: &str) -> Result<Turn<'_>, Error> {
        let one = self.all.acquire().await.map_err(|_| Error::Busy)?;
        let mut by_host = self.by_host.lock().unwrap_or_else(PoisonError::into_inner);
        let count = by_host.entry(host.to_owned()).or_default();
        if *count >= self.most_per_host {
            return Err(Error::Busy);
        }
        *count += 1;
        Ok(Turn { turns: self, host: host.to_owned(), _one: one })
    }

    /// Waits until there is room for this host as well, and takes nobody else's meanwhile: for what nobody
    /// waits for, and what is sent to one host many times at once.
    pub(super) async fn wait(&self, host: &str) -> Result<Turn<'_>, Error> {
        loop {
            let mut freed = pin!(self.freed.notified());
            freed.as_mut().enable();
            match self.take(host).await {
                Err(Error::Busy) => freed.await,
                taken => return taken,
            }
        }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut by_host = self.turns.by_host.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = by_host.get_mut(&self.host) {
            *count -= 1;
            if *count == 0 {
                by_host.remove(&self.host);
            }
        }
        drop(by_host);
        self.turns.freed.notify_waiters();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[tokio::test]
    async fn one_host_cannot_take_every_turn() {
        let turns = Turns::new(3, 2);
        let first = turns.take("slow").await.unwrap();
        let _second = turns.take("slow").await.unwrap();
        assert_eq!(turns.take("slow").await.err(), Some(Error::Busy));
        let _other = turns.take("other").await.unwrap();
        drop(first);
        assert!(turns.take("slow").await.is_ok());
        assert!(turns.by_host.lock().unwrap().len() == 2);
    }

    #[tokio::test]
    async fn whoever_has_time_gets_a_turn_at_last() {
        let turns = Arc::new(Turns::new(3, 2));
        let held = [turns.take("slow").await.unwrap(), turns.take("slow").await.unwrap()];
        let waiting: Vec<_> = (0..20)
            .map(|_| {
                let turns = Arc::clone(&turns);
                tokio::spawn(async move { turns.wait("slow").await.map(drop) })
            })
            .collect();
        tokio::task::yield_now().await;
        assert!(turns.take("other").await.is_ok(), "who waits takes nobody's turn");
        assert!(waiting.iter().all(|waiting| !waiting.is_finished()));
        drop(held);
        for waiting in waiting {
            assert_eq!(waiting.await.unwrap(), Ok(()));
        }
        assert!(turns.by_host.lock().unwrap().is_empty());
    }
}
