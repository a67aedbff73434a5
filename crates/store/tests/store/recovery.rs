//! The database dies and comes back; what was done stays done, and the store goes on by itself.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use idp::effect::Effect;
use store::{Error, Location, Outcome, Store};

use crate::postgres::{self, Cluster};
use crate::world::*;

fn rounds() -> usize {
    if std::env::var("COUNTERSIGN_TEST_LONG").is_ok_and(|long| !long.is_empty()) { 30 } else { 3 }
}

/// A cluster that no other test uses, and a store in it; nothing if PostgreSQL is left out.
async fn mortal() -> Option<(Arc<Cluster>, Store)> {
    if !postgres::is_wanted() {
        eprintln!("left out: COUNTERSIGN_TEST_STORES leaves PostgreSQL out");
        return None;
    }
    let cluster = Arc::new(Cluster::start());
    let location = Location::Postgres(cluster.new_database());
    let store = Store::open(options(&location), at(0)).await.unwrap();
    Some((cluster, store))
}

#[test]
fn nothing_done_is_lost_when_postgresql_is_killed_under_load_and_started_again() {
    runtime().block_on(async {
        let Some((cluster, store)) = mortal().await else { return };
        let (over, number) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let writers: Vec<_> = (0..16)
            .map(|_| {
                let (store, over, number) = (store.clone(), Arc::clone(&over), Arc::clone(&number));
                tokio::spawn(async move {
                    let mut outcomes = Vec::new();
                    while !over.load(Ordering::Relaxed) {
                        let name = format!("ticket {}", number.fetch_add(1, Ordering::Relaxed));
                        // Some alone, which is one exchange instead of two.
                        let mut effects = vec![Effect::Put(ticket(&name))];
                        if !is_alone(&name) {
                            effects.push(Effect::Put(ticket(&format!("{name} twin"))));
                        }
                        outcomes.push((name, store.commit(effects, at(0)).await));
                    }
                    outcomes
                })
            })
            .collect();
        for _ in 0..rounds() {
            tokio::time::sleep(Duration::from_millis(300)).await;
            let cluster = Arc::clone(&cluster);
            tokio::task::spawn_blocking(move || {
                cluster.kill();
                cluster.restart();
            })
            .await
            .unwrap();
        }
        tokio::time::sleep(Duration::from_millis(300)).await;
        over.store(true, Ordering::Relaxed);

        let (mut done, mut not_done) = (0, 0);
        for writer in writers {
            for (name, outcome) in writer.await.unwrap() {
                let stands = store.load_ticket(&key(&name), at(0)).await.unwrap().is_some();
                let twin = store.load_ticket(&key(&format!("{name} twin")), at(0)).await.unwrap().is_some();
                assert_eq!(stands && !is_alone(&name), twin, "{name} is half done: {outcome:?}");
                match outcome {
                    Outcome::Done { .. } => {
                        assert!(stands, "{name} was done and is gone");
                        done += 1;
                    }
                    Outcome::Failed(_) => {
                        assert!(!stands, "{name} failed and stands");
                        not_done += 1;
                    }
                    Outcome::Unknown(_) => not_done += 1,
                    Outcome::Lost(guard) => panic!("{name} was lost to nobody: {guard}"),
                }
            }
        }
        assert!(done > 100, "{done} done");
        assert!(not_done > 0, "the server was killed in the middle");
    });
}

fn is_alone(name: &str) -> bool {
    name.ends_with(['0', '3', '6', '9'])
}

#[test]
fn a_store_says_that_its_database_is_away_and_is_ready_again_once_it_is_back() {
    runtime().block_on(async {
        let Some((cluster, store)) = mortal().await else { return };
        assert_eq!(store.check_ready().await, Ok(()));
        cluster.kill();
        let away = store.check_ready().await.err();
        assert!(matches!(away, Some(Error::Unreachable(_))), "{away:?}");
        let outcome = store.commit(vec![Effect::Put(ticket("a"))], at(0)).await;
        assert!(matches!(outcome, Outcome::Failed(Error::Unreachable(_))), "{outcome:?}");
        cluster.restart();
        assert_eq!(store.check_ready().await, Ok(()));
        let outcome = store.commit(vec![Effect::Put(ticket("a"))], at(0)).await;
        assert!(matches!(outcome, Outcome::Done { .. }), "{outcome:?}");
    });
}
