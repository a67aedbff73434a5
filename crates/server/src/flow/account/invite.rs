//! Invitations to make an account: made by administrators, handed out or sent.

use idp::account::register::LINK;
use idp::account::register::invitation::{self, New};
use idp::login::one_time_code::Words;
use idp::model::event::Actor;
use idp::model::message::MessageKind;
use idp::{Reason, Refusal, Time};

use crate::flow::Tries;
use crate::flow::sender::can_send;
use crate::node::Node;
use crate::page::Language;
use crate::page::mail::Written;
use crate::page::register_letter;

/// One just made. Who has the link can make an account by it: it is told this once.
pub struct Made {
    /// Where it leads.
    pub link: String,
    /// Until when it counts.
    pub expires_at: Time,
}

/// Makes an invitation, and has it sent in this language where it is to be.
pub async fn create(
    node: &Node,
    new: &New,
    send: Option<&'static Language>,
    by: &Actor,
) -> Result<Made, Refusal> {
    let address = |secret: &str| node.issuer.address(&format!("/account/invitation/{secret}"));
    let letter = send.map(|say| {
        let base = url::Url::parse(&node.issuer.base).ok();
        let host = base.as_ref().and_then(url::Url::host_str).unwrap_or_default();
        let link = format!("{}?ui_locales={}", address(&LINK.to_string()), say.tag());
        register_letter::invitation(host, &link, say).written(say)
    });
    if letter.is_some() && !can_send(node, MessageKind::Email).await? {
        let refusal = Refusal::new(Reason::MailUnsendable).retry_after(60);
        return Err(refusal.operator("no sender is set up for email"));
    }
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let words = letter.as_ref().map(words);
        let decision = node.decide(now, |env| invitation::create(new, words, &node.settings, by, env));
        if let Some(made) = tries.commit(node, decision, now).await? {
            return Ok(Made { link: address(made.secret.expose()), expires_at: made.expires_at });
        }
    }
}

fn words(mail: &Written) -> Words<'_> {
    Words { subject: &mail.subject, text: &mail.text, html: mail.html.as_deref() }
}
