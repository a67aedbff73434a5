//! Text messages.

use idp::Refusal;
use idp::model::message::MessageFacts;
use idp::outbox::Sent;

use crate::node::Node;

pub(super) async fn send(_: &Node, _: &MessageFacts) -> Result<Sent, Refusal> {
    Ok(Sent::Failed("no sender is set up for text messages".to_owned()))
}
