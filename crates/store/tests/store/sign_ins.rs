//! Sign-ins: written with what they lead to, read for one person, swept away.

use idp::effect::Effect;
use idp::model::ClientId;
use idp::model::sign_in::{Method, Outcome, SignIn};
use idp::model::user::UserId;

use crate::world::*;

fn sign_in(user: Option<&str>, seconds: i64, outcome: Outcome) -> SignIn {
    let mut id = SignIn::first_id_at(at(seconds));
    id[15] = 7;
    SignIn {
        id,
        user: user.map(UserId::new),
        at: at(seconds),
        method: Method::Password,
        upstream: None,
        client: Some(ClientId::new("shop")),
        address: Some("192.0.2.1".to_owned()),
        agent: None,
        outcome,
        judged: None,
    }
}

on_both_stores! {
    async fn a_persons_sign_ins_are_listed_the_youngest_first(world) {
        world.done(vec![new_user("ada", "ada", None), new_user("bob", "bob", None)], at(0)).await;
        let all = [
            sign_in(Some("ada"), 1, Outcome::Succeeded),
            sign_in(Some("bob"), 2, Outcome::Succeeded),
            sign_in(None, 3, Outcome::Refused),
            SignIn { method: Method::Upstream, upstream: Some("ftn".parse().unwrap()), client: None, address: None, agent: Some("a browser".to_owned()), ..sign_in(Some("ada"), 4, Outcome::Refused) },
        ];
        world.done(all.iter().cloned().map(Effect::PutSignIn).collect(), at(4)).await;
        let ada = UserId::new("ada");
        let listed = async |limit| world.store.list_sign_ins(&ada, limit).await.unwrap();
        assert_eq!(listed(10).await, [all[3].clone(), all[0].clone()]);
        assert_eq!(listed(1).await, [all[3].clone()]);
    }

    async fn they_go_with_the_person_and_when_they_are_old(world) {
        world.done(vec![new_user("ada", "ada", None), new_user("bob", "bob", None)], at(0)).await;
        let put = |user, seconds| Effect::PutSignIn(sign_in(user, seconds, Outcome::Succeeded));
        let mut all: Vec<Effect> = (1..=6).map(|seconds| put(Some("ada"), seconds)).collect();
        all.extend([put(None, 7), put(Some("ada"), 8), put(Some("bob"), 9)]);
        world.done(all, at(9)).await;
        assert_eq!(world.store.sweep_sign_ins(at(1), 10).await.unwrap(), 0);
        assert_eq!(world.store.sweep_sign_ins(at(8), 4).await.unwrap(), 4);
        assert_eq!(world.store.sweep_sign_ins(at(8), 4).await.unwrap(), 3);
        assert_eq!(world.store.sweep_sign_ins(at(8), 4).await.unwrap(), 0);
        let count = async |user: &str| world.store.list_sign_ins(&UserId::new(user), 10).await.unwrap().len();
        assert_eq!((count("ada").await, count("bob").await), (1, 1));
        world.done(vec![Effect::DeleteUser { id: UserId::new("ada"), version: 1 }], at(10)).await;
        assert_eq!((count("ada").await, count("bob").await), (0, 1));
        let gone = world.lost(vec![put(Some("ada"), 11)], at(11)).await;
        assert_eq!(gone, store::Guard::UserMoved);
    }
}
