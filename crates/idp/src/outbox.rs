//! The outbox: when a message is sent, when again, and when no more.
//!
//! A message is written in the commit that gives cause to it. Whoever sends it takes it first, in a
//! commit of its own that counts the attempt and puts the next one off: so of several nodes one sends,
//! and if that one dies, another does later. What is sent twice all the same says so by its identifier.

use std::time::Duration;

use crate::decision::Decision;
use crate::effect::Effect;
use crate::model::message::{MessageFacts, MessageKind, Settled};
use crate::model::sender::SenderId;
use crate::refusal::Refusal;
use crate::time::Time;

/// How long one attempt may take before another node may try: longer than any attempt does.
pub const fn lease(kind: MessageKind) -> Duration {
    match kind {
        MessageKind::BackchannelLogout => Duration::from_mins(2),
        // Somebody is waiting for it.
        MessageKind::CibaPing | MessageKind::Email | MessageKind::Sms => Duration::from_mins(1),
    }
}

/// The pauses after the first, second and further attempts. After the last there is no other.
pub const fn pauses(kind: MessageKind) -> &'static [Duration] {
    match kind {
        MessageKind::BackchannelLogout => &TO_PROGRAMS,
        MessageKind::CibaPing | MessageKind::Email | MessageKind::Sms => &WAITED_FOR,
    }
}

const TO_PROGRAMS: [Duration; 7] = [
    Duration::from_secs(10),
    Duration::from_secs(30),
    Duration::from_mins(2),
    Duration::from_mins(10),
    Duration::from_mins(30),
    Duration::from_hours(2),
    Duration::from_hours(6),
];

/// A code is of use for minutes, and so it is tried often at first. What is of use for longer goes on.
const WAITED_FOR: [Duration; 11] = [
    Duration::from_secs(2),
    Duration::from_secs(4),
    Duration::from_secs(8),
    Duration::from_secs(15),
    Duration::from_secs(30),
    Duration::from_mins(1),
    Duration::from_mins(2),
    Duration::from_mins(10),
    Duration::from_mins(30),
    Duration::from_hours(2),
    Duration::from_hours(6),
];

/// For how long the record of a delivery is kept.
pub const KEPT: Duration = Duration::from_hours(30 * 24);

/// What one attempt came to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Sent {
    /// It was taken.
    Delivered {
        /// By this sender, where one was chosen among several.
        by: Option<SenderId>,
    },
    /// It was not, which may pass: why, for the operator.
    Failed(String),
    /// It was not, and never will be: why, for the operator.
    Refused(String),
}

/// An attempt that was paid for.
#[derive(Debug)]
pub struct Attempt {
    /// Which it is: 1 for the first.
    pub number: u32,
}

/// Takes a message to send it. What has expired is given up instead, and nobody sends it.
pub fn take(message: &MessageFacts, now: Time) -> Decision<Result<Option<Attempt>, Refusal>> {
    if now >= message.expires_at {
        let expired = give_up(message, message.attempts, "expired", now);
        return Decision::of(Ok(None), vec![expired]);
    }
    let number = message.attempts.saturating_add(1);
    let take =
        Effect::TakeMessage { id: message.id, from: message.attempts, until: now + lease(message.kind) };
    Decision::of(Ok(Some(Attempt { number })), vec![take])
}

/// Says what becomes of a message after an attempt.
pub fn answer(
    message: &MessageFacts,
    attempt: &Attempt,
    sent: Sent,
    now: Time,
) -> Decision<Result<(), Refusal>> {
    let effect = match sent {
        Sent::Delivered { by } => Effect::SettleMessage {
            id: message.id,
            attempts: attempt.number,
            settled: Settled::Delivered,
            sender: by,
            error: None,
            keep_until: now + KEPT,
        },
        Sent::Refused(why) => give_up(message, attempt.number, &why, now),
        Sent::Failed(why) => match next(message, attempt, now) {
            Some(due_at) => Effect::PutOffMessage {
                id: message.id,
                attempts: attempt.number,
                due_at,
                error: shortened(&why),
            },
            None => give_up(message, attempt.number, &why, now),
        },
    };
    Decision::of(Ok(()), vec![effect])
}

fn next(message: &MessageFacts, attempt: &Attempt, now: Time) -> Option<Time> {
    let made = usize::try_from(attempt.number).ok()?;
    let due_at = now + *pauses(message.kind).get(made.checked_sub(1)?)?;
    (due_at < message.expires_at).then_some(due_at)
}

fn give_up(message: &MessageFacts, attempts: u32, why: &str, now: Time) -> Effect {
    Effect::SettleMessage {
        id: message.id,
        attempts,
        settled: Settled::GivenUp,
        sender: None,
        error: Some(shortened(why)),
        keep_until: now + KEPT,
    }
}

/// No record is as long as somebody likes.
fn shortened(why: &str) -> String {
    why.chars().take(300).collect()
}
