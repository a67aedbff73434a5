//! Senders, with the secrets that go with them.

use idp::effect::{Effect, Expected};
use idp::model::message::{DeliveryFilter, Message, MessageId, MessageKind, Settled};
use idp::model::sender::Sender;
use store::{ChangeKind, Guard};

use crate::world::*;

fn put(replaces: Option<i64>, record: Sender) -> Vec<Effect> {
    vec![Effect::PutSender(Expected { replaces, record: Box::new(record) })]
}

fn delete(id: &str, version: i64) -> Vec<Effect> {
    vec![Effect::DeleteSender { id: id.parse().unwrap(), version }]
}

on_both_stores! {
    async fn a_sender_is_loaded_as_it_was_written(world) {
        world.done(put(None, sender("relay", "the secret")), at(0)).await;
        let found = world.store.load_sender(&"relay".parse().unwrap()).await.unwrap().unwrap();
        assert_eq!((found.version, found.definition.clone()), (1, sender("relay", "").definition));
        assert_eq!(found.secret().map(|secret| secret.expose().as_str()), Some("the secret"));
        assert_eq!((found.disabled_at, found.created_at, found.updated_at), (None, at(0), at(0)));
        assert!(world.store.load_sender(&"other".parse().unwrap()).await.unwrap().is_none());

        let bare = Sender { secret: None, disabled_at: Some(at(3)), ..sender("bare", "") };
        world.done(put(None, bare), at(0)).await;
        let found = world.store.load_sender(&"bare".parse().unwrap()).await.unwrap().unwrap();
        assert!(found.secret().is_none() && found.disabled_at == Some(at(3)));
    }

    async fn a_sender_is_written_and_removed_only_in_the_version_it_was_read_in(world) {
        assert_eq!(world.lost(put(Some(1), sender("relay", "a")), at(0)).await, Guard::SenderMoved);
        world.done(put(None, sender("relay", "a")), at(0)).await;
        assert_eq!(world.lost(put(None, sender("relay", "b")), at(0)).await, Guard::SenderMoved);
        let changed = || Sender { disabled_at: Some(at(5)), updated_at: at(5), ..sender("relay", "b") };
        world.done(put(Some(1), changed()), at(5)).await;
        assert_eq!(world.lost(put(Some(1), changed()), at(6)).await, Guard::SenderMoved);
        let [found] = &world.store.load_senders().await.unwrap()[..] else { panic!() };
        assert_eq!((found.version, found.updated_at, found.disabled_at), (2, at(5), Some(at(5))));
        assert_eq!(world.lost(delete("relay", 1), at(7)).await, Guard::SenderMoved);
        world.done(delete("relay", 2), at(7)).await;
        assert!(world.store.load_senders().await.unwrap().is_empty());
    }

    async fn every_change_of_a_sender_is_told_of(world) {
        world.done(put(None, sender("relay", "a")), at(0)).await;
        world.done(delete("relay", 1), at(1)).await;
        let changes = world.store.changes_since(0).await.unwrap();
        let told: Vec<_> = changes.entries.iter().map(|change| (change.seq, change.kind, change.id.as_str())).collect();
        assert_eq!(told, [(2, ChangeKind::Sender, "relay")]);
    }

    async fn which_sender_a_message_left_by_is_on_record(world) {
        let id = MessageId([1; 16]);
        let message = Effect::PutMessage(Message {
            id,
            kind: MessageKind::Email,
            recipient: "m***@example.fi".to_owned(),
            user: None,
            payload: b"a mail".to_vec(),
            expires_at: at(100),
        });
        world.done(vec![message], at(0)).await;
        let of = |kind| world.store.due_messages(kind, at(1), 10, 10);
        assert_eq!(of(MessageKind::Email).await.unwrap().len(), 1);
        assert!(of(MessageKind::Sms).await.unwrap().is_empty(), "each kind by itself");
        let settle = Effect::SettleMessage {
            id,
            attempts: 0,
            settled: Settled::Delivered,
            sender: Some("relay".parse().unwrap()),
            error: None,
            keep_until: at(500),
        };
        world.done(vec![settle], at(2)).await;
        let [delivery] = &world.store.list_deliveries(&DeliveryFilter::default(), 10).await.unwrap()[..] else { panic!() };
        assert_eq!(delivery.sender.as_ref().map(|id| id.as_str()), Some("relay"));
        assert_eq!((delivery.kind, delivery.recipient.as_str()), (MessageKind::Email, "m***@example.fi"));
    }
}
