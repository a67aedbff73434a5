//! The change log: what is cached is told of, in the order of commits.

use idp::effect::{Effect, Expected};
use idp::model::ClientId;
use store::{Change, ChangeKind, Changes, Outcome};

use crate::world::*;

fn change(seq: i64, kind: ChangeKind, id: &str) -> Change {
    Change { seq, kind, id: id.into() }
}

on_both_stores! {
    async fn only_what_is_cached_is_told_of(world) {
        let silent = vec![
            new_user("1", "ada", None), password("1", "x"), Effect::PutFamily(family(1)), Effect::Put(ticket("a")),
        ];
        assert_eq!(world.done(silent, at(0)).await, 0);
        assert_eq!(world.done(vec![new_client("shop")], at(0)).await, 1);
        assert_eq!(world.done(vec![consent("1", "shop", "openid")], at(0)).await, 0);
        assert_eq!(world.done(vec![Effect::PutKey(signing_key("k", 0))], at(0)).await, 2);
        let changes = world.store.changes_since(0).await.unwrap();
        assert_eq!(changes.last, 2);
        let told = [change(1, ChangeKind::Client, "shop"), change(2, ChangeKind::SigningKey, "k")];
        assert_eq!(changes.entries, told);
    }

    async fn each_thing_is_told_of_by_its_last_change(world) {
        world.done(vec![new_client("a"), new_client("b"), Effect::PutKey(signing_key("k", 0))], at(0)).await;
        let put = Effect::PutClient(Expected { replaces: Some(1), record: Box::new(client("a")) });
        let retire = Effect::RetireKey { kid: "k".into(), published_until: at(5) };
        assert_eq!(world.done(vec![put, retire], at(1)).await, 5);
        assert_eq!(world.done(vec![Effect::DeleteClient { id: ClientId::new("b"), version: 1 }], at(2)).await, 6);
        assert_eq!(world.done(vec![Effect::DeleteKey("k".into())], at(2)).await, 7);
        let told = [
            change(4, ChangeKind::Client, "a"), change(6, ChangeKind::Client, "b"), change(7, ChangeKind::SigningKey, "k"),
        ];
        assert_eq!(world.store.changes_since(0).await.unwrap().entries, told);
        assert_eq!(world.store.changes_since(4).await.unwrap().entries, told[1..]);
        let Changes { last, entries, .. } = world.store.changes_since(7).await.unwrap();
        assert_eq!((last, entries.len()), (7, 0));
    }

    async fn asking_past_the_end_tells_where_the_log_stands(world) {
        world.done(vec![new_client("shop")], at(0)).await;
        let Changes { last, entries, .. } = world.store.changes_since(i64::MAX).await.unwrap();
        assert_eq!((last, entries.len()), (1, 0));
    }

    async fn a_lost_commit_takes_no_number(world) {
        world.done(vec![new_client("shop")], at(0)).await;
        world.lost(vec![new_client("other"), new_client("shop")], at(0)).await;
        assert_eq!(world.done(vec![new_client("shed")], at(0)).await, 2);
        assert_eq!(world.store.changes_since(0).await.unwrap().entries.len(), 2);
    }

    /// Whoever reads up to a number has read every smaller one: none turns up later.
    async fn numbers_follow_the_order_of_commits(world) {
        let other = world.another_node().await;
        let writers: Vec<_> = (0..120).map(|n| {
            let store = if n % 2 == 0 { world.store.clone() } else { other.clone() };
            tokio::spawn(async move { store.commit(vec![new_client(&format!("client {n}"))], at(0)).await })
        }).collect();
        let (mut seen, mut last) = (Vec::new(), 0);
        while last < 120 {
            let changes = world.store.changes_since(last).await.unwrap();
            seen.extend(changes.entries.iter().map(|change| change.seq));
            last = changes.last;
        }
        assert_eq!(seen, (1..=120).collect::<Vec<_>>());
        let mut told = Vec::new();
        for writer in writers {
            match writer.await.unwrap() {
                Outcome::Done { changes } => told.push(changes),
                other => panic!("not done: {other:?}"),
            }
        }
        told.sort_unstable();
        assert_eq!(told, seen, "each commit knows its own number");
    }

    async fn a_long_log_is_read_in_pages_that_leave_nothing_out(world) {
        for hundred in 0..11 {
            let many = (0..100).map(|n| new_client(&format!("client {hundred} {n}"))).collect();
            world.done(many, at(0)).await;
        }
        let first = world.store.changes_since(0).await.unwrap();
        assert_eq!((first.last, first.entries.len()), (1000, 1000));
        let second = world.store.changes_since(first.last).await.unwrap();
        assert_eq!((second.last, second.entries.len()), (1100, 100));
    }

    async fn the_database_tells_its_time_where_many_nodes_share_it(world) {
        let time = world.store.changes_since(0).await.unwrap().database_time;
        match world.location {
            store::Location::Sqlite(_) => assert_eq!(time, None),
            store::Location::Postgres(_) => assert!(time.unwrap() > idp::Time::from_secs(1_700_000_000)),
        }
    }
}
