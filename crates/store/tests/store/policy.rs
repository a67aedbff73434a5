//! Policies, each under a number of its own; and how sign-ins were judged by them.

use idp::effect::Effect;
use idp::login::policy::facts::{Facts, Value};
use idp::login::policy::verdict::Judged;
use idp::model::policy::{Document, Policy, Role, Rule, Then};
use idp::model::sign_in::{Method, Outcome, SignIn};
use idp::model::user::UserId;
use store::{ChangeKind, Guard};

use crate::world::*;

fn policy(version: i64, role: Role, name: &str) -> Policy {
    let rule = Rule {
        name: name.to_owned(),
        when: "user.age < 18".to_owned(),
        then: Then::Deny,
        person: [("fi".to_owned(), "Ei näin.".to_owned())].into(),
        ..Rule::default()
    };
    let document = Document { zone: Some("Europe/Helsinki".to_owned()), rule: vec![rule] };
    Policy { version, role, document, set_by: "ops".to_owned(), set_at: at(version) }
}

fn put(policy: &Policy) -> Vec<Effect> {
    vec![Effect::PutPolicy(Box::new(policy.clone()))]
}

on_both_stores! {
    async fn the_last_policy_of_each_role_is_in_force_and_every_one_is_kept(world) {
        assert_eq!(world.store.load_policies().await.unwrap(), []);
        let all = [policy(1, Role::Live, "a"), policy(2, Role::Shadow, "b"), policy(3, Role::Live, "c")];
        for policy in &all {
            world.done(put(policy), at(0)).await;
        }
        assert_eq!(world.store.load_policies().await.unwrap(), [all[2].clone(), all[1].clone()]);
        assert_eq!(world.store.load_policy(1).await.unwrap(), Some(all[0].clone()));
        assert_eq!(world.store.load_policy(4).await.unwrap(), None);
        let before = async |version, limit| world.store.list_policies(version, limit).await.unwrap();
        assert_eq!(before(i64::MAX, 2).await, [all[2].clone(), all[1].clone()]);
        assert_eq!(before(2, 2).await, [all[0].clone()]);
    }

    async fn two_policies_cannot_have_one_number(world) {
        world.done(put(&policy(1, Role::Live, "a")), at(0)).await;
        assert_eq!(world.lost(put(&policy(1, Role::Shadow, "b")), at(0)).await, Guard::PolicyMoved);
        world.done(put(&policy(2, Role::Shadow, "b")), at(0)).await;
    }

    async fn every_change_of_the_policy_is_told_of(world) {
        world.done(put(&policy(1, Role::Live, "a")), at(0)).await;
        world.done(put(&policy(2, Role::Shadow, "b")), at(0)).await;
        let entries = world.store.changes_since(0).await.unwrap().entries;
        let told: Vec<_> = entries.iter().map(|change| (change.kind, change.id.as_str())).collect();
        assert_eq!(told, [(ChangeKind::Policy, "live"), (ChangeKind::Policy, "shadow")]);
    }

    async fn a_group_is_found_to_the_letter(world) {
        let mut ada = user("1", "ada", None);
        ada.groups = vec!["Staff".to_owned(), "50%_\"off\"!".to_owned()];
        world.done(vec![Effect::PutUser(idp::effect::Expected { replaces: None, record: Box::new(ada) })], at(0)).await;
        for (group, expected) in [("Staff", true), ("staff", false), ("Staf", false), ("50%_\"off\"!", true), ("50x_\"off\"!", false), ("", false)] {
            assert_eq!(world.store.has_group(group).await.unwrap(), expected, "{group}");
        }
    }

    async fn how_a_sign_in_was_judged_is_kept_sealed_and_read_back(world) {
        world.done(vec![new_user("ada", "ada", None)], at(0)).await;
        let facts = Facts::none().with("user.age", Value::Int(17)).with("user.groups", Value::Texts(vec!["staff".to_owned()]));
        let judged = Judged { facts, live: None, shadow: None };
        let sign_in = |seconds: i64, judged: Option<Judged>| SignIn {
            id: SignIn::first_id_at(at(seconds)),
            user: Some(UserId::new("ada")),
            at: at(seconds),
            method: Method::Password,
            upstream: None,
            client: None,
            address: None,
            agent: None,
            outcome: Outcome::Succeeded,
            judged: judged.map(Box::new),
        };
        let all = [sign_in(1, None), sign_in(2, Some(judged.clone())), sign_in(3, Some(judged))];
        world.done(all.iter().cloned().map(Effect::PutSignIn).collect(), at(3)).await;
        assert_eq!(world.store.load_sign_in(&all[1].id).await.unwrap(), Some(all[1].clone()));
        assert_eq!(world.store.load_sign_in(&[9; 16]).await.unwrap(), None);
        assert_eq!(world.store.list_judged(&[0; 16], 10).await.unwrap(), all[1..]);
        assert_eq!(world.store.list_judged(&all[1].id, 10).await.unwrap(), all[2..]);
    }
}
