//! Records of deliveries, in the document and in answers.

use idp::model::message::{Delivery, MessageKind, Settled};
use serde::Serialize;
use utoipa::ToSchema;

use crate::admin::rfc3339;

/// What was sent, or waits to be: everything of a message but what it said.
#[derive(Serialize, ToSchema)]
#[schema(as = Delivery)]
pub struct DeliveryAnswer {
    /// The message's identifier; of a logout token, its `jti`.
    pub id: String,
    /// By which channel.
    pub kind: DeliveryKind,
    /// Whom it is for: of what a client is told, its identifier; otherwise the address or number, of which
    /// most is hidden.
    pub recipient: String,
    /// Whom it is about: the account's identifier.
    #[schema(required)]
    pub user_id: Option<String>,
    /// What became of it.
    pub state: DeliveryState,
    /// How often sending it was begun.
    pub attempts: u32,
    /// The sender by which it left.
    #[schema(required)]
    pub sender: Option<String>,
    /// What stood in the way the last time.
    #[schema(required)]
    pub last_error: Option<String>,
    /// When it was written.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it is sent next; `null` once it is settled.
    #[schema(required, format = DateTime)]
    pub due_at: Option<String>,
    /// When it was settled; `null` while it waits.
    #[schema(required, format = DateTime)]
    pub settled_at: Option<String>,
}

/// A channel by which messages leave.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryKind {
    /// A logout token for a client (OpenID Connect Back-Channel Logout).
    BackchannelLogout,
    /// That a client's request was answered elsewhere (OpenID Connect CIBA Core §10.2).
    CibaPing,
    /// A mail.
    Email,
    /// A text message.
    Sms,
}

/// What became of a message.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// It waits, to be sent or to be sent again.
    Waiting,
    /// It was taken.
    Delivered,
    /// It was not, and is sent no more.
    GivenUp,
}

/// A page of deliveries.
#[derive(Serialize, ToSchema)]
pub struct DeliveryList {
    /// The deliveries, the youngest first.
    pub deliveries: Vec<DeliveryAnswer>,
    /// What `after` is to be for the next page; `null` if this is the last.
    #[schema(required)]
    pub next: Option<String>,
}

impl From<Delivery> for DeliveryAnswer {
    fn from(delivery: Delivery) -> Self {
        let waits = delivery.settled.is_none();
        Self {
            id: delivery.id.text(),
            kind: match delivery.kind {
                MessageKind::BackchannelLogout => DeliveryKind::BackchannelLogout,
                MessageKind::CibaPing => DeliveryKind::CibaPing,
                MessageKind::Email => DeliveryKind::Email,
                MessageKind::Sms => DeliveryKind::Sms,
            },
            recipient: delivery.recipient,
            user_id: delivery.user.map(Into::into),
            state: match delivery.settled {
                None => DeliveryState::Waiting,
                Some((Settled::Delivered, _)) => DeliveryState::Delivered,
                Some((Settled::GivenUp, _)) => DeliveryState::GivenUp,
            },
            attempts: delivery.attempts,
            sender: delivery.sender.map(Into::into),
            last_error: delivery.last_error,
            created_at: rfc3339(delivery.created_at).unwrap_or_default(),
            due_at: rfc3339(delivery.due_at).filter(|_| waits),
            settled_at: delivery.settled.and_then(|(_, at)| rfc3339(at)),
        }
    }
}
