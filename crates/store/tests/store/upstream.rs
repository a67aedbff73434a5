//! Upstreams, with the secrets and keys that go with them.

use idp::effect::{Effect, Expected};
use idp::model::key::KeyRecord;
use idp::model::upstream::{Upstream, UpstreamDefinition};
use store::{ChangeKind, Guard};

use crate::world::*;

fn put(replaces: Option<i64>, record: Upstream) -> Vec<Effect> {
    vec![Effect::PutUpstream(Expected { replaces, record: Box::new(record) })]
}

fn delete(id: &str, version: i64) -> Vec<Effect> {
    vec![Effect::DeleteUpstream { id: id.parse().unwrap(), version }]
}

fn told(key: &KeyRecord) -> (&str, String, &[u8], [idp::Time; 3]) {
    let times = [key.created_at, key.signs_from, key.published_until];
    (&key.kid, key.algorithm.to_string(), key.private.expose(), times)
}

on_both_stores! {
    async fn an_upstream_is_loaded_as_it_was_written(world) {
        world.done(put(None, upstream("ftn", "the secret")), at(0)).await;
        let found = world.store.load_upstream(&"ftn".parse().unwrap()).await.unwrap().unwrap();
        let written = upstream("ftn", "the secret");
        assert_eq!((found.version, &found.definition), (1, &written.definition));
        assert_eq!(found.secret().map(|secret| secret.expose().as_str()), Some("the secret"));
        let keys: Vec<_> = found.keys.iter().map(told).collect();
        assert_eq!(keys, written.keys.iter().map(told).collect::<Vec<_>>());
        assert_eq!((found.disabled_at, found.created_at, found.updated_at), (None, at(0), at(0)));
        assert!(world.store.load_upstream(&"other".parse().unwrap()).await.unwrap().is_none());
    }

    async fn an_upstream_without_secret_and_keys_has_none(world) {
        let bare = Upstream { client_secret: None, keys: Vec::new(), disabled_at: Some(at(3)), ..upstream("x", "") };
        world.done(put(None, bare), at(0)).await;
        let found = world.store.load_upstream(&"x".parse().unwrap()).await.unwrap().unwrap();
        assert!(found.secret().is_none() && found.keys.is_empty());
        assert_eq!(found.disabled_at, Some(at(3)));
    }

    async fn an_upstream_is_written_and_removed_only_in_the_version_it_was_read_in(world) {
        assert_eq!(world.lost(put(Some(1), upstream("ftn", "a")), at(0)).await, Guard::UpstreamMoved);
        world.done(put(None, upstream("ftn", "a")), at(0)).await;
        assert_eq!(world.lost(put(None, upstream("ftn", "b")), at(0)).await, Guard::UpstreamMoved);
        let changed = || Upstream { definition: UpstreamDefinition::default(), updated_at: at(5), ..upstream("ftn", "b") };
        world.done(put(Some(1), changed()), at(5)).await;
        assert_eq!(world.lost(put(Some(1), changed()), at(6)).await, Guard::UpstreamMoved);
        let found = world.store.load_upstream(&"ftn".parse().unwrap()).await.unwrap().unwrap();
        assert_eq!((found.version, found.updated_at), (2, at(5)));
        assert_eq!(found.definition, UpstreamDefinition::default());
        assert_eq!(world.lost(delete("ftn", 1), at(7)).await, Guard::UpstreamMoved);
        world.done(delete("ftn", 2), at(7)).await;
        assert!(world.store.load_upstreams().await.unwrap().is_empty());
    }

    async fn all_upstreams_are_loaded_in_the_order_of_their_names(world) {
        for id in ["b", "a-2", "a"] {
            world.done(put(None, upstream(id, "x")), at(0)).await;
        }
        let all = world.store.load_upstreams().await.unwrap();
        assert_eq!(all.iter().map(|it| it.id.as_str()).collect::<Vec<_>>(), ["a", "a-2", "b"]);
    }

    async fn every_change_of_an_upstream_is_told_of(world) {
        world.done(put(None, upstream("a", "x")), at(0)).await;
        world.done(put(None, upstream("b", "x")), at(0)).await;
        world.done(delete("a", 1), at(1)).await;
        let told = world.store.changes_since(0).await.unwrap();
        let told: Vec<_> = told.entries.iter().map(|it| (it.seq, it.kind, it.id.as_str())).collect();
        assert_eq!(told, [(2, ChangeKind::Upstream, "b"), (3, ChangeKind::Upstream, "a")]);
    }
}
