//! All of a commit holds, or nothing.

use idp::effect::Effect;
use idp::model::ClientId;
use idp::model::user::UserId;
use store::{Guard, Outcome};

use crate::world::*;

on_both_stores! {
    async fn a_commit_without_effects_is_done(world) {
        assert_eq!(world.done(Vec::new(), at(0)).await, 0);
    }

    async fn a_guard_lost_in_the_middle_takes_everything_with_it(world) {
        world.done(vec![Effect::Put(ticket("taken"))], at(0)).await;
        let effects = |taken: &str| vec![
            new_user("1", "ada", None),
            Effect::PutFamily(family(1)),
            Effect::Put(ticket("before")),
            Effect::Put(ticket(taken)),
            Effect::Put(ticket("after")),
            new_client("shop"),
        ];
        assert_eq!(world.lost(effects("taken"), at(1)).await, Guard::TicketTaken);
        for name in ["before", "after"] {
            assert!(world.store.load_ticket(&key(name), at(1)).await.unwrap().is_none(), "{name}");
        }
        assert!(world.store.load_family(&family_id(1), at(1)).await.unwrap().is_none());
        assert!(world.store.load_user(&UserId::new("1")).await.unwrap().is_none());
        assert!(world.store.load_client(&ClientId::new("shop")).await.unwrap().is_none());
        assert_eq!(world.store.changes_since(0).await.unwrap().last, 0);

        assert_eq!(world.done(effects("free"), at(1)).await, 1);
        for name in ["before", "after", "free"] {
            assert!(world.store.load_ticket(&key(name), at(1)).await.unwrap().is_some(), "{name}");
        }
        assert!(world.store.load_family(&family_id(1), at(1)).await.unwrap().is_some());
    }

    /// A savepoint of its own for each: who loses does not pull down whom it shares a sync with.
    async fn who_loses_takes_nobody_along(world) {
        world.done(vec![Effect::Put(ticket("taken"))], at(0)).await;
        let commits: Vec<_> = (0..100).map(|n| {
            let store = world.store.clone();
            let name = if n % 3 == 0 { "taken".to_owned() } else { format!("free {n}") };
            tokio::spawn(async move {
                let effects = vec![Effect::Put(ticket(&format!("first {n}"))), Effect::Put(ticket(&name))];
                store.commit(effects, at(1)).await
            })
        }).collect();
        for (n, commit) in commits.into_iter().enumerate() {
            let outcome = commit.await.unwrap();
            let first = world.store.load_ticket(&key(&format!("first {n}")), at(1)).await.unwrap();
            if n % 3 == 0 {
                assert!(matches!(outcome, Outcome::Lost(Guard::TicketTaken)), "{outcome:?}");
                assert!(first.is_none());
            } else {
                assert!(matches!(outcome, Outcome::Done { .. }), "{outcome:?}");
                assert!(first.is_some());
            }
        }
    }

    async fn a_commit_goes_on_when_nobody_waits_for_it(world) {
        world.faults.delay(store::Step::Commit, std::time::Duration::from_millis(200));
        let commit = world.store.commit(vec![Effect::Put(ticket("a"))], at(0));
        let waited = tokio::time::timeout(std::time::Duration::from_millis(50), commit).await;
        assert!(waited.is_err(), "it took longer than that");
        for _ in 0..100 {
            if world.store.load_ticket(&key("a"), at(0)).await.unwrap().is_some() {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        panic!("the commit ended with the one who waited for it");
    }

    async fn what_is_done_is_there_for_another_node(world) {
        world.done(vec![Effect::Put(ticket("a"))], at(0)).await;
        let other = world.another_node().await;
        assert_eq!(other.load_ticket(&key("a"), at(0)).await.unwrap().unwrap().body, b"the body of a");
        assert!(matches!(other.commit(vec![Effect::Spend(key("a"))], at(1)).await, Outcome::Done { .. }));
        assert_eq!(world.lost(vec![Effect::Spend(key("a"))], at(1)).await, Guard::TicketSpent);
    }
}
