//! People, their login names, what proves them and what they allowed.

use idp::effect::{Effect, Expected};
use idp::model::ClientId;
use idp::model::consent::ConsentId;
use idp::model::user::{User, UserId, canonical_login_name};
use store::{Guard, Person};

use crate::world::*;

async fn person(world: &World, name: &str) -> Option<Person> {
    let client = ClientId::new("shop");
    world.store.load_person(&canonical_login_name(name), Some(&client)).await.unwrap()
}

fn renamed(version: i64, id: &str, username: &str, email: Option<&str>) -> Effect {
    Effect::PutUser(Expected { replaces: Some(version), record: Box::new(user(id, username, email)) })
}

on_both_stores! {
    async fn a_person_is_found_by_user_name_and_by_email_in_any_spelling(world) {
        world.done(vec![new_user("1", "Ada", Some("Ada@Example.fi")), password("1", "$argon2id$x")], at(0)).await;
        for name in ["ada", "ADA", "ada@example.fi"] {
            let person = person(&world, name).await.unwrap();
            assert_eq!(person.user.id.as_str(), "1");
            assert_eq!(person.user.username, "Ada");
            assert_eq!(person.user.claims.email.as_deref(), Some("Ada@Example.fi"));
            assert_eq!(person.credentials.len(), 1);
            assert_eq!(person.credentials[0].data.expose(), "$argon2id$x");
            assert_eq!(person.credentials[0].created_at, at(1));
            assert!(person.consent.is_none());
        }
        assert!(person(&world, "ad").await.is_none());
    }

    async fn a_persons_groups_and_attributes_are_kept(world) {
        world.done(vec![new_user("1", "ada", None)], at(0)).await;
        let id = UserId::new("1");
        let found = world.store.load_user(&id).await.unwrap().unwrap();
        let written = user("1", "ada", None);
        assert_eq!((&found.groups, &found.attributes), (&written.groups, &written.attributes));
        let record = User { groups: Vec::new(), attributes: Default::default(), ..written };
        world.done(vec![Effect::PutUser(Expected { replaces: Some(1), record: Box::new(record) })], at(1)).await;
        let found = world.store.load_user(&id).await.unwrap().unwrap();
        assert!(found.groups.is_empty() && found.attributes.is_empty());
    }

    async fn a_person_without_a_password_is_found_without_one(world) {
        world.done(vec![new_user("1", "ada", None)], at(0)).await;
        assert!(person(&world, "ada").await.unwrap().credentials.is_empty());
        assert!(world.store.load_credentials(&UserId::new("1")).await.unwrap().is_empty());
    }

    async fn a_person_is_found_with_the_consent_asked_about(world) {
        world.done(vec![
            new_user("1", "ada", None), password("1", "x"), new_client("shop"), new_client("other"),
            consent("1", "other", "openid phone"), consent("1", "shop", "openid"),
        ], at(0)).await;
        world.done(vec![put_consent(1, Some(1), "1", "shop", "openid email")], at(1)).await;
        let consent = person(&world, "ada").await.unwrap().consent.unwrap();
        assert_eq!((consent.scope.to_string().as_str(), consent.granted_at), ("openid email", at(2)));
        assert_eq!((consent.id, consent.version), (ConsentId([1; 16]), 2));
        assert_eq!(consent.resources["https://orders.test"].to_string(), "read");
        let other = world.store.load_consent(&UserId::new("1"), &ClientId::new("other")).await.unwrap().unwrap();
        assert_eq!(other.scope.to_string(), "openid phone");
    }

    async fn a_password_replaces_the_one_before(world) {
        world.done(vec![new_user("1", "ada", None), password("1", "first")], at(0)).await;
        world.done(vec![password("1", "second")], at(1)).await;
        let credentials = world.store.load_credentials(&UserId::new("1")).await.unwrap();
        assert_eq!(credentials.iter().map(|c| c.data.expose().as_str()).collect::<Vec<_>>(), ["second"]);
    }

    async fn a_login_name_belongs_to_one_person(world) {
        world.done(vec![new_user("1", "ada", Some("ada@example.fi"))], at(0)).await;
        for (username, email) in [("ADA", None), ("bob", Some("ada")), ("Ada@example.fi", None)] {
            assert_eq!(world.lost(vec![new_user("2", username, email)], at(1)).await, Guard::LoginNameTaken);
        }
        assert!(world.store.load_user(&UserId::new("2")).await.unwrap().is_none(), "nothing of it holds");
        world.done(vec![new_user("2", "bob", Some("bob@example.fi"))], at(1)).await;
        assert_eq!(world.lost(vec![renamed(1, "2", "ada", None)], at(2)).await, Guard::LoginNameTaken);
        assert_eq!(person(&world, "bob@example.fi").await.unwrap().user.id.as_str(), "2");
    }

    async fn a_person_may_have_one_name_twice_and_keep_it_when_the_record_is_written(world) {
        world.done(vec![new_user("1", "ada@example.fi", Some("Ada@Example.fi"))], at(0)).await;
        world.done(vec![renamed(1, "1", "ada@example.fi", Some("ada@example.fi"))], at(1)).await;
        let user = person(&world, "ada@example.fi").await.unwrap().user;
        assert_eq!((user.version, user.updated_at), (2, at(0)));
    }

    async fn a_name_given_up_is_free_for_others(world) {
        world.done(vec![new_user("1", "ada", Some("ada@example.fi"))], at(0)).await;
        world.done(vec![renamed(1, "1", "countess", None)], at(1)).await;
        assert!(person(&world, "ada").await.is_none() && person(&world, "ada@example.fi").await.is_none());
        world.done(vec![new_user("2", "ada", Some("ada@example.fi"))], at(2)).await;
        assert_eq!(person(&world, "ada").await.unwrap().user.id.as_str(), "2");
        assert_eq!(person(&world, "countess").await.unwrap().user.id.as_str(), "1");
    }

    async fn a_record_is_written_only_over_the_version_it_was_read_in(world) {
        assert_eq!(world.lost(vec![renamed(1, "1", "ada", None)], at(0)).await, Guard::UserMoved);
        world.done(vec![new_user("1", "ada", None)], at(0)).await;
        assert_eq!(world.lost(vec![new_user("1", "eve", None)], at(1)).await, Guard::UserMoved);
        let disabled = Expected {
            replaces: Some(1),
            record: Box::new(User { disabled_at: Some(at(1)), updated_at: at(1), ..user("1", "ada", None) }),
        };
        world.done(vec![Effect::PutUser(disabled)], at(1)).await;
        assert_eq!(world.lost(vec![renamed(1, "1", "eve", None)], at(2)).await, Guard::UserMoved);
        let user = world.store.load_user(&UserId::new("1")).await.unwrap().unwrap();
        assert_eq!((user.version, user.username.as_str()), (2, "ada"));
        assert_eq!((user.disabled_at, user.created_at, user.updated_at), (Some(at(1)), at(0), at(1)));
    }

    async fn a_removed_person_leaves_nothing_behind(world) {
        world.done(vec![
            new_user("1", "ada", Some("ada@example.fi")), password("1", "x"), new_client("shop"),
            consent("1", "shop", "openid"),
        ], at(0)).await;
        world.done(vec![Effect::DeleteUser { id: UserId::new("1"), version: 1 }], at(1)).await;
        let id = UserId::new("1");
        assert!(world.store.load_user(&id).await.unwrap().is_none());
        assert!(person(&world, "ada").await.is_none());
        assert!(world.store.load_credentials(&id).await.unwrap().is_empty());
        assert!(world.store.load_consent(&id, &ClientId::new("shop")).await.unwrap().is_none());
        world.done(vec![new_user("2", "ada", Some("ada@example.fi"))], at(2)).await;
        assert_eq!(world.lost(vec![Effect::DeleteUser { id, version: 1 }], at(3)).await, Guard::UserMoved);
    }

    async fn a_person_is_removed_only_in_the_version_it_was_read_in(world) {
        let remove = |version| vec![Effect::DeleteUser { id: UserId::new("1"), version }];
        assert_eq!(world.lost(remove(1), at(0)).await, Guard::UserMoved);
        world.done(vec![new_user("1", "ada", None)], at(0)).await;
        world.done(vec![renamed(1, "1", "countess", None)], at(1)).await;
        assert_eq!(world.lost(remove(1), at(2)).await, Guard::UserMoved);
        assert!(person(&world, "countess").await.is_some());
        world.done(remove(2), at(3)).await;
        assert!(person(&world, "countess").await.is_none());
        assert_eq!(world.lost(remove(2), at(4)).await, Guard::UserMoved);
    }

    async fn what_hangs_on_a_person_or_client_that_is_gone_is_lost(world) {
        world.done(vec![new_user("1", "ada", None), new_client("shop")], at(0)).await;
        assert_eq!(world.lost(vec![password("2", "x")], at(0)).await, Guard::UserMoved);
        assert_eq!(world.lost(vec![consent("2", "shop", "openid")], at(0)).await, Guard::ConsentMoved);
        assert_eq!(world.lost(vec![consent("1", "shed", "openid")], at(0)).await, Guard::ConsentMoved);
        world.done(vec![password("1", "x"), consent("1", "shop", "openid")], at(0)).await;
    }

    async fn people_are_listed_page_by_page_and_by_the_beginning_of_a_name(world) {
        for (id, username, email) in [
            ("1", "ada", Some("countess@example.fi")), ("2", "bob", Some("adam@example.fi")),
            ("3", "carl", None), ("4", "Ådel", None), ("5", "a%", None),
        ] {
            world.done(vec![new_user(id, username, email)], at(0)).await;
        }
        let list = async |after: Option<&str>, limit, search: Option<&str>| {
            let after = after.map(UserId::new);
            let users = world.store.list_users(after.as_ref(), limit, search).await.unwrap();
            users.iter().map(|user| user.id.to_string()).collect::<String>()
        };
        assert_eq!(list(None, 100, None).await, "12345");
        assert_eq!(list(None, 2, None).await, "12");
        assert_eq!(list(Some("2"), 2, None).await, "34");
        assert_eq!(list(Some("5"), 2, None).await, "");
        assert_eq!(list(None, 100, Some("ada")).await, "12");
        assert_eq!(list(Some("1"), 100, Some("ada")).await, "2");
        assert_eq!(list(None, 100, Some("å")).await, "4");
        assert_eq!(list(None, 100, Some("a%")).await, "5");
        assert_eq!(list(None, 100, Some("")).await, "12345");
        assert_eq!(list(None, 100, Some("zz")).await, "");
    }
}
