//! Messages to others: what is sent after a commit, by the outbox.

use super::sender::SenderId;
use super::user::UserId;
use crate::decision::Env;
use crate::time::Time;

/// A message's identifier: the milliseconds at which it was written, then 80 random bits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct MessageId(pub [u8; 16]);

impl MessageId {
    /// The identifier of a message written now.
    pub(crate) fn new(env: &mut Env<'_>) -> Self {
        Self(super::family::FamilyId::begin(env).0)
    }

    /// The identifier as it is written outside: 22 characters of base64url.
    pub fn text(self) -> String {
        jose::base64url::encode(self.0)
    }

    /// The identifier written so, if it is one.
    pub fn parse(text: &str) -> Option<Self> {
        jose::base64url::decode(text).ok()?.try_into().ok().map(Self)
    }
}

/// By which channel a message goes, and so what its payload is.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum MessageKind {
    /// A logout token for a client (OpenID Connect Back-Channel Logout).
    BackchannelLogout,
    /// That a client's request was answered elsewhere (OpenID Connect CIBA Core §10.2).
    CibaPing,
    /// A mail.
    Email,
    /// A text message.
    Sms,
}

impl MessageKind {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::BackchannelLogout, Self::CibaPing, Self::Email, Self::Sms];

    /// The stable name kept in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::BackchannelLogout => "backchannel_logout",
            Self::CibaPing => "ciba_ping",
            Self::Email => "email",
            Self::Sms => "sms",
        }
    }

    /// The kind of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// A message to be sent once it is committed.
pub struct Message {
    /// Its identifier.
    pub id: MessageId,
    /// By which channel it goes.
    pub kind: MessageKind,
    /// Whom it is for, as the record of its delivery may show it: a client's identifier, or an address or
    /// number of which most is hidden.
    pub recipient: String,
    /// Whom it is about.
    pub user: Option<UserId>,
    /// What the channel needs to make it; sealed by the store, and wiped once it is settled.
    pub payload: Vec<u8>,
    /// When it is worth nothing any more.
    pub expires_at: Time,
}

/// What is to be sent is nobody's business.
impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Message").field("id", &self.id).field("kind", &self.kind).finish_non_exhaustive()
    }
}

/// A message that is due, as it was found.
pub struct MessageFacts {
    /// Its identifier.
    pub id: MessageId,
    /// By which channel it goes.
    pub kind: MessageKind,
    /// Whom it is for.
    pub recipient: String,
    /// How often sending it was begun.
    pub attempts: u32,
    /// When it is worth nothing any more.
    pub expires_at: Time,
    /// What the channel needs to make it.
    pub payload: Vec<u8>,
}

/// What became of a message.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Settled {
    /// It was taken.
    Delivered,
    /// It was not, and will not be sent again.
    GivenUp,
}

impl Settled {
    /// The stable name kept in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Delivered => "delivered",
            Self::GivenUp => "given_up",
        }
    }

    /// What has that name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Delivered, Self::GivenUp].into_iter().find(|settled| settled.as_str() == name)
    }
}

/// The record of a delivery: everything of a message but what it said.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Delivery {
    /// The message.
    pub id: MessageId,
    /// By which channel.
    pub kind: MessageKind,
    /// Whom it was for.
    pub recipient: String,
    /// Whom it was about.
    pub user: Option<UserId>,
    /// When it was written.
    pub created_at: Time,
    /// How often sending it was begun.
    pub attempts: u32,
    /// When it is sent next; of no meaning once it is settled.
    pub due_at: Time,
    /// When it is worth nothing any more.
    pub expires_at: Time,
    /// What became of it, and when; nothing while it waits.
    pub settled: Option<(Settled, Time)>,
    /// The sender that it left by, where one was chosen among several.
    pub sender: Option<SenderId>,
    /// What stood in the way the last time.
    pub last_error: Option<String>,
}

/// Which deliveries are asked for.
#[derive(Clone, Default, Debug)]
pub struct DeliveryFilter {
    /// Only those to this recipient.
    pub recipient: Option<String>,
    /// Only those about this person.
    pub user: Option<UserId>,
    /// Only those of which this became: `None` for any, `Some(None)` for those that wait.
    pub settled: Option<Option<Settled>>,
    /// Only those written before this one.
    pub before: Option<MessageId>,
}
