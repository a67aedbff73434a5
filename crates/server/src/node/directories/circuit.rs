//! How many wait for a directory. While it does not answer, one at a time finds out whether it does again, and the
//! others are told at once; otherwise as many are looked for as it is asked at the same time, and so many wait for
//! their turn.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use super::DirectoryFault;

/// How many people are looked for in one directory at the same time.
const MOST_AT_ONCE: usize = 16;

/// How many there may be, those who wait for their turn included.
const MOST_WAITING: usize = 64;

pub(super) struct Circuit {
    places: Arc<Semaphore>,
    turns: Arc<Semaphore>,
    /// Of the one who finds out.
    finder: Arc<Semaphore>,
    is_down: AtomicBool,
}

/// A turn: it ends when this is gone.
pub(super) struct Turn {
    _held: [OwnedSemaphorePermit; 2],
    _found_by: Option<OwnedSemaphorePermit>,
}

impl Default for Circuit {
    fn default() -> Self {
        let of = |most| Arc::new(Semaphore::new(most));
        Self {
            places: of(MOST_WAITING),
            turns: of(MOST_AT_ONCE),
            finder: of(1),
            is_down: AtomicBool::new(false),
        }
    }
}

impl Circuit {
    /// Waits for a turn, at most so long.
    pub(super) async fn turn(&self, patience: Duration) -> Result<Turn, DirectoryFault> {
        let Ok(place) = Arc::clone(&self.places).try_acquire_owned() else { return Err(too_many()) };
        self.finder()?;
        let turn = timeout(patience, Arc::clone(&self.turns).acquire_owned()).await;
        let Ok(Ok(turn)) = turn else { return Err(too_many()) };
        // It may have gone down while we waited.
        Ok(Turn { _found_by: self.finder()?, _held: [place, turn] })
    }

    /// The place of the one who finds out; nothing while there is nothing to find out.
    fn finder(&self) -> Result<Option<OwnedSemaphorePermit>, DirectoryFault> {
        if !self.is_down.load(Ordering::Relaxed) {
            return Ok(None);
        }
        let finder = Arc::clone(&self.finder).try_acquire_owned();
        finder.map(Some).map_err(|_| {
            DirectoryFault::Unavailable(
                "it did not answer, and somebody is finding out whether it does now".to_owned(),
            )
        })
    }

    /// What somebody found whose turn it was.
    pub(super) fn found<T>(&self, came: &Result<T, DirectoryFault>) {
        let is_down = matches!(came, Err(DirectoryFault::Unavailable(_)));
        self.is_down.store(is_down, Ordering::Relaxed);
    }
}

fn too_many() -> DirectoryFault {
    DirectoryFault::Unavailable("too many people are looked for in it already".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(600);
    const NOT_AT_ALL: Duration = Duration::ZERO;

    fn down() -> Result<(), DirectoryFault> {
        Err(DirectoryFault::Unavailable("it is not there".to_owned()))
    }

    #[tokio::test]
    async fn while_it_is_down_one_finds_out_and_the_others_are_told_at_once() {
        let circuit = Circuit::default();
        let other = circuit.turn(LONG).await.unwrap();
        circuit.found(&down());
        drop(other);
        let finder = circuit.turn(LONG).await.unwrap();
        for _ in 0..100 {
            assert!(circuit.turn(LONG).await.is_err());
        }
        // Whoever comes next after that finds out, until it answers.
        circuit.found(&down());
        drop(finder);
        let finder = circuit.turn(LONG).await.unwrap();
        circuit.found(&Ok(()));
        let _other = circuit.turn(LONG).await.unwrap();
        drop(finder);
    }

    #[tokio::test]
    async fn who_is_told_that_a_definition_does_not_fit_has_been_answered() {
        let circuit = Circuit::default();
        circuit.found(&Err::<(), _>(DirectoryFault::Misconfigured("no such entry".to_owned())));
        let _turns = [circuit.turn(LONG).await.unwrap(), circuit.turn(LONG).await.unwrap()];
    }

    #[tokio::test]
    async fn so_many_wait_and_no_more() {
        let circuit = Arc::new(Circuit::default());
        let mut turns = Vec::new();
        for _ in 0..MOST_AT_ONCE {
            turns.push(circuit.turn(LONG).await.unwrap());
        }
        assert!(circuit.turn(NOT_AT_ALL).await.is_err());
        let waiting: Vec<_> = (MOST_AT_ONCE..MOST_WAITING)
            .map(|_| {
                let circuit = Arc::clone(&circuit);
                tokio::spawn(async move { circuit.turn(LONG).await.is_ok() })
            })
            .collect();
        while circuit.places.available_permits() > 0 {
            tokio::task::yield_now().await;
        }
        assert!(circuit.turn(LONG).await.is_err(), "told at once");
        // They come by when it goes on, one after another.
        turns.clear();
        for it in waiting {
            assert!(it.await.unwrap());
        }
        assert!(circuit.turn(LONG).await.is_ok());
    }
}
