//! Directories, with the passwords that go with them.

use idp::effect::{Effect, Expected};
use idp::model::directory::{Directory, DirectoryDefinition};
use store::{ChangeKind, Guard};

use crate::world::*;

fn put(replaces: Option<i64>, record: Directory) -> Vec<Effect> {
    vec![Effect::PutDirectory(Expected { replaces, record: Box::new(record) })]
}

fn delete(id: &str, version: i64) -> Vec<Effect> {
    vec![Effect::DeleteDirectory { id: id.parse().unwrap(), version }]
}

on_both_stores! {
    async fn a_directory_is_loaded_as_it_was_written(world) {
        world.done(put(None, directory("staff", "a secret")), at(0)).await;
        let found = world.store.load_directory(&"staff".parse().unwrap()).await.unwrap().unwrap();
        assert_eq!((found.version, &found.definition), (1, &directory("staff", "").definition));
        assert_eq!(found.password().map(|password| password.expose().as_str()), Some("a secret"));
        assert_eq!((found.disabled_at, found.created_at, found.updated_at), (None, at(0), at(0)));
        assert!(world.store.load_directory(&"other".parse().unwrap()).await.unwrap().is_none());

        let bare = Directory { bind_password: None, disabled_at: Some(at(3)), ..directory("bare", "") };
        world.done(put(None, bare), at(0)).await;
        let found = world.store.load_directory(&"bare".parse().unwrap()).await.unwrap().unwrap();
        assert_eq!((found.password().is_none(), found.disabled_at), (true, Some(at(3))));
        let page = world.store.list_directories("bare", 5).await.unwrap();
        assert_eq!(page.iter().map(|it| it.id.as_str()).collect::<Vec<_>>(), ["staff"]);
    }

    async fn a_directory_is_written_and_removed_only_in_the_version_it_was_read_in(world) {
        assert_eq!(world.lost(put(Some(1), directory("staff", "a")), at(0)).await, Guard::DirectoryMoved);
        world.done(put(None, directory("staff", "a")), at(0)).await;
        assert_eq!(world.lost(put(None, directory("staff", "b")), at(0)).await, Guard::DirectoryMoved);
        let changed = || Directory { definition: DirectoryDefinition::default(), updated_at: at(5), ..directory("staff", "b") };
        world.done(put(Some(1), changed()), at(5)).await;
        assert_eq!(world.lost(put(Some(1), changed()), at(6)).await, Guard::DirectoryMoved);
        let found = world.store.load_directory(&"staff".parse().unwrap()).await.unwrap().unwrap();
        assert_eq!((found.version, found.updated_at), (2, at(5)));
        assert_eq!(found.password().unwrap().expose(), "b");
        assert_eq!(world.lost(delete("staff", 1), at(7)).await, Guard::DirectoryMoved);
        world.done(delete("staff", 2), at(7)).await;
        assert!(world.store.load_directories().await.unwrap().is_empty());
        let told = world.store.changes_since(0).await.unwrap();
        let told: Vec<_> = told.entries.iter().map(|it| (it.kind, it.id.as_str())).collect();
        assert_eq!(told, [(ChangeKind::Directory, "staff")]);
    }

    async fn a_domain_leads_to_one_directory_or_upstream_whoever_is_quicker(world) {
        let of = |id: &str, domains: &[&str]| {
            let mut directory = directory(id, "a");
            directory.definition.email_domains = domains.iter().map(|&domain| domain.to_owned()).collect();
            directory
        };
        let by = |id: &str, domain: &str| {
            let mut upstream = upstream(id, "a");
            upstream.definition.email_domains = vec![domain.to_owned()];
            vec![Effect::PutUpstream(Expected { replaces: None, record: Box::new(upstream) })]
        };
        world.done(put(None, of("staff", &["b.example", "a.example"])), at(0)).await;
        assert_eq!(world.lost(put(None, of("other", &["c.example", "a.example"])), at(0)).await, Guard::EmailDomainTaken);
        assert_eq!(world.lost(by("up", "b.example"), at(0)).await, Guard::EmailDomainTaken);
        // Not even where they have the same name.
        assert_eq!(world.lost(by("staff", "b.example"), at(0)).await, Guard::EmailDomainTaken);
        world.done(by("up", "c.example"), at(0)).await;
        // One keeps what it has, and gives up what it is no more to have.
        world.done(put(Some(1), of("staff", &["a.example"])), at(1)).await;
        assert_eq!(world.lost(put(Some(2), of("staff", &["c.example"])), at(1)).await, Guard::EmailDomainTaken);
        world.done(put(None, of("other", &["b.example"])), at(1)).await;
        let up = "up".parse().unwrap();
        world.done(vec![Effect::DeleteUpstream { id: up, version: 1 }], at(2)).await;
        world.done(put(Some(2), of("staff", &["a.example", "c.example"])), at(2)).await;
        world.done(delete("staff", 3), at(3)).await;
        world.done(by("up", "a.example"), at(3)).await;
    }
}
