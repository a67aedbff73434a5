//! Several senders of one channel: whose turn it is, and what becomes of a message they tried.

use idp::model::message::MessageKind;
use idp::model::sender::{Sender, SenderDefinition, SenderId};
use idp::outbox::Sent;
use idp::sender::{Tried, in_turn, sent};
use serde_json::json;

use crate::support::*;

fn sender(id: &str, channel: &str, order: u32) -> Sender {
    let definition = json!({
        "channel": channel, "order": order, "from": "a@example.fi", "smtp": { "host": "localhost" },
    });
    Sender {
        id: id.parse().unwrap(),
        version: 1,
        definition: serde_json::from_value::<SenderDefinition>(definition).unwrap(),
        secret: None,
        disabled_at: None,
        created_at: NOW,
        updated_at: NOW,
    }
}

fn id(text: &str) -> SenderId {
    text.parse().unwrap()
}

fn failed(why: &str) -> Tried {
    Tried::Failed(why.to_owned())
}

fn unfit(why: &str) -> Tried {
    Tried::Unfit(why.to_owned())
}

#[test]
fn they_try_in_their_order_each_for_its_own_channel() {
    let closed = Sender { disabled_at: Some(NOW), ..sender("closed", "email", 0) };
    let all = [
        sender("b", "email", 1),
        sender("a", "email", 1),
        sender("z", "email", 0),
        sender("s", "sms", 0),
        closed,
    ];
    let ids = |kind| in_turn(&all, kind).iter().map(|sender| sender.id.to_string()).collect::<Vec<_>>();
    assert_eq!(ids(MessageKind::Email), ["z", "a", "b"]);
    assert_eq!(ids(MessageKind::Sms), ["s"]);
    assert!(ids(MessageKind::BackchannelLogout).is_empty());
}

#[test]
fn the_first_that_takes_it_ends_the_matter_and_so_does_a_reader_that_nobody_knows() {
    assert!(Tried::Delivered.ends() && Tried::Refused(String::new()).ends());
    assert!(!failed("").ends() && !unfit("").ends());
    let tried = vec![(id("a"), failed("451 later")), (id("b"), Tried::Delivered)];
    assert_eq!(sent(MessageKind::Email, tried), Sent::Delivered { by: Some(id("b")) });
    let tried = vec![(id("a"), failed("451 later")), (id("b"), Tried::Refused("no such user".to_owned()))];
    assert_eq!(sent(MessageKind::Email, tried), Sent::Refused("a: 451 later; b: no such user".to_owned()));
}

#[test]
fn it_is_tried_again_while_any_of_them_may_take_it_later() {
    let tried = vec![(id("a"), unfit("554 no")), (id("b"), failed("451 later"))];
    assert_eq!(sent(MessageKind::Sms, tried), Sent::Failed("a: 554 no; b: 451 later".to_owned()));
    let tried = vec![(id("a"), unfit("554 no")), (id("b"), unfit("554 never"))];
    assert_eq!(sent(MessageKind::Sms, tried), Sent::Refused("a: 554 no; b: 554 never".to_owned()));
}

#[test]
fn where_there_is_no_sender_it_waits_for_one() {
    let expected = Sent::Failed("no sender is set up for e-mail".to_owned());
    assert_eq!(sent(MessageKind::Email, Vec::new()), expected);
    let expected = Sent::Failed("no sender is set up for text messages".to_owned());
    assert_eq!(sent(MessageKind::Sms, Vec::new()), expected);
}
