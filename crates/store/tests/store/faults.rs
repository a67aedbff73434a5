//! Each step of a commit fails once: nothing is ever half done, and nothing is called done that is not.

use idp::effect::Effect;
use idp::model::user::UserId;
use store::{Error, Outcome, Step};

use crate::world::*;

/// Eight statements: person, login name, client, family, two tickets, and the change's two.
fn effects() -> Vec<Effect> {
    vec![
        Effect::PutFamily(family(1)),
        Effect::Put(ticket("a")),
        Effect::Put(ticket("b")),
        new_user("1", "ada", None),
        new_client("shop"),
    ]
}

const STATEMENTS: usize = 8;

/// How many of the traces of [`effects`] are there.
async fn traces(world: &World) -> usize {
    let mut traces = 0;
    for name in ["a", "b"] {
        traces += usize::from(world.store.load_ticket(&key(name), at(0)).await.unwrap().is_some());
    }
    traces += usize::from(world.store.load_family(&family_id(1), at(0)).await.unwrap().is_some());
    traces += usize::from(world.store.load_user(&UserId::new("1")).await.unwrap().is_some());
    traces += world.store.list_clients(None, 10).await.unwrap().len();
    traces + world.store.changes_since(0).await.unwrap().entries.len()
}

on_both_stores! {
    async fn whichever_statement_fails_nothing_holds(world) {
        for k in 1..=STATEMENTS {
            world.faults.fail(Step::Statement(k));
            let outcome = world.store.commit(effects(), at(0)).await;
            assert!(matches!(outcome, Outcome::Failed(Error::Injected)), "statement {k}: {outcome:?}");
            assert_eq!(world.faults.left(), 0, "there is a statement {k}");
            assert_eq!(traces(&world).await, 0, "statement {k}");
        }
        world.faults.fail(Step::Statement(STATEMENTS + 1));
        world.done(effects(), at(0)).await;
        assert_eq!(world.faults.left(), 1, "there is no further statement");
        assert_eq!(traces(&world).await, 6);
    }

    async fn a_commit_that_did_not_arrive_is_unknown_and_does_not_hold(world) {
        world.faults.fail(Step::Commit);
        let outcome = world.store.commit(effects(), at(0)).await;
        assert!(matches!(outcome, Outcome::Unknown(Error::Injected)), "{outcome:?}");
        assert_eq!(traces(&world).await, 0);
        world.done(effects(), at(0)).await;
        assert_eq!(traces(&world).await, 6);
    }

    async fn a_commit_whose_reply_is_lost_is_unknown_and_holds(world) {
        world.faults.fail(Step::Reply);
        let outcome = world.store.commit(effects(), at(0)).await;
        assert!(matches!(outcome, Outcome::Unknown(Error::Injected)), "{outcome:?}");
        assert_eq!(traces(&world).await, 6);
        world.done(vec![Effect::Put(ticket("c"))], at(0)).await;
    }

    async fn a_lost_guard_is_lost_also_when_the_commit_would_have_failed(world) {
        world.done(vec![Effect::Put(ticket("a"))], at(0)).await;
        world.faults.fail(Step::Commit);
        let outcome = world.store.commit(vec![Effect::Put(ticket("b")), Effect::Put(ticket("a"))], at(0)).await;
        assert!(matches!(outcome, Outcome::Lost(_)), "{outcome:?}");
    }

    /// One statement alone is one exchange with PostgreSQL; its steps fail as those of many do.
    async fn a_lone_statement_fails_at_each_of_its_steps(world) {
        let put = || vec![Effect::Put(ticket("a"))];
        world.faults.fail(Step::Statement(1));
        assert!(matches!(world.store.commit(put(), at(0)).await, Outcome::Failed(Error::Injected)));
        assert!(world.store.load_ticket(&key("a"), at(0)).await.unwrap().is_none());

        world.faults.fail(Step::Commit);
        assert!(matches!(world.store.commit(put(), at(0)).await, Outcome::Unknown(Error::Injected)));
        assert!(world.store.load_ticket(&key("a"), at(0)).await.unwrap().is_none());

        world.faults.fail(Step::Reply);
        assert!(matches!(world.store.commit(put(), at(0)).await, Outcome::Unknown(Error::Injected)));
        assert!(world.store.load_ticket(&key("a"), at(0)).await.unwrap().is_some());

        world.done(vec![Effect::Spend(key("a"))], at(0)).await;
    }

    /// The connection must come back clean: whatever a failed commit left is not in the next one.
    async fn a_failed_commit_leaves_nothing_to_the_next(world) {
        for k in 0..40 {
            world.faults.fail(Step::Statement(2));
            let effects = vec![Effect::Put(ticket(&format!("lost {k}"))), Effect::Put(ticket(&format!("never {k}")))];
            assert!(matches!(world.store.commit(effects, at(0)).await, Outcome::Failed(_)));
            world.done(vec![Effect::Put(ticket(&format!("kept {k}")))], at(0)).await;
        }
        for k in 0..40 {
            for (name, stands) in [("lost", false), ("never", false), ("kept", true)] {
                let found = world.store.load_ticket(&key(&format!("{name} {k}")), at(0)).await.unwrap();
                assert_eq!(found.is_some(), stands, "{name} {k}");
            }
        }
    }
}
