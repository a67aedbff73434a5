//! The five effects on tickets, each with what it accepts and what it loses to.

use idp::effect::Effect;
use idp::model::ticket::Ticket;
use store::Guard;

use crate::world::*;

on_both_stores! {
    async fn a_ticket_is_loaded_as_it_was_put(world) {
        world.done(vec![Effect::Put(ticket("a"))], at(0)).await;
        let found = world.store.load_ticket(&key("a"), at(1)).await.unwrap().unwrap();
        assert_eq!(found.key, key("a"));
        assert_eq!(found.body, b"the body of a");
        assert_eq!((found.version, found.expires_at, found.ends_at), (1, at(60), at(300)));
        assert!(found.spent_at.is_none() && found.family.is_none());
        assert!(found.is_usable(at(1)));
        assert!(world.store.load_ticket(&key("b"), at(1)).await.unwrap().is_none());
    }

    async fn a_ticket_is_put_only_where_none_stands_that_has_not_expired(world) {
        world.done(vec![Effect::Put(ticket("a"))], at(0)).await;
        let second = || Effect::Put(Ticket { expires_at: at(90), body: b"second".to_vec(), ..ticket("a") });
        assert_eq!(world.lost(vec![second()], at(59)).await, Guard::TicketTaken);
        assert_eq!(world.store.load_ticket(&key("a"), at(59)).await.unwrap().unwrap().body, b"the body of a");

        world.done(vec![second()], at(60)).await;
        let found = world.store.load_ticket(&key("a"), at(60)).await.unwrap().unwrap();
        assert_eq!((found.body.as_slice(), found.expires_at), (b"second".as_slice(), at(90)));
    }

    async fn a_spent_ticket_still_stands_until_it_expires(world) {
        world.done(vec![Effect::Put(ticket("a")), Effect::Spend(key("a"))], at(0)).await;
        assert_eq!(world.lost(vec![Effect::Put(ticket("a"))], at(59)).await, Guard::TicketTaken);
        world.done(vec![Effect::Put(Ticket { expires_at: at(90), ..ticket("a") })], at(60)).await;
        assert!(world.store.load_ticket(&key("a"), at(60)).await.unwrap().unwrap().is_usable(at(60)));
    }

    async fn a_ticket_is_spent_once(world) {
        world.done(vec![Effect::Put(ticket("a"))], at(0)).await;
        world.done(vec![Effect::Spend(key("a"))], at(59)).await;
        let found = world.store.load_ticket(&key("a"), at(59)).await.unwrap().unwrap();
        assert_eq!(found.spent_at, Some(at(59)));
        assert!(!found.is_usable(at(59)));
        assert_eq!(world.lost(vec![Effect::Spend(key("a"))], at(59)).await, Guard::TicketSpent);
    }

    async fn an_expired_or_absent_ticket_is_not_spent(world) {
        world.done(vec![Effect::Put(ticket("a"))], at(0)).await;
        assert_eq!(world.lost(vec![Effect::Spend(key("a"))], at(60)).await, Guard::TicketSpent);
        assert_eq!(world.lost(vec![Effect::Spend(key("b"))], at(1)).await, Guard::TicketSpent);
        assert!(world.store.load_ticket(&key("a"), at(60)).await.unwrap().unwrap().spent_at.is_none());
        world.done(vec![Effect::Spend(key("a"))], at(59)).await;
    }

    async fn a_ticket_is_advanced_from_the_version_it_has(world) {
        world.done(vec![Effect::Put(ticket("a"))], at(0)).await;
        world.done(vec![advance("a", 1, "second")], at(1)).await;
        let found = world.store.load_ticket(&key("a"), at(1)).await.unwrap().unwrap();
        assert_eq!((found.version, found.body.as_slice(), found.expires_at), (2, b"second".as_slice(), at(120)));

        assert_eq!(world.lost(vec![advance("a", 1, "late")], at(1)).await, Guard::TicketMoved);
        world.done(vec![advance("a", 2, "third")], at(2)).await;
        let found = world.store.load_ticket(&key("a"), at(2)).await.unwrap().unwrap();
        assert_eq!((found.version, found.body.as_slice()), (3, b"third".as_slice()));
    }

    async fn a_spent_expired_or_absent_ticket_is_not_advanced(world) {
        world.done(vec![Effect::Put(ticket("a")), Effect::Put(ticket("spent"))], at(0)).await;
        world.done(vec![Effect::Spend(key("spent"))], at(1)).await;
        assert_eq!(world.lost(vec![advance("spent", 1, "x")], at(2)).await, Guard::TicketMoved);
        assert_eq!(world.lost(vec![advance("a", 1, "x")], at(60)).await, Guard::TicketMoved);
        assert_eq!(world.lost(vec![advance("absent", 1, "x")], at(1)).await, Guard::TicketMoved);
        world.done(vec![advance("a", 1, "x")], at(59)).await;
    }

    /// Who knew the ticket that expired cannot take the new one under the same key for it.
    async fn a_ticket_put_over_an_expired_one_counts_its_version_on(world) {
        world.done(vec![Effect::Put(ticket("a"))], at(0)).await;
        world.done(vec![Effect::Put(Ticket { expires_at: at(90), ..ticket("a") })], at(60)).await;
        assert_eq!(world.lost(vec![advance("a", 1, "late")], at(59)).await, Guard::TicketMoved);
        let version = world.store.load_ticket(&key("a"), at(61)).await.unwrap().unwrap().version;
        world.done(vec![advance("a", version, "known")], at(61)).await;
    }

    async fn extending_goes_only_forward_and_never_past_the_end(world) {
        world.done(vec![Effect::Put(ticket("a"))], at(0)).await;
        for (until, becomes) in [(50, 60), (200, 200), (100, 200), (10_000, 300), (250, 300)] {
            world.done(vec![Effect::Extend { key: key("a"), expires_at: at(until) }], at(1)).await;
            let found = world.store.load_ticket(&key("a"), at(1)).await.unwrap().unwrap();
            assert_eq!(found.expires_at, at(becomes), "extended until {until}");
            assert_eq!(found.version, 1);
        }
    }

    async fn what_is_over_is_not_extended_and_nothing_is_lost_by_trying(world) {
        let extend = |name: &str| Effect::Extend { key: key(name), expires_at: at(200) };
        world.done(vec![Effect::Put(ticket("expired")), Effect::Put(ticket("spent"))], at(0)).await;
        world.done(vec![Effect::Spend(key("spent"))], at(1)).await;
        world.done(vec![extend("absent"), extend("spent")], at(1)).await;
        world.done(vec![extend("expired")], at(60)).await;
        for name in ["expired", "spent"] {
            let found = world.store.load_ticket(&key(name), at(60)).await.unwrap().unwrap();
            assert_eq!(found.expires_at, at(60), "{name}");
        }
    }

    async fn a_ticket_stays_in_the_store_at_least_as_long_as_it_can_be_used(world) {
        let short = |name: &str| Ticket { keep_until: at(10), ..ticket(name) };
        world.done(vec![Effect::Put(short("a")), Effect::Put(short("b")), Effect::Put(short("c"))], at(0)).await;
        world.done(vec![Effect::Extend { key: key("b"), expires_at: at(200) }], at(1)).await;
        world.done(vec![Effect::Extend { key: key("c"), expires_at: at(900) }], at(1)).await;
        for (now, left) in [(59, "abc"), (60, "bc"), (199, "bc"), (200, "c"), (299, "c"), (300, "")] {
            world.store.sweep(at(now), 10).await.unwrap();
            for name in ["a", "b", "c"] {
                let found = world.store.load_ticket(&key(name), at(now)).await.unwrap().is_some();
                assert_eq!(found, left.contains(name), "{name} at {now}");
            }
        }
    }
}
