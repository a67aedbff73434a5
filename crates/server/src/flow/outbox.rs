//! Sending what waits in the outbox.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use idp::model::message::{Delivery, DeliveryFilter, MessageFacts, MessageKind};
use idp::outbox::{self, Attempt};
use idp::{Reason, Refusal};
use tokio::task::JoinSet;
use tracing::{debug, warn};

use super::{Tries, unavailable};
use crate::node::Node;
use crate::send;

/// How many messages of a kind are sent at the same time.
const AT_ONCE: u32 = 32;

/// How many of them go to one recipient: one that does not answer takes no more of them.
const TO_ONE: u32 = 8;

/// Messages of one kind that are on their way: those of another never wait for them.
pub struct Sending {
    kind: MessageKind,
    under_way: JoinSet<(String, Result<(), Refusal>)>,
    /// How many of them go to one recipient.
    to: HashMap<String, u32>,
}

impl Sending {
    /// Nothing of this kind is on its way yet.
    pub fn of(kind: MessageKind) -> Self {
        Self { kind, under_way: JoinSet::new(), to: HashMap::new() }
    }

    /// Begins to send what is due, as far as there is room for it.
    pub async fn begin_due(&mut self, node: &Arc<Node>) -> Result<(), Refusal> {
        let room = AT_ONCE.saturating_sub(u32::try_from(self.under_way.len()).unwrap_or(u32::MAX));
        if room == 0 {
            return Ok(());
        }
        let due = node.store().due_messages(self.kind, node.now(), AT_ONCE, TO_ONE).await;
        let due = due.map_err(unavailable)?;
        for message in due.into_iter().take(usize::try_from(room).unwrap_or(usize::MAX)) {
            let to = self.to.entry(message.recipient.clone()).or_default();
            if *to < TO_ONE {
                *to += 1;
                let node = Arc::clone(node);
                self.under_way.spawn(async move {
                    let sent = send_one(&node, &message).await;
                    (message.recipient, sent)
                });
            }
        }
        Ok(())
    }

    /// Waits until one of them is over; for ever, where there is none.
    pub async fn one_ends(&mut self) -> Result<(), Refusal> {
        match self.under_way.join_next().await {
            None => std::future::pending().await,
            Some(Ok((recipient, sent))) => {
                if let Entry::Occupied(mut to) = self.to.entry(recipient) {
                    *to.get_mut() -= 1;
                    if *to.get() == 0 {
                        to.remove();
                    }
                }
                sent
            }
            Some(Err(error)) => Err(Refusal::new(Reason::Internal).operator(error.to_string())),
        }
    }
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
        outbox::Sent::Delivered { .. } => debug!(kind, recipient, attempt, "delivered"),
        outbox::Sent::Failed(why) | outbox::Sent::Refused(why) => {
            warn!(kind, recipient, attempt, why, "not delivered");
        }
    }
}

/// The records of deliveries, the youngest first.
pub async fn list(node: &Node, filter: &DeliveryFilter, limit: u32) -> Result<Vec<Delivery>, Refusal> {
    node.store().list_deliveries(filter, limit).await.map_err(unavailable)
}
