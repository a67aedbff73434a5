//! Whom upstreams know: each leads to one account, for as long as there is that account.

use idp::effect::Effect;
use idp::model::ClientId;
use idp::model::linked_identity::{LinkedIdentity, SubjectHash};
use idp::model::upstream::UpstreamId;
use idp::model::user::UserId;
use store::Guard;

use crate::world::*;

fn ftn() -> UpstreamId {
    "ftn".parse().unwrap()
}

fn linked(seed: u8, user: &str, seconds: i64) -> LinkedIdentity {
    LinkedIdentity {
        upstream: ftn(),
        subject: SubjectHash([seed; 32]),
        user: UserId::new(user),
        created_at: at(seconds),
        last_used_at: at(seconds),
    }
}

on_both_stores! {
    async fn somebody_leads_to_one_account_and_is_remembered(world) {
        world.done(vec![new_user("ada", "ada", None), Effect::LinkIdentity(linked(1, "ada", 1))], at(1)).await;
        world.done(vec![new_client("shop"), put_consent(1, None, "ada", "shop", "openid")], at(1)).await;
        world.done(vec![Effect::LinkIdentity(linked(1, "ada", 5))], at(5)).await;
        let shop = ClientId::new("shop");
        let found = world.store.load_identity(&ftn(), SubjectHash([1; 32]), Some(&shop)).await.unwrap().unwrap();
        assert_eq!(found.identity, LinkedIdentity { last_used_at: at(5), ..linked(1, "ada", 1) });
        assert_eq!((found.user.username.as_str(), found.consent.is_some()), ("ada", true));
        for (upstream, subject) in [("ftn", 2), ("other", 1)] {
            let upstream = upstream.parse().unwrap();
            let nobody = world.store.load_identity(&upstream, SubjectHash([subject; 32]), None).await.unwrap();
            assert!(nobody.is_none());
        }
        assert_eq!(world.store.list_identities(&UserId::new("ada")).await.unwrap(), [found.identity]);
    }

    async fn who_leads_to_somebody_leads_to_nobody_else(world) {
        world.done(vec![new_user("ada", "ada", None), new_user("bob", "bob", None)], at(0)).await;
        world.done(vec![Effect::LinkIdentity(linked(1, "ada", 1))], at(1)).await;
        assert_eq!(world.lost(vec![Effect::LinkIdentity(linked(1, "bob", 2))], at(2)).await, Guard::IdentityLinked);
        let not_bobs = Effect::UnlinkIdentity { upstream: ftn(), subject: SubjectHash([1; 32]), user: UserId::new("bob") };
        world.done(vec![not_bobs], at(3)).await;
        assert_eq!(world.lost(vec![Effect::LinkIdentity(linked(1, "bob", 4))], at(4)).await, Guard::IdentityLinked);
        let adas = Effect::UnlinkIdentity { upstream: ftn(), subject: SubjectHash([1; 32]), user: UserId::new("ada") };
        world.done(vec![adas, Effect::LinkIdentity(linked(1, "bob", 5))], at(5)).await;
    }

    async fn an_account_that_is_gone_leads_nobody_in(world) {
        assert_eq!(world.lost(vec![Effect::LinkIdentity(linked(1, "ada", 1))], at(1)).await, Guard::IdentityLinked);
        world.done(vec![new_user("ada", "ada", None), Effect::LinkIdentity(linked(1, "ada", 1))], at(1)).await;
        world.done(vec![Effect::DeleteUser { id: UserId::new("ada"), version: 1 }], at(2)).await;
        assert!(world.store.load_identity(&ftn(), SubjectHash([1; 32]), None).await.unwrap().is_none());
    }

    /// Two windows in which somebody signs in for the first time.
    async fn of_many_first_sign_ins_one_makes_the_account(world) {
        let nodes = [world.store.clone(), world.another_node().await];
        let first = |racer: usize| {
            let id = format!("new-{racer}");
            vec![new_user(&id, &id, None), Effect::LinkIdentity(linked(1, &id, 1))]
        };
        assert_eq!(crate::race::winners(&nodes, Guard::IdentityLinked, first).await, 1);
        assert_eq!(world.store.list_users(None, 10, None).await.unwrap().len(), 1);
    }
}
