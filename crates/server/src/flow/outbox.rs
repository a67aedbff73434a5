//! Sending what waits in the outbox.

use std::sync::Arc;

use idp::model::message::{Delivery, DeliveryFilter, MessageFacts};
use idp::outbox::{self, Attempt};
use idp::{Reason, Refusal};
use tokio::task::JoinSet;
use tracing::{debug, warn};

use super::{Tries, unavailable};
use crate::node::Node;
use crate::send;

/// How many messages are sent at the same time.
const AT_ONCE: u32 = 32;

/// How many of them go to one recipient: one that does not answer takes no more of a round.
const TO_ONE: u32 = 8;

/// Sends what is due, and tells whether there may be more: as many as may go to one recipient at once can
/// be all of a round.
pub async fn send_due(node: &Arc<Node>) -> Result<bool, Refusal> {
    let due = node.store().due_messages(node.now(), AT_ONCE, TO_ONE).await.map_err(unavailable)?;
    let more = u32::try_from(due.len()).is_ok_and(|due| due >= TO_ONE);
    let mut sending = JoinSet::new();
    for message in due {
        let node = Arc::clone(node);
        sending.spawn(async move { send_one(&node, &message).await });
    }
    let mut failed = None;
    while let Some(sent) = sending.join_next().await {
        failed = match sent {
            Ok(Ok(())) => failed,
            Ok(Err(refusal)) => Some(refusal),
            Err(error) => Some(Refusal::new(Reason::Internal).operator(error.to_string())),
        };
    }
    failed.map_or(Ok(more), Err)
}

/// Takes one message, sends it, and writes down what came of it.
async fn send_one(node: &Node, message: &MessageFacts) -> Result<(), Refusal> {
    let now = node.now();
    // Another node was quicker, or it had expired: either way it is not ours to send.
    let taken = Tries::default().commit(node, outbox::take(message, now), now).await?;
    let Some(Some(attempt)) = taken else { return Ok(()) };
    let sent = send::send(node, message).await;
    report(message, &attempt, &sent);
    let now = node.now();
    Tries::default().commit(node, outbox::answer(message, &attempt, sent, now), now).await?;
    Ok(())
}

fn report(message: &MessageFacts, attempt: &Attempt, sent: &outbox::Sent) {
    let (kind, recipient, attempt) = (message.kind.as_str(), message.recipient.as_str(), attempt.number);
    match sent {
        outbox::Sent::Delivered => debug!(kind, recipient, attempt, "delivered"),
        outbox::Sent::Failed(why) | outbox::Sent::Refused(why) => {
            warn!(kind, recipient, attempt, why, "not delivered");
        }
    }
}

/// The records of deliveries, the youngest first.
pub async fn list(node: &Node, filter: &DeliveryFilter, limit: u32) -> Result<Vec<Delivery>, Refusal> {
    node.store().list_deliveries(filter, limit).await.map_err(unavailable)
}
