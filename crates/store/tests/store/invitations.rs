//! Invitations as they are listed: those that count, page by page, and nothing else that lies beside them.

use idp::effect::{Advance, Effect};
use idp::model::ticket::{Ticket, TicketKey, TicketKind};

use crate::world::*;

fn invitation(name: &str) -> Ticket {
    let key = TicketKey::of(TicketKind::Invitation, name.as_bytes());
    Ticket { key, kind: TicketKind::Invitation, ..ticket(name) }
}

on_both_stores! {
    async fn those_that_count_are_listed_page_by_page(world) {
        let made: Vec<Ticket> = ["a", "b", "c", "d", "e"].map(invitation).into();
        let mut keys: Vec<TicketKey> = made.iter().map(|ticket| ticket.key).collect();
        keys.sort_by_key(|key| *key.as_bytes());
        world.done(made.into_iter().map(Effect::Put).collect(), at(0)).await;
        world.done(vec![Effect::Put(ticket("of another kind"))], at(0)).await;
        let list = async |after, limit, now| {
            let found = world.store.list_invitations(after, limit, at(now)).await.unwrap();
            found.into_iter().map(|ticket| ticket.key).collect::<Vec<_>>()
        };
        assert_eq!(list(None, 9, 1).await, keys);
        assert_eq!(list(None, 2, 1).await, keys[..2]);
        assert_eq!(list(Some(keys[1]), 9, 1).await, keys[2..]);
        world.done(vec![Effect::Spend(keys[0])], at(1)).await;
        let over = Advance { key: keys[2], from: 1, expires_at: at(1), keep_until: at(60), body: b"over".to_vec() };
        world.done(vec![Effect::Advance(over)], at(1)).await;
        assert_eq!(list(None, 9, 1).await, [keys[1], keys[3], keys[4]]);
        assert_eq!(list(None, 9, 60).await, []);
    }

    async fn one_is_loaded_by_its_key_and_nothing_of_another_kind_is(world) {
        let made = invitation("a");
        let key = made.key;
        world.done(vec![Effect::Put(made), Effect::Put(ticket("b"))], at(0)).await;
        let found = world.store.load_invitation(key, at(1)).await.unwrap().unwrap();
        assert_eq!((found.key, found.body.as_slice()), (key, b"the body of a".as_slice()));
        let other = crate::world::key("b");
        assert!(world.store.load_ticket(&other, at(1)).await.unwrap().is_some());
        assert!(world.store.load_invitation(other, at(1)).await.unwrap().is_none());
    }
}
