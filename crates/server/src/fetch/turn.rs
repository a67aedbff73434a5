//! Who may fetch, when many want to.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use tokio::sync::{Semaphore, SemaphorePermit};

use super::Error;

/// Counts what is under way, over all and by host.
pub(super) struct Turns {
    all: Semaphore,
    by_host: Mutex<HashMap<String, usize>>,
    most_per_host: usize,
}

/// One fetch under way.
pub(super) struct Turn<'a> {
    turns: &'a Turns,
    host: String,
    _one: SemaphorePermit<'a>,
}

impl Turns {
    pub(super) fn new(most: usize, most_per_host: usize) -> Self {
        Self { all: Semaphore::new(most), by_host: Mutex::default(), most_per_host }
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
    }
}

#[cfg(test)]
mod tests {
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
}
