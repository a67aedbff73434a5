//! The channels by which messages leave: one file each. Nothing here decides when, how often or whether:
//! the outbox does.

mod backchannel_logout;
mod ciba_ping;
mod email;
mod sms;

use std::time::Duration;

use idp::Refusal;
use idp::model::message::{MessageFacts, MessageKind};
use idp::model::sender::{Sender, SenderId};
use idp::outbox::Sent;
use idp::sender::{self, Tried};
use tokio::time::{Instant, timeout};

pub(crate) use email::Relays;

use crate::flow::unavailable;
use crate::node::Node;

/// How long one sender may take over one message.
const PATIENCE: Duration = Duration::from_secs(20);

/// After this long the next sender is not asked any more in this attempt: it would outlive the outbox's lease.
const LATEST: Duration = Duration::from_secs(30);

/// Sends a message once.
pub async fn send(node: &Node, message: &MessageFacts) -> Sent {
    let sent = match message.kind {
        MessageKind::BackchannelLogout => backchannel_logout::send(node, message).await,
        MessageKind::CibaPing => ciba_ping::send(node, message).await,
        MessageKind::Email | MessageKind::Sms => by_senders(node, message).await,
    };
    sent.unwrap_or_else(|refusal| Sent::Failed(told(&refusal)))
}

/// Has the senders of its channel try, one after another, until one takes it.
async fn by_senders(node: &Node, message: &MessageFacts) -> Result<Sent, Refusal> {
    let senders = node.load_senders().await.map_err(unavailable)?;
    let begun = Instant::now();
    let mut tried: Vec<(SenderId, Tried)> = Vec::new();
    for sender in sender::in_turn(&*senders, message.kind) {
        let came = by(node, sender, message).await;
        let is_over = came.ends() || begun.elapsed() > LATEST;
        tried.push((sender.id.clone(), came));
        if is_over {
            break;
        }
    }
    Ok(sender::sent(message.kind, tried))
}

/// Sends a message by one sender, whether or not it is its turn.
pub(crate) async fn by(node: &Node, sender: &Sender, message: &MessageFacts) -> Tried {
    let trying = async {
        match message.kind {
            MessageKind::Email => email::send(node, sender, message).await,
            MessageKind::Sms => sms::send(node, sender, message).await,
            MessageKind::BackchannelLogout | MessageKind::CibaPing => {
                Ok(Tried::Unfit("it takes none of these".to_owned()))
            }
        }
    };
    match timeout(PATIENCE, trying).await {
        Ok(tried) => tried.unwrap_or_else(|refusal| Tried::Failed(told(&refusal))),
        Err(_) => Tried::Failed(format!("nothing came of it within {} seconds", PATIENCE.as_secs())),
    }
}

/// A fault of our own, for the operator.
fn told(refusal: &Refusal) -> String {
    let code = refusal.reason.code();
    refusal.detail.operator.as_ref().map_or_else(|| code.to_owned(), |seen| format!("{code}: {seen}"))
}
