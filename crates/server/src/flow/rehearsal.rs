//! Rehearsing a key of a client before its time.

use std::time::Duration;

use idp::client::rehearsal::{self, Stage};
use idp::model::ClientId;
use idp::model::client::Client;
use idp::model::client_key::ClientKey;
use idp::model::ticket::TicketFacts;
use idp::model::user::UserId;
use idp::{Reason, Refusal, Time};

use super::{Tries, unavailable};
use crate::node::Node;

/// A rehearsal as it is told.
pub struct Told {
    /// The key.
    pub key: ClientKey,
    /// How far it has come.
    pub stage: Stage,
}

/// Has the next sign-in at a client, or of this person there, answered by a token sealed to this key.
pub async fn begin(
    node: &Node,
    id: &str,
    kid: &str,
    user: Option<&UserId>,
    within: Duration,
) -> Result<Told, Refusal> {
    if let Some(user) = user
        && node.store().load_user(user).await.map_err(unavailable)?.is_none()
    {
        return Err(Refusal::new(Reason::ParameterInvalid).about("user").expected("the id of a person"));
    }
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let client = node.store().load_client(&ClientId::new(id)).await.map_err(unavailable)?;
        let decision = node.decide(now, |env| rehearsal::begin(client, kid, user, within, env));
        if let Some((_, key)) = tries.commit(node, decision, now).await? {
            return Ok(Told { key, stage: Stage::Waits });
        }
    }
}

/// How far the last rehearsal of a key has come.
pub async fn report(node: &Node, id: &str, kid: &str) -> Result<Told, Refusal> {
    let now = node.now();
    let client = node.store().load_client(&ClientId::new(id)).await.map_err(unavailable)?;
    let client = client.ok_or(Reason::NotFound)?;
    let key = client.keys.into_iter().find(|key| key.kid == kid).ok_or(Reason::NotFound)?;
    let at = rehearsal::ticket_key(&key).ok_or(Reason::NotFound)?;
    let ticket = node.store().load_ticket(&at, now).await.map_err(unavailable)?;
    let stage = rehearsal::stage(&key, ticket.as_ref(), now).ok_or(Reason::NotFound)?;
    Ok(Told { key, stage })
}

/// How far the rehearsal of a key of this client has come; nobody else pays for looking.
pub(super) async fn load(
    node: &Node,
    client: Option<&Client>,
    now: Time,
) -> Result<Option<TicketFacts>, Refusal> {
    match client.and_then(|client| rehearsal::under_way(client, now)) {
        Some(at) => node.store().load_ticket(&at, now).await.map_err(unavailable),
        None => Ok(None),
    }
}
