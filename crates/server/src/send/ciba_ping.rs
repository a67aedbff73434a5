//! Telling clients that somebody answered elsewhere (OpenID Connect CIBA Core §10.2).

use idp::Refusal;
use idp::cross_device::ciba::ping::{self, ToSend};
use idp::model::message::MessageFacts;
use idp::outbox::Sent;

use crate::flow::unavailable;
use crate::node::Node;

pub(super) async fn send(node: &Node, message: &MessageFacts) -> Result<Sent, Refusal> {
    let id = ping::client_of(message)?;
    let client = node.load_client(id.as_str()).await.map_err(unavailable)?;
    let Some(ToSend { to, token, notification }) = ping::to_send(message, client.as_deref())? else {
        return Ok(Sent::Refused("the client is gone, disabled, or wants to be told no more".to_owned()));
    };
    let json = serde_json::to_string(&notification).unwrap_or_default();
    Ok(match node.fetcher.post_json_as(&to, &token, json).await {
        Ok(answer) => ping::judge(answer.status),
        Err(error) => Sent::Failed(error.to_string()),
    })
}
