//! What is refused, each beside what is accepted in its place.

use std::path::PathBuf;
use std::time::Duration;

use idp::effect::Effect;
use store::{Error, Location, Options, Outcome, Step, Store};

use crate::world::*;

on_both_stores! {
    async fn refuses_a_text_with_a_nul_and_finds_nothing_under_one(world) {
        let outcome = world.store.commit(vec![new_user("1", "a\0da", None)], at(0)).await;
        assert!(matches!(outcome, Outcome::Failed(Error::Unstorable { .. })), "{outcome:?}");
        assert!(world.store.load_person("a\0da", None).await.unwrap().is_none());
        assert!(world.store.list_users(None, 10, Some("\0")).await.unwrap().is_empty());
        world.done(vec![new_user("1", "a\u{1}da", None)], at(0)).await;
        assert!(world.store.load_person("a\u{1}da", None).await.unwrap().is_some());
    }

    async fn refuses_a_family_of_the_same_name(world) {
        world.done(vec![Effect::PutFamily(family(1))], at(0)).await;
        let outcome = world.store.commit(vec![Effect::PutFamily(family(1))], at(0)).await;
        assert!(matches!(outcome, Outcome::Failed(Error::Database { .. })), "{outcome:?}");
        world.done(vec![Effect::PutFamily(family(2))], at(0)).await;
    }

    async fn sheds_more_commits_than_it_can_hold_and_says_so(world) {
        world.done(vec![Effect::Put(ticket("a"))], at(0)).await;
        world.faults.delay(Step::Statement(1), Duration::from_millis(1500));
        let mut waiting = Vec::new();
        for _ in 0..6000 {
            let store = world.store.clone();
            let extend = vec![Effect::Extend { key: key("a"), expires_at: at(100) }];
            waiting.push(tokio::spawn(async move { store.commit(extend, at(1)).await }));
        }
        let (mut done, mut shed) = (0, 0);
        for commit in waiting {
            match commit.await.unwrap() {
                Outcome::Done { .. } => done += 1,
                Outcome::Failed(Error::Busy) => shed += 1,
                other => panic!("neither done nor shed: {other:?}"),
            }
        }
        assert_eq!(done + shed, 6000);
        assert!(done >= 4096, "{done} done");
        if matches!(world.location, Location::Sqlite(_)) {
            assert!(shed > 0, "the one writer was held up, so some were shed");
        }
        world.done(vec![Effect::Spend(key("a"))], at(1)).await;
    }

    async fn is_ready_while_it_can_be_used(world) {
        assert_eq!(world.store.check_ready().await, Ok(()));
    }
}

#[test]
fn refuses_a_location_where_nothing_can_be() {
    runtime().block_on(async {
        let folder = tempfile::tempdir().unwrap();
        let file =
            |path: PathBuf| Options { migrate: true, ..Options::new(Location::Sqlite(path), master_key(7)) };
        let refused = Store::open(file(folder.path().join("absent/countersign.db")), at(0)).await.err();
        assert!(matches!(refused, Some(Error::Location(_))), "{refused:?}");
        std::fs::write(folder.path().join("text"), "not a database, only a text of some length ".repeat(100))
            .unwrap();
        let refused = Store::open(file(folder.path().join("text")), at(0)).await.err();
        assert!(matches!(refused, Some(Error::Database { .. })), "{refused:?}");
        Store::open(file(folder.path().join("countersign.db")), at(0)).await.unwrap();
    });
}

#[test]
fn refuses_a_connection_string_without_repeating_it() {
    runtime().block_on(async {
        for text in
            ["host=/tmp password=hunter2 hunter3", "postgres://ada:hunter2@localhost:port/x", "hunter2"]
        {
            let location = Location::Postgres(text.into());
            let refused = Store::open(options(&location), at(0)).await.err().unwrap();
            assert!(matches!(refused, Error::Location(_)), "{refused:?}");
            assert!(!refused.to_string().contains("hunter"), "{refused}");
            assert!(!format!("{location:?}").contains("hunter"));
        }
        // Well-formed, but nobody is there.
        let nobody = Location::Postgres("host=127.0.0.1 port=9 user=ada password=hunter2".into());
        let refused = Store::open(options(&nobody), at(0)).await.err().unwrap();
        assert!(matches!(refused, Error::Unreachable(_)), "{refused:?}");
        assert!(!refused.to_string().contains("hunter"), "{refused}");
    });
}
