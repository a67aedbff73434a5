//! Telling a client that the person answered (OpenID Connect CIBA Core §10.2): that, and not what they said.
//!
//! It is written with their word. A request that runs out of time is told of to nobody: its client was told when that
//! is.

use std::fmt;

use oidc::ciba::{DeliveryMode, Notification, is_notification_token};
use oidc::parameters::Parameters;
use serde::{Deserialize, Serialize};

use crate::decision::Env;
use crate::model::ClientId;
use crate::model::client::Client;
use crate::model::message::{Message, MessageFacts, MessageId, MessageKind};
use crate::model::ticket;
use crate::model::user::UserId;
use crate::outbox::Sent;
use crate::refusal::{Reason, Refusal};
use crate::time::Time;
use jose::secret::Secret;

/// What a client gave to be told with, and what it is told. It waits in sealed bodies alone.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::cross_device) struct Ping {
    client: ClientId,
    /// Whom it means, where they could be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    user: Option<UserId>,
    auth_req_id: String,
    token: String,
    /// The message's identifier in base64url, which has it told once.
    message: String,
}

impl fmt::Debug for Ping {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Ping").field("client", &self.client).finish_non_exhaustive()
    }
}

/// What a client that is to be told is told with (CIBA Core §7.1); of another it has no meaning.
pub(super) fn token(client: &Client, parameters: &Parameters<'_>) -> Result<Option<String>, Refusal> {
    if client.metadata.backchannel_token_delivery_mode != Some(DeliveryMode::Ping) {
        return Ok(None);
    }
    let token = parameters.require("client_notification_token")?;
    if !is_notification_token(token) {
        return Err(Refusal::new(Reason::ParameterInvalid)
            .about("client_notification_token")
            .expected("a bearer token (RFC 6750 §2.1) of at most 1024 characters"));
    }
    Ok(Some(token.to_owned()))
}

impl Ping {
    pub(super) fn new(
        client: &ClientId,
        user: Option<&UserId>,
        auth_req_id: &str,
        token: String,
        env: &mut Env<'_>,
    ) -> Self {
        Self {
            client: client.clone(),
            user: user.cloned(),
            auth_req_id: auth_req_id.to_owned(),
            token,
            message: MessageId::new(env).text(),
        }
    }

    /// The message, which is worth nothing when the answer is.
    pub(in crate::cross_device) fn message(&self, expires_at: Time) -> Option<Message> {
        Some(Message {
            id: MessageId::parse(&self.message)?,
            kind: MessageKind::CibaPing,
            recipient: self.client.as_str().to_owned(),
            user: self.user.clone(),
            payload: ticket::encode(self),
            expires_at,
        })
    }
}

/// The client a message is for, for look-up alone.
pub fn client_of(message: &MessageFacts) -> Result<ClientId, Refusal> {
    ticket::decode::<Ping>(&message.payload).map(|ping| ping.client)
}

/// What is to be posted, and where.
pub struct ToSend {
    /// The client's address for it.
    pub to: String,
    /// What proves there that it comes from us.
    pub token: Secret<String>,
    /// What is posted.
    pub notification: Notification,
}

/// What is posted for a message. Nothing if the client wants none any more.
pub fn to_send(message: &MessageFacts, client: Option<&Client>) -> Result<Option<ToSend>, Refusal> {
    let ping: Ping = ticket::decode(&message.payload)?;
    let to = client
        .filter(|client| client.id == ping.client && client.disabled_at.is_none())
        .and_then(|client| client.metadata.backchannel_client_notification_endpoint.clone());
    Ok(to.map(|to| ToSend {
        to,
        token: Secret::new(ping.token),
        notification: Notification { auth_req_id: ping.auth_req_id },
    }))
}

/// What a client's answer means. It is answered 204; of what it says otherwise the specification says nothing, and who
/// is not let in now will not be in a minute.
pub fn judge(status: u16) -> Sent {
    match status {
        200..=299 => Sent::Delivered { by: None },
        400 | 401 | 403 => Sent::Refused(format!("the client answered {status}")),
        status => Sent::Failed(format!("the client answered {status}")),
    }
}
