//! The demo's mailbox: every mail and text message lands in it, by the ways that real ones take.

use ::mailbox::{Options, Running};
use idp::model::sender::{Channel, Security, Sender, SenderDefinition, Smtp, Way};
use idp::sender::{Changes, NewSender, Preset};
use idp::{Reason, Refusal};

use super::super::error::Error;
use super::super::listen::Bound;
use crate::config::localhost;
use crate::flow::record;
use crate::node::Node;

/// A mailbox that is open.
pub(super) struct Mailbox {
    /// Closes it when dropped.
    running: Running,
}

impl Mailbox {
    /// Where it is.
    pub(super) fn address(&self) -> &str {
        &self.running.base
    }
}

/// Opens the mailbox, and has mails and text messages leave by way of it.
pub(super) async fn start(node: &Node, bound: Bound) -> Result<Mailbox, Error> {
    let base = localhost(bound.port).base;
    let options = Options { listeners: bound.listeners, base: Some(base) };
    let running = ::mailbox::start(options)
        .await
        .map_err(|error| Error::failed("mailbox", format!("the mailbox cannot be opened: {error}")))?;
    let smtp = Smtp {
        host: running.smtp.ip().to_string(),
        port: Some(running.smtp.port()),
        security: Security::Plaintext,
        username: None,
    };
    let gateway = Preset::Json.gateway(Some(running.sms()), None, false);
    ensure(node, "mailbox-email", sender(Channel::Email, "no-reply@demo.example", Way::Smtp(smtp))).await?;
    ensure(node, "mailbox-sms", sender(Channel::Sms, "Countersign", Way::Http(gateway))).await?;
    Ok(Mailbox { running })
}

fn sender(channel: Channel, from: &str, way: Way) -> SenderDefinition {
    SenderDefinition { channel, order: 0, from: from.to_owned(), from_name: None, way }
}

/// The sender as it is to be: a kept world's mailbox has another port at every start.
async fn ensure(node: &Node, id: &str, definition: SenderDefinition) -> Result<Sender, Refusal> {
    match record::get::<Sender>(node, id).await {
        Err(Refusal { reason: Reason::NotFound, .. }) => {
            record::create(node, NewSender { id: id.to_owned(), definition, secret: None }).await
        }
        Err(refusal) => Err(refusal),
        Ok(_) => {
            let changes = Changes { definition: Some(definition), ..Changes::default() };
            record::change(node, id, |_: &Sender| Ok(changes.clone())).await
        }
    }
}
