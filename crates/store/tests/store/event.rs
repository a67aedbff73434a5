//! The audit record.

use idp::effect::Effect;
use idp::model::ClientId;
use idp::model::event::{Actor, Event, EventFilter, EventId, EventKind};
use idp::model::user::UserId;
use serde_json::json;

use crate::world::*;

fn event(n: u8, kind: EventKind, user: &str) -> Event {
    Event {
        id: EventId([n; 16]),
        at: at(n.into()),
        kind,
        actor: Actor::Client(ClientId::new("ops")),
        user: Some(UserId::new(user)),
        client: None,
        about: json!({"factor": "totp"}).as_object().unwrap().clone(),
    }
}

async fn list(world: &World, filter: EventFilter, limit: u32) -> Vec<u8> {
    let found = world.store.list_events(&filter, limit).await.unwrap();
    found.iter().map(|event| event.id.0[0]).collect()
}

on_both_stores! {
    async fn it_is_read_as_it_was_written_the_youngest_first(world) {
        let written = [
            event(1, EventKind::UserCreate, "1"), event(2, EventKind::FactorReset, "1"),
            event(3, EventKind::FactorReset, "2"),
            Event { user: None, client: Some(ClientId::new("shop")), actor: Actor::CommandLine,
                ..event(4, EventKind::UserChange, "1") },
        ];
        let effects = written.iter().cloned().map(Effect::PutEvent).collect();
        world.done(effects, at(0)).await;
        let read = world.store.list_events(&EventFilter::default(), 100).await.unwrap();
        assert_eq!(read, written.into_iter().rev().collect::<Vec<_>>());
    }

    async fn it_is_narrowed_to_a_person_and_a_kind_and_read_a_page_at_a_time(world) {
        let kinds = [EventKind::FactorAdd, EventKind::FactorReset];
        let events = (1..=8u8).map(|n| event(n, kinds[usize::from(n % 2)], if n <= 6 { "1" } else { "2" }));
        world.done(events.map(Effect::PutEvent).collect(), at(0)).await;
        let of = |user: Option<&str>, kind, before: Option<u8>| EventFilter {
            user: user.map(UserId::new),
            kind,
            before: before.map(|n| EventId([n; 16])),
        };
        assert_eq!(list(&world, of(None, None, None), 3).await, [8, 7, 6]);
        assert_eq!(list(&world, of(None, None, Some(6)), 3).await, [5, 4, 3]);
        assert_eq!(list(&world, of(Some("1"), Some(EventKind::FactorReset), None), 9).await, [5, 3, 1]);
        assert_eq!(list(&world, of(Some("2"), None, None), 9).await, [8, 7]);
        assert!(list(&world, of(Some("3"), None, None), 9).await.is_empty());
    }

    /// Otherwise whoever removes an account removes the trace of what they did to it.
    async fn it_outlives_the_person_it_is_about(world) {
        world.done(vec![
            new_user("1", "ada", None), Effect::PutEvent(event(1, EventKind::PasswordSet, "1")),
        ], at(0)).await;
        world.done(vec![Effect::DeleteUser { id: UserId::new("1"), version: 1 }], at(1)).await;
        assert_eq!(list(&world, EventFilter::default(), 9).await, [1]);
    }
}
