//! The channels by which messages leave: one file each. Nothing here decides when, how often or whether:
//! the outbox does.

mod backchannel_logout;
mod email;
mod sms;

use idp::Refusal;
use idp::model::message::{MessageFacts, MessageKind};
use idp::outbox::Sent;

use crate::node::Node;

/// Sends a message once.
pub async fn send(node: &Node, message: &MessageFacts) -> Sent {
    let sent = match message.kind {
        MessageKind::BackchannelLogout => backchannel_logout::send(node, message).await,
        MessageKind::Email => email::send(node, message).await,
        MessageKind::Sms => sms::send(node, message).await,
    };
    sent.unwrap_or_else(|refusal| Sent::Failed(told(&refusal)))
}

/// A fault of our own, for the operator.
fn told(refusal: &Refusal) -> String {
    let code = refusal.reason.code();
    refusal.detail.operator.as_ref().map_or_else(|| code.to_owned(), |seen| format!("{code}: {seen}"))
}
