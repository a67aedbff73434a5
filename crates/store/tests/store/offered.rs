//! Resources and scopes of our own.

use idp::effect::{Effect, Expected};
use idp::model::resource::{Resource, ResourceDefinition, ResourceScope};
use idp::model::scope::{Scope, ScopeDefinition};
use store::{ChangeKind, Guard};

use crate::world::*;

fn resource(identifier: &str) -> Resource {
    let scope =
        ResourceScope { name: "read".into(), description: Default::default(), groups: vec!["staff".into()] };
    let definition = ResourceDefinition {
        name: Some("Orders".into()),
        scopes: vec![scope],
        access_token_ttl: Some(60),
        ..ResourceDefinition::default()
    };
    Resource { identifier: identifier.into(), version: 0, definition, created_at: at(0), updated_at: at(0) }
}

fn scope(name: &str) -> Scope {
    let definition = ScopeDefinition { claims: vec!["department".into()], ..ScopeDefinition::default() };
    Scope { name: name.into(), version: 0, definition, created_at: at(0), updated_at: at(0) }
}

fn put_resource(replaces: Option<i64>, record: Resource) -> Vec<Effect> {
    vec![Effect::PutResource(Expected { replaces, record })]
}

fn put_scope(replaces: Option<i64>, record: Scope) -> Vec<Effect> {
    vec![Effect::PutScope(Expected { replaces, record })]
}

on_both_stores! {
    async fn a_resource_is_loaded_as_it_was_written_and_only_over_the_version_it_was_read_in(world) {
        let id = "https://orders.test/a?b";
        assert_eq!(world.lost(put_resource(Some(1), resource(id)), at(0)).await, Guard::ResourceMoved);
        world.done(put_resource(None, resource(id)), at(0)).await;
        assert_eq!(world.lost(put_resource(None, resource(id)), at(0)).await, Guard::ResourceMoved);
        let found = world.store.load_resource(id).await.unwrap().unwrap();
        assert_eq!(found, Resource { version: 1, ..resource(id) });
        let changed = Resource { definition: ResourceDefinition::default(), updated_at: at(5), ..resource(id) };
        world.done(put_resource(Some(1), changed.clone()), at(5)).await;
        assert_eq!(world.lost(put_resource(Some(1), resource(id)), at(6)).await, Guard::ResourceMoved);
        assert_eq!(world.store.load_resource(id).await.unwrap(), Some(Resource { version: 2, ..changed }));
        let remove = |version| vec![Effect::DeleteResource { identifier: id.into(), version }];
        assert_eq!(world.lost(remove(1), at(7)).await, Guard::ResourceMoved);
        world.done(remove(2), at(7)).await;
        assert!(world.store.load_resource(id).await.unwrap().is_none());
    }

    async fn a_scope_is_loaded_as_it_was_written_and_only_over_the_version_it_was_read_in(world) {
        assert_eq!(world.lost(put_scope(Some(1), scope("staff")), at(0)).await, Guard::ScopeMoved);
        world.done(put_scope(None, scope("staff")), at(0)).await;
        assert_eq!(world.lost(put_scope(None, scope("staff")), at(0)).await, Guard::ScopeMoved);
        let found = world.store.load_scope("staff").await.unwrap().unwrap();
        assert_eq!(found, Scope { version: 1, ..scope("staff") });
        let changed = Scope { definition: ScopeDefinition::default(), updated_at: at(5), ..scope("staff") };
        world.done(put_scope(Some(1), changed.clone()), at(5)).await;
        assert_eq!(world.store.load_scope("staff").await.unwrap(), Some(Scope { version: 2, ..changed }));
        let remove = |version| vec![Effect::DeleteScope { name: "staff".into(), version }];
        assert_eq!(world.lost(remove(1), at(7)).await, Guard::ScopeMoved);
        world.done(remove(2), at(7)).await;
        assert!(world.store.load_scope("staff").await.unwrap().is_none());
    }

    async fn all_that_is_offered_is_loaded_as_one_and_listed_page_by_page(world) {
        for id in ["https://b.test", "https://a.test", "https://c.test"] {
            world.done(put_resource(None, resource(id)), at(0)).await;
        }
        for name in ["b", "B", "a"] {
            world.done(put_scope(None, scope(name)), at(0)).await;
        }
        let offered = world.store.load_offered().await.unwrap();
        assert_eq!(offered.scope_names(), ["B", "a", "b"]);
        assert_eq!(offered.resources_with("read").count(), 3);
        assert_eq!(offered.resource("https://a.test").map(|resource| resource.version), Some(1));
        let page = world.store.list_resources("https://a.test", 1).await.unwrap();
        assert_eq!(page.iter().map(|it| it.identifier.as_str()).collect::<Vec<_>>(), ["https://b.test"]);
        let page = world.store.list_scopes("B", 5).await.unwrap();
        assert_eq!(page.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["a", "b"]);
    }

    async fn every_change_of_what_is_offered_is_told_of(world) {
        world.done(put_resource(None, resource("https://a.test")), at(0)).await;
        world.done(put_scope(None, scope("staff")), at(0)).await;
        world.done(vec![Effect::DeleteScope { name: "staff".into(), version: 1 }], at(1)).await;
        world.done(vec![Effect::DeleteResource { identifier: "https://a.test".into(), version: 1 }], at(1)).await;
        let told = world.store.changes_since(0).await.unwrap();
        let told: Vec<_> = told.entries.iter().map(|it| (it.seq, it.kind, it.id.as_str())).collect();
        assert_eq!(told, [(3, ChangeKind::Scope, "staff"), (4, ChangeKind::Resource, "https://a.test")]);
    }
}
