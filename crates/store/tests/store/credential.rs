//! What proves people: many kinds, many of some, each used once by one.

use idp::effect::Effect;
use idp::model::credential::{Credential, CredentialId, CredentialKind, Used};
use idp::model::user::{UserId, canonical_login_name};
use jose::secret::Secret;
use store::Guard;

use crate::world::*;

fn totp(n: u8, user: &str, data: &str) -> Credential {
    let data = Secret::new(data.to_owned());
    let id = CredentialId([n; 16]);
    let made = Credential::new(id, &UserId::new(user), CredentialKind::Totp, data, at(n.into()));
    Credential { name: Some(format!("phone {n}")), ..made }
}

fn used(n: u8, from: i64, data: &str, when: i64) -> Effect {
    let data = Secret::new(data.to_owned());
    Effect::UseCredential(Used { id: CredentialId([n; 16]), from, data, at: at(when) })
}

async fn all(world: &World, user: &str) -> Vec<Credential> {
    world.store.load_credentials(&UserId::new(user)).await.unwrap()
}

on_both_stores! {
    async fn a_person_has_many_of_some_kinds_and_is_found_with_all(world) {
        world.done(vec![
            new_user("1", "ada", None), password("1", "hash"),
            Effect::PutCredential(totp(3, "1", "third")), Effect::PutCredential(totp(2, "1", "second")),
            new_user("2", "bob", None), Effect::PutCredential(totp(4, "2", "of bob")),
        ], at(0)).await;
        let found = world.store.load_person(&canonical_login_name("Ada"), None).await.unwrap().unwrap();
        for credentials in [found.credentials, all(&world, "1").await] {
            let read: Vec<_> = credentials
                .iter()
                .map(|it| (it.kind.as_str(), it.version, it.name.as_deref(), it.data.expose().as_str()))
                .collect();
            assert_eq!(read, [
                ("password", 1, None, "hash"),
                ("totp", 1, Some("phone 2"), "second"),
                ("totp", 1, Some("phone 3"), "third"),
            ]);
            assert_eq!((credentials[1].created_at, credentials[1].last_used_at), (at(2), None));
        }
        let one = world.store.load_credential(CredentialId([4; 16])).await.unwrap().unwrap();
        assert_eq!((one.user.as_str(), one.data.expose().as_str()), ("2", "of bob"));
        assert!(world.store.load_credential(CredentialId([9; 16])).await.unwrap().is_none());
    }

    async fn it_is_used_once_from_each_version(world) {
        world.done(vec![new_user("1", "ada", None), Effect::PutCredential(totp(1, "1", "fresh"))], at(0)).await;
        world.done(vec![used(1, 1, "once", 5)], at(5)).await;
        assert_eq!(world.lost(vec![used(1, 1, "twice", 6)], at(6)).await, Guard::CredentialMoved);
        let found = all(&world, "1").await.remove(0);
        assert_eq!((found.version, found.data.expose().as_str(), found.last_used_at), (2, "once", Some(at(5))));
        world.done(vec![used(1, 2, "again", 7)], at(7)).await;
    }

    /// As when all recovery codes are renewed while one of the old is used.
    async fn what_takes_its_place_is_not_what_was_read(world) {
        world.done(vec![new_user("1", "ada", None), Effect::PutCredential(totp(1, "1", "old"))], at(0)).await;
        world.done(vec![Effect::PutCredential(totp(1, "1", "new"))], at(1)).await;
        assert_eq!(world.lost(vec![used(1, 1, "old, used", 2)], at(2)).await, Guard::CredentialMoved);
        assert_eq!(all(&world, "1").await[0].data.expose(), "new");
    }

    async fn its_name_changes_without_undoing_its_use(world) {
        world.done(vec![new_user("1", "ada", None), Effect::PutCredential(totp(1, "1", "a"))], at(0)).await;
        let name = |name: &str| Effect::NameCredential { id: CredentialId([1; 16]), name: Some(name.into()) };
        world.done(vec![used(1, 1, "used", 2), name("work")], at(2)).await;
        let found = all(&world, "1").await.remove(0);
        assert_eq!((found.name.as_deref(), found.data.expose().as_str()), (Some("work"), "used"));
        world.done(vec![Effect::DeleteCredential(found.id)], at(3)).await;
        assert_eq!(world.lost(vec![name("home")], at(4)).await, Guard::CredentialMoved);
    }

    async fn it_is_removed_once_or_with_all_of_its_kind_or_with_its_person(world) {
        world.done(vec![
            new_user("1", "ada", None), password("1", "hash"), new_user("2", "bob", None),
            Effect::PutCredential(totp(1, "1", "a")), Effect::PutCredential(totp(2, "1", "b")),
            Effect::PutCredential(totp(3, "1", "c")), Effect::PutCredential(totp(4, "2", "d")),
        ], at(0)).await;
        let remove = || vec![Effect::DeleteCredential(CredentialId([1; 16]))];
        world.done(remove(), at(1)).await;
        assert_eq!(world.lost(remove(), at(2)).await, Guard::CredentialMoved);
        let user = UserId::new("1");
        world.done(vec![Effect::DeleteCredentials { user, kind: CredentialKind::Totp }], at(3)).await;
        assert_eq!(all(&world, "1").await.iter().map(|it| it.kind).collect::<Vec<_>>(), [CredentialKind::Password]);
        assert_eq!(all(&world, "2").await.len(), 1);
        world.done(vec![Effect::DeleteUser { id: UserId::new("2"), version: 1 }], at(4)).await;
        assert!(world.store.load_credential(CredentialId([4; 16])).await.unwrap().is_none());
    }

    async fn nobody_takes_the_place_of_anothers(world) {
        world.done(vec![
            new_user("1", "ada", None), new_user("2", "bob", None), Effect::PutCredential(totp(1, "1", "of ada")),
        ], at(0)).await;
        assert_eq!(world.lost(vec![Effect::PutCredential(totp(1, "2", "of bob"))], at(1)).await, Guard::UserMoved);
        assert_eq!(world.lost(vec![Effect::PutCredential(totp(2, "3", "of nobody"))], at(1)).await, Guard::UserMoved);
        assert_eq!(all(&world, "1").await[0].data.expose(), "of ada");
    }

    async fn what_counts_no_more_is_swept(world) {
        let until = |n, end| Effect::PutCredential(Credential { expires_at: end, ..totp(n, "1", "x") });
        world.done(vec![
            new_user("1", "ada", None), until(1, Some(at(10))), until(2, Some(at(20))), until(3, None),
        ], at(0)).await;
        assert_eq!(world.store.sweep_credentials(at(10), 100).await.unwrap(), 1);
        assert_eq!(world.store.sweep_credentials(at(10), 100).await.unwrap(), 0);
        let left: Vec<_> = all(&world, "1").await.iter().map(|it| it.expires_at).collect();
        assert_eq!(left, [Some(at(20)), None]);
    }
}
