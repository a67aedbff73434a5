//! Whose turn it is to send a message, and what came of it when several tried.

use crate::model::message::MessageKind;
use crate::model::sender::{Sender, SenderId};
use crate::outbox::Sent;

/// What came of one sender's try.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Tried {
    /// It took the message.
    Delivered,
    /// It did not, which may pass: why, for the operator.
    Failed(String),
    /// It did not and never will, while another might: why, for the operator.
    Unfit(String),
    /// Nobody can deliver it, for there is no such reader: why, for the operator.
    Refused(String),
}

impl Tried {
    /// The same with its reason in other words.
    #[must_use]
    pub fn rephrased(self, rephrase: impl FnOnce(String) -> String) -> Self {
        match self {
            Self::Delivered => Self::Delivered,
            Self::Failed(why) => Self::Failed(rephrase(why)),
            Self::Unfit(why) => Self::Unfit(rephrase(why)),
            Self::Refused(why) => Self::Refused(rephrase(why)),
        }
    }

    /// Whether no other sender is to try.
    pub const fn ends(&self) -> bool {
        matches!(self, Self::Delivered | Self::Refused(_))
    }
}

/// The senders for messages of a kind, in the order in which they try.
pub fn in_turn<'a>(senders: impl IntoIterator<Item = &'a Sender>, kind: MessageKind) -> Vec<&'a Sender> {
    let mut found: Vec<&Sender> = senders.into_iter().filter(|sender| sender.takes(kind)).collect();
    found.sort_by(|one, other| (one.definition.order, &one.id).cmp(&(other.definition.order, &other.id)));
    found
}

/// What came of a message that these tried to send, one after another.
pub fn sent(kind: MessageKind, mut tried: Vec<(SenderId, Tried)>) -> Sent {
    if let Some((_, Tried::Delivered)) = tried.last() {
        return Sent::Delivered { by: tried.pop().map(|(id, _)| id) };
    }
    let Some((_, last)) = tried.last() else { return Sent::Failed(nobody(kind).to_owned()) };
    let is_over =
        matches!(last, Tried::Refused(_)) || tried.iter().all(|(_, tried)| matches!(tried, Tried::Unfit(_)));
    let mut whys = Vec::with_capacity(tried.len());
    for (id, tried) in tried {
        match tried {
            Tried::Failed(why) | Tried::Unfit(why) | Tried::Refused(why) => whys.push(format!("{id}: {why}")),
            Tried::Delivered => {}
        }
    }
    let why = whys.join("; ");
    if is_over { Sent::Refused(why) } else { Sent::Failed(why) }
}

/// Somebody may yet set one up.
const fn nobody(kind: MessageKind) -> &'static str {
    match kind {
        MessageKind::BackchannelLogout | MessageKind::CibaPing => "nobody sends it",
        MessageKind::Email => "no sender is set up for e-mail",
        MessageKind::Sms => "no sender is set up for text messages",
    }
}
