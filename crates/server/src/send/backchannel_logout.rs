//! Logout tokens for clients (OpenID Connect Back-Channel Logout §2.5).

use idp::Refusal;
use idp::logout::backchannel::{self, ToSend};
use idp::model::message::MessageFacts;
use idp::outbox::Sent;
use oidc::parameters::Encoder;

use crate::flow::seal::sign;
use crate::flow::unavailable;
use crate::node::Node;

pub(super) async fn send(node: &Node, message: &MessageFacts) -> Result<Sent, Refusal> {
    let now = node.now();
    let id = backchannel::client_of(message)?;
    let client = node.load_client(id.as_str()).await.map_err(unavailable)?;
    let keyring = node.keyring();
    let sealing = node.load_sealing(client.as_ref(), now).await;
    let drafted = node.decide(now, |env| {
        backchannel::draft(message, client.as_deref(), &node.issuer, &keyring.facts, sealing.facts(), env)
    })?;
    let Some(ToSend { to, token }) = drafted else {
        return Ok(Sent::Refused(
            "the client is gone, disabled, or wants no logout tokens any more".to_owned(),
        ));
    };
    let mut form = Encoder::new();
    form.push("logout_token", &sign(token, &keyring, &sealing).await?);
    Ok(match node.fetcher.post_form(&to, form.finish()).await {
        Ok(answer) => backchannel::judge(answer.status),
        Err(error) => Sent::Failed(error.to_string()),
    })
}
