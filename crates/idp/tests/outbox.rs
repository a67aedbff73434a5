//! The outbox: who sends, when again, and when no more.

use std::time::Duration;

use idp::model::mail::{Mail, MailAddress};
use idp::model::message::{Message, MessageFacts, MessageId, MessageKind, Settled};
use idp::outbox::{Attempt, Sent, answer, lease, pauses, take};
use idp::{Decision, Effect, Refusal, Time};

use crate::support::*;

/// A world in which one message waits.
fn one() -> (World, MessageId) {
    let mut world = World::new();
    let mut browser = Browser::default();
    world.client("shop").metadata.backchannel_logout_uri = Some("https://shop.test/out".to_owned());
    let tokens = world.tokens(&mut browser, &shop_asks());
    let hint = hint(&tokens.id_token.unwrap().claims);
    world.logout(&browser, &Form::of(&[]), idp::logout::Hint::Ours(&hint)).unwrap();
    let [MessageFacts { id, kind: MessageKind::BackchannelLogout, .. }] = world.state.due(world.now)[..]
    else {
        panic!()
    };
    (world, id)
}

fn the_due(world: &World) -> Option<MessageFacts> {
    world.state.due(world.now).pop()
}

fn try_to_send(world: &mut World, sent: Sent) -> Option<Time> {
    let message = the_due(world).expect("due");
    let attempt = world.commit(take(&message, world.now)).unwrap().expect("not expired");
    assert!(the_due(world).is_none(), "nobody else sends it meanwhile");
    world.commit(answer(&message, &attempt, sent, world.now)).unwrap();
    let row = &world.state.messages[&message.id];
    row.settled.is_none().then_some(row.due_at)
}

fn failed() -> Sent {
    Sent::Failed("the client answered 503".to_owned())
}

#[test]
fn what_is_delivered_is_settled_and_what_it_said_is_wiped() {
    let (mut world, id) = one();
    assert_eq!(try_to_send(&mut world, Sent::Delivered { by: None }), None);
    let row = &world.state.messages[&id];
    assert_eq!((row.settled, row.attempts, row.error.as_deref()), (Some(Settled::Delivered), 1, None));
    assert!(row.payload.is_none());
}

#[test]
fn what_fails_is_sent_again_after_ever_longer_pauses_and_given_up_at_last() {
    let (mut world, id) = one();
    let pauses = pauses(MessageKind::BackchannelLogout);
    for pause in pauses {
        let due_at = try_to_send(&mut world, failed()).expect("sent again");
        assert_eq!(due_at, world.now + *pause);
        assert_eq!(world.state.messages[&id].error.as_deref(), Some("the client answered 503"));
        world.now = due_at;
    }
    assert_eq!(try_to_send(&mut world, failed()), None);
    let row = &world.state.messages[&id];
    assert_eq!((row.settled, row.attempts), (Some(Settled::GivenUp), 8));
    assert!(row.payload.is_none() && pauses.is_sorted());
}

#[test]
fn what_is_refused_is_given_up_at_once() {
    let (mut world, id) = one();
    assert_eq!(try_to_send(&mut world, Sent::Refused("no".repeat(400))), None);
    let row = &world.state.messages[&id];
    assert_eq!(row.settled, Some(Settled::GivenUp));
    assert_eq!(row.error.as_ref().map(String::len), Some(300));
}

#[test]
fn one_of_two_that_take_a_message_at_once_sends_it() {
    let (mut world, _) = one();
    let message = the_due(&world).unwrap();
    let (first, second) = (take(&message, world.now), take(&message, world.now));
    let attempt = world.commit(first).unwrap().unwrap();
    assert_eq!(world.state.commit(second.effects, world.now), Err(Lost::MessageTaken));
    world.commit(answer(&message, &attempt, Sent::Delivered { by: None }, world.now)).unwrap();
}

#[test]
fn what_somebody_took_and_never_settled_is_sent_by_another_who_alone_settles_it() {
    let (mut world, id) = one();
    let message = the_due(&world).unwrap();
    let slow = world.commit(take(&message, world.now)).unwrap().unwrap();
    world.now = world.now + lease(message.kind);
    assert_eq!(try_to_send(&mut world, Sent::Delivered { by: None }), None);
    let late = answer(&message, &slow, failed(), world.now);
    assert_eq!(world.state.commit(late.effects, world.now), Err(Lost::MessageTaken));
    assert_eq!(world.state.messages[&id].settled, Some(Settled::Delivered));
}

#[test]
fn what_has_expired_is_sent_to_nobody() {
    let (mut world, id) = one();
    world.now = world.state.messages[&id].expires_at;
    let message = the_due(&world).unwrap();
    assert!(world.commit(take(&message, world.now)).unwrap().is_none());
    let row = &world.state.messages[&id];
    let expired = (Some(Settled::GivenUp), 0, Some("expired"));
    assert_eq!((row.settled, row.attempts, row.error.as_deref()), expired);
}

#[test]
fn what_would_expire_before_it_is_sent_again_is_given_up() {
    let (mut world, id) = one();
    world.now = world.state.messages[&id].expires_at - seconds(10);
    assert_eq!(try_to_send(&mut world, failed()), None);
    let message = one().0.state.due(NOW).pop().unwrap();
    let last = answer(&message, &Attempt { number: u32::MAX }, failed(), NOW);
    assert!(matches!(last.effects[..], [idp::Effect::SettleMessage { settled: Settled::GivenUp, .. }]));
}

#[test]
fn what_somebody_waits_for_is_tried_often_at_first_and_never_after_it_is_of_use() {
    let mut world = World::new();
    let mail = Mail {
        to: MailAddress::parse("maija@example.fi").unwrap(),
        subject: "Your code".to_owned(),
        text: "123456".to_owned(),
        html: None,
    };
    let expires_at = world.now + seconds(300);
    let message = world.decide(|env| Decision::answer(Message::mail(&mail, None, expires_at, env))).answer;
    let id = message.id;
    assert_eq!((message.kind, message.recipient.as_str()), (MessageKind::Email, "m***@example.fi"));
    assert!(!format!("{message:?} {mail:?}").contains("maija@"), "nobody reads it in a log");
    world.commit(Decision::of(Ok::<_, Refusal>(()), vec![Effect::PutMessage(message)])).unwrap();

    let begun_at = world.now;
    let mut attempts = Vec::new();
    while let Some(due_at) = try_to_send(&mut world, failed()) {
        attempts.push(world.now);
        world.now = due_at;
    }
    let in_time = |within| attempts.iter().filter(|at| **at < begun_at + seconds(within)).count();
    assert!(in_time(30) >= 4, "{attempts:?}");
    assert!(attempts.iter().all(|at| *at < expires_at));
    let row = &world.state.messages[&id];
    assert_eq!((row.settled, row.payload.as_deref()), (Some(Settled::GivenUp), None));
}

#[test]
fn pauses_only_grow_and_no_lease_is_shorter_than_an_attempt() {
    for kind in MessageKind::ALL {
        assert!(pauses(kind).is_sorted());
        assert!(lease(kind) >= Duration::from_mins(1));
        assert_eq!(MessageKind::parse(kind.as_str()), Some(kind));
    }
}
