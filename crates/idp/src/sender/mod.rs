//! Senders: made, changed and removed by an administrator, and what becomes of a message that several of
//! them may send.

mod check;
mod gateway;
mod preset;
mod template;
mod turn;

use crate::decision::Decision;
use crate::effect::{Effect, Expected};
use crate::model::client::KeptSecret;
use crate::model::sender::{Sender, SenderDefinition, SenderId};
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

pub use gateway::{GatewayRequest, judge, request};
pub use preset::Preset;
pub use turn::{Tried, in_turn, sent};

/// How many senders there may be: every node keeps all of them.
const MOST: usize = 50;

/// A sender to be made.
#[derive(Clone, Debug)]
pub struct NewSender {
    /// Its identifier.
    pub id: String,
    /// What it is to be.
    pub definition: SenderDefinition,
    /// By what we prove ourselves there.
    pub secret: Option<KeptSecret>,
}

/// What of a sender is to be otherwise; what is absent stays.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// What it is to be.
    pub definition: Option<SenderDefinition>,
    /// By what we prove ourselves there, or that we do not any more.
    pub secret: Option<Option<KeptSecret>>,
    /// Whether nothing leaves by it.
    pub disabled: Option<bool>,
}

/// Makes a sender; `there` are the identifiers of the others.
pub fn create(new: NewSender, there: &[SenderId], now: Time) -> Decision<Result<Sender, Refusal>> {
    let NewSender { id, definition, secret } = new;
    let id = match check_id(&id, there) {
        Ok(id) => id,
        Err(refusal) => return Decision::of(Err(refusal), Vec::new()),
    };
    put(
        None,
        Sender { id, version: 1, definition, secret, disabled_at: None, created_at: now, updated_at: now },
    )
}

/// Changes a sender, from the next message on.
pub fn change(before: Option<Sender>, changes: Changes, now: Time) -> Decision<Result<Sender, Refusal>> {
    let Some(before) = before else { return Decision::of(Err(Reason::NotFound.into()), Vec::new()) };
    let replaces = Some(before.version);
    let mut after = Sender { version: before.version + 1, updated_at: now, ..before };
    if let Some(definition) = changes.definition {
        after.definition = definition;
    }
    if let Some(secret) = changes.secret {
        after.secret = secret;
    }
    match changes.disabled {
        Some(true) => after.disabled_at = after.disabled_at.or(Some(now)),
        Some(false) => after.disabled_at = None,
        None => {}
    }
    put(replaces, after)
}

/// Removes a sender. What waits leaves by another, or waits until there is one.
pub fn remove(sender: Option<&Sender>) -> Decision<Result<(), Refusal>> {
    match sender {
        None => Decision::of(Err(Reason::NotFound.into()), Vec::new()),
        Some(Sender { id, version, .. }) => {
            Decision::of(Ok(()), vec![Effect::DeleteSender { id: id.clone(), version: *version }])
        }
    }
}

/// Keeps a sender if it is one that can send.
fn put(replaces: Option<i64>, sender: Sender) -> Decision<Result<Sender, Refusal>> {
    if let Err(refusal) = check::check(&sender) {
        return Decision::of(Err(refusal), Vec::new());
    }
    let effect = Effect::PutSender(Expected { replaces, record: Box::new(sender.clone()) });
    Decision::of(Ok(sender), vec![effect])
}

fn check_id(id: &str, there: &[SenderId]) -> Result<SenderId, Refusal> {
    let id: SenderId =
        id.parse().map_err(|_| check::invalid("sender", "1 to 64 small letters, digits and hyphens"))?;
    if there.contains(&id) {
        return Err(Refusal::new(Reason::SenderTaken).about("sender"));
    }
    if there.len() >= MOST {
        return Err(check::invalid("sender", "one of at most 50 senders"));
    }
    Ok(id)
}
