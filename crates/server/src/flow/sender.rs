//! Administering senders: how mails and text messages leave.

use idp::model::Version;
use idp::model::mail::MailAddress;
use idp::model::message::{Message, MessageFacts, MessageKind};
use idp::model::sender::{Channel, Sender, SenderId};
use idp::model::text_message::{PhoneNumber, TextMessage};
use idp::sender::{self, Changes, NewSender, Tried};
use idp::{Decision, Reason, Refusal, Time};

use super::record::{self, Decided, Record};
use super::unavailable;
use crate::node::Node;
use crate::page::{Language, mail};
use crate::send;

impl Record for Sender {
    type New = NewSender;
    type Changes = Changes;
    type Prepared = ();

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn version(&self) -> Version {
        self.version
    }

    async fn load(node: &Node, id: &str) -> Result<Option<Self>, Refusal> {
        match id.parse::<SenderId>() {
            Ok(id) => node.store().load_sender(&id).await.map_err(unavailable),
            Err(_) => Ok(None),
        }
    }

    async fn load_page(node: &Node, after: &str, limit: u32) -> Result<Vec<Self>, Refusal> {
        node.store().list_senders(after, limit).await.map_err(unavailable)
    }

    async fn decide_create(node: &Node, new: &NewSender, (): &mut (), now: Time) -> Decided<Self> {
        let all = node.store().load_senders().await.map_err(unavailable)?;
        let there: Vec<SenderId> = all.into_iter().map(|sender| sender.id).collect();
        Ok(sender::create(new.clone(), &there, now))
    }

    async fn decide_change(self, _: &Node, changes: Changes, (): &mut (), now: Time) -> Decided<Self> {
        Ok(sender::change(Some(self), changes, now))
    }

    fn decide_remove(&self, _: Time) -> Decision<Result<(), Refusal>> {
        sender::remove(Some(self))
    }
}

/// Whether there is anybody who would carry such a message.
pub(super) async fn can_send(node: &Node, kind: MessageKind) -> Result<bool, Refusal> {
    let senders = node.load_senders().await.map_err(unavailable)?;
    Ok(senders.iter().any(|sender| sender.takes(kind)))
}

/// Sends a message by one sender, at once and past the outbox, and tells what came of it: an administrator
/// waits for it.
pub async fn test(node: &Node, id: &str, to: &str, say: &Language) -> Result<Tried, Refusal> {
    let sender: Sender = record::get(node, id).await?;
    let invalid = |expected| Refusal::new(Reason::ParameterInvalid).about("to").expected(expected);
    let now = node.now();
    let message = match sender.definition.channel {
        Channel::Email => {
            let to = MailAddress::parse(to).ok_or_else(|| invalid(MailAddress::EXPECTED))?;
            let mail = mail::trial(id, say).to(to, say);
            node.decide(now, |env| Message::mail(&mail, None, now, env))
        }
        Channel::Sms => {
            let to = PhoneNumber::parse(to).ok_or_else(|| invalid(PhoneNumber::EXPECTED))?;
            let message = TextMessage { to, text: mail::trial_text(id, say) };
            node.decide(now, |env| Message::sms(&message, None, now, env))
        }
    };
    let Message { id, kind, recipient, user: _, payload, expires_at } = message;
    let message = MessageFacts { id, kind, recipient, attempts: 0, expires_at, payload };
    Ok(send::by(node, &sender, &message).await)
}
