//! Text messages, by a gateway that is asked over HTTP.
//!
//! A room is left here for SMPP: a connection that stays open, beside the gateway as another way.

use http::Method;
use idp::Refusal;
use idp::model::message::MessageFacts;
use idp::model::sender::{GatewayMethod, Sender, Way};
use idp::model::text_message::TextMessage;
use idp::sender::{self, Tried};

use crate::node::Node;

pub(super) async fn send(node: &Node, by: &Sender, message: &MessageFacts) -> Result<Tried, Refusal> {
    let text = TextMessage::of(message)?;
    let Way::Http(gateway) = &by.definition.way else {
        return Ok(Tried::Unfit("it takes no text messages".to_owned()));
    };
    let request = sender::request(gateway, &by.definition.from, by.secret(), &text);
    let method = match request.method {
        GatewayMethod::Post => Method::POST,
        GatewayMethod::Put => Method::PUT,
        GatewayMethod::Get => Method::GET,
    };
    let asked = node.fetcher.ask_gateway(&request.address, method, &request.headers, &request.body).await;
    Ok(match asked {
        Ok(answer) => sender::judge(gateway, &text, answer.status, &answer.body),
        Err(error) if error.passes() => Tried::Failed(error.to_string()),
        Err(error) => Tried::Unfit(error.to_string()),
    })
}
