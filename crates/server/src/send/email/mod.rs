//! Mails: by SMTP, or into a folder.

mod connection;
mod file;
mod form;
mod relays;
mod smtp;
mod starttls;
mod stream;

use idp::Refusal;
use idp::model::mail::Mail;
use idp::model::message::MessageFacts;
use idp::model::sender::{Sender, Way};
use idp::sender::Tried;

pub(crate) use relays::Relays;

use crate::node::Node;

pub(super) async fn send(node: &Node, by: &Sender, message: &MessageFacts) -> Result<Tried, Refusal> {
    let mail = Mail::of(message)?;
    let formed = match form::form(&mail, message.id, by, &node.issuer, node.now()) {
        Ok(formed) => formed,
        Err(why) => return Ok(Tried::Unfit(why)),
    };
    let tried = match &by.definition.way {
        Way::Smtp(at) => smtp::send(node, by, at, formed).await,
        Way::File(folder) => file::send(folder, message.id, &formed).await,
        Way::Http(_) => Tried::Unfit("it takes no mails".to_owned()),
    };
    Ok(tried.rephrased(|why| mail.hidden_in(&why)))
}
