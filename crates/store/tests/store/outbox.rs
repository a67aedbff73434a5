//! Messages: sealed while they wait, taken by one, wiped once settled, and on record for a while.

use idp::Time;
use idp::effect::Effect;
use idp::model::message::{Delivery, DeliveryFilter, Message, MessageId, MessageKind, Settled};
use idp::model::user::UserId;
use store::{Guard, Outcome, Swept};

use crate::world::*;

fn id(seed: u8) -> MessageId {
    MessageId([seed; 16])
}

fn message(seed: u8, recipient: &str, user: Option<&str>) -> Effect {
    Effect::PutMessage(Message {
        id: id(seed),
        kind: MessageKind::BackchannelLogout,
        recipient: recipient.to_owned(),
        user: user.map(UserId::new),
        payload: format!("what {seed} says").into_bytes(),
        expires_at: at(1000),
    })
}

fn take(seed: u8, from: u32, until: i64) -> Effect {
    Effect::TakeMessage { id: id(seed), from, until: at(until) }
}

fn settle(seed: u8, attempts: u32, settled: Settled, keep_until: i64) -> Effect {
    Effect::SettleMessage {
        id: id(seed),
        attempts,
        settled,
        sender: None,
        error: None,
        keep_until: at(keep_until),
    }
}

async fn due(world: &World, now: Time) -> Vec<u8> {
    world
        .store
        .due_messages(MessageKind::BackchannelLogout, now, 10, 10)
        .await
        .unwrap()
        .iter()
        .map(|due| due.id.0[0])
        .collect()
}

async fn deliveries(world: &World, filter: DeliveryFilter) -> Vec<Delivery> {
    world.store.list_deliveries(&filter, 10).await.unwrap()
}

async fn listed(world: &World, filter: DeliveryFilter) -> Vec<u8> {
    deliveries(world, filter).await.iter().map(|delivery| delivery.id.0[0]).collect()
}

async fn assert_taken(world: &World, effect: Effect) {
    let outcome = world.store.commit(vec![effect], at(50)).await;
    assert!(matches!(outcome, Outcome::Lost(Guard::MessageTaken)), "{outcome:?}");
}

on_both_stores! {
    async fn a_message_is_due_from_when_it_is_written_and_comes_back_as_it_was(world) {
        world.done(vec![message(1, "shop", Some("ada"))], at(5)).await;
        assert!(due(&world, at(4)).await.is_empty());
        let [found] = &world.store.due_messages(MessageKind::BackchannelLogout, at(5), 10, 10).await.unwrap()[..] else { panic!() };
        assert_eq!((found.id, found.kind, found.attempts), (id(1), MessageKind::BackchannelLogout, 0));
        assert_eq!((found.recipient.as_str(), found.expires_at), ("shop", at(1000)));
        assert_eq!(found.payload, b"what 1 says");
    }

    /// However many wait for one, and however long: the others have their turn.
    async fn whoever_has_many_waiting_keeps_nobody_elses_from_being_sent(world) {
        for seed in 1..=40 {
            world.done(vec![message(seed, "dead", None)], at(5)).await;
        }
        world.done(vec![message(100, "shop", None), message(101, "shop", None)], at(6)).await;
        world.done(vec![message(102, "app", None)], at(7)).await;
        let round = async |limit, to_one| {
            let due = world.store.due_messages(MessageKind::BackchannelLogout, at(8), limit, to_one).await.unwrap();
            due.iter().map(|due| due.id.0[0]).collect::<Vec<_>>()
        };
        assert_eq!(round(10, 3).await, [1, 100, 102, 2, 101, 3]);
        assert_eq!(round(4, 3).await, [1, 100, 102, 2]);
        assert_eq!(round(32, 8).await.len(), 11);
        for seed in 1..=40 {
            world.done(vec![take(seed, 0, 60)], at(8)).await;
        }
        assert_eq!(round(10, 3).await, [100, 102, 101], "what is being sent has no turn");
    }

    async fn what_is_taken_is_nobody_elses_until_the_lease_is_over(world) {
        world.done(vec![message(1, "shop", None)], at(5)).await;
        world.done(vec![take(1, 0, 60)], at(10)).await;
        assert!(due(&world, at(59)).await.is_empty());
        assert_taken(&world, take(1, 0, 70)).await;
        assert_eq!(due(&world, at(60)).await, [1]);
        world.done(vec![take(1, 1, 120)], at(60)).await;
        assert_taken(&world, settle(1, 1, Settled::Delivered, 500)).await;
        world.done(vec![settle(1, 2, Settled::Delivered, 500)], at(61)).await;
        assert_taken(&world, take(1, 2, 900)).await;
    }

    async fn of_many_that_take_a_message_at_once_one_does(world) {
        world.done(vec![message(1, "shop", None)], at(5)).await;
        let tries = (0..16).map(|_| {
            let store = world.store.clone();
            tokio::spawn(async move { store.commit(vec![take(1, 0, 60)], at(10)).await })
        });
        let mut won = 0;
        for outcome in tries.collect::<Vec<_>>() {
            match outcome.await.unwrap() {
                Outcome::Done { .. } => won += 1,
                Outcome::Lost(Guard::MessageTaken) => {}
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(won, 1);
    }

    async fn what_is_put_off_is_due_again_later_and_says_why(world) {
        world.done(vec![message(1, "shop", None), message(2, "app", None)], at(5)).await;
        world.done(vec![take(1, 0, 60)], at(10)).await;
        let put_off = || Effect::PutOffMessage { id: id(1), attempts: 1, due_at: at(40), error: "503".to_owned() };
        world.done(vec![put_off()], at(11)).await;
        assert_eq!(due(&world, at(39)).await, [2]);
        assert_eq!(due(&world, at(40)).await, [2, 1], "the longest due first");
        let [_, delivery] = &deliveries(&world, DeliveryFilter::default()).await[..] else { panic!() };
        assert_eq!((delivery.last_error.as_deref(), delivery.attempts, delivery.due_at), (Some("503"), 1, at(40)));
        world.done(vec![take(1, 1, 100)], at(40)).await;
        assert_taken(&world, put_off()).await;
    }

    async fn what_is_settled_is_on_record_until_it_is_swept(world) {
        world.done(vec![message(1, "shop", Some("ada")), message(2, "app", None)], at(5)).await;
        world.done(vec![take(1, 0, 60)], at(10)).await;
        world.done(vec![settle(1, 1, Settled::Delivered, 500)], at(12)).await;
        assert_eq!(due(&world, at(2000)).await, [2]);
        let [_, delivery] = &deliveries(&world, DeliveryFilter::default()).await[..] else { panic!() };
        assert_eq!(*delivery, Delivery {
            id: id(1),
            kind: MessageKind::BackchannelLogout,
            recipient: "shop".to_owned(),
            user: Some(UserId::new("ada")),
            created_at: at(5),
            attempts: 1,
            due_at: at(60),
            expires_at: at(1000),
            settled: Some((Settled::Delivered, at(12))),
            sender: None,
            last_error: None,
        });
        assert_eq!(world.store.sweep(at(499), 10).await.unwrap(), Swept::default());
        assert_eq!(world.store.sweep(at(500), 10).await.unwrap(), Swept { messages: 1, ..Swept::default() });
        assert_eq!(world.store.sweep(at(5000), 10).await.unwrap(), Swept::default(), "what waits is not swept");
        assert_eq!(listed(&world, DeliveryFilter::default()).await, [2]);
    }

    async fn deliveries_are_found_by_recipient_person_and_what_became_of_them(world) {
        world.done(vec![
            message(1, "shop", Some("ada")), message(2, "shop", Some("bob")), message(3, "app", Some("ada")),
            message(4, "app", None),
        ], at(5)).await;
        world.done(vec![settle(1, 0, Settled::GivenUp, 500), settle(2, 0, Settled::Delivered, 500)], at(6)).await;
        let all = DeliveryFilter::default;
        let (shop, ada) = (Some("shop".to_owned()), Some(UserId::new("ada")));
        assert_eq!(listed(&world, all()).await, [4, 3, 2, 1], "the youngest first");
        assert_eq!(listed(&world, DeliveryFilter { before: Some(id(3)), ..all() }).await, [2, 1]);
        assert_eq!(listed(&world, DeliveryFilter { recipient: shop.clone(), ..all() }).await, [2, 1]);
        assert_eq!(listed(&world, DeliveryFilter { user: ada.clone(), ..all() }).await, [3, 1]);
        assert_eq!(listed(&world, DeliveryFilter { recipient: shop.clone(), user: ada, ..all() }).await, [1]);
        let became = |settled| DeliveryFilter { settled: Some(settled), ..all() };
        assert_eq!(listed(&world, became(None)).await, [4, 3]);
        assert_eq!(listed(&world, became(Some(Settled::Delivered))).await, [2]);
        let given_up = DeliveryFilter { recipient: shop, ..became(Some(Settled::GivenUp)) };
        assert_eq!(listed(&world, given_up).await, [1]);
        assert_eq!(world.store.list_deliveries(&all(), 2).await.unwrap().len(), 2);
    }
}
