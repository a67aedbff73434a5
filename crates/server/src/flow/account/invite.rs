//! Invitations to make an account: made by administrators, handed out or sent.

use idp::account::register::LINK;
use idp::account::register::invitation::{self, New, Waiting};
use idp::login::one_time_code::Words;
use idp::model::event::Actor;
use idp::model::message::MessageKind;
use idp::model::ticket::TicketFacts;
use idp::{Reason, Refusal, Time};

use crate::flow::sender::can_send;
use crate::flow::{Tries, unavailable};
use crate::node::Node;
use crate::page::Language;
use crate::page::mail::Written;
use crate::page::register_letter;

/// One just made. Who has the link can make an account by it: it is told this once.
pub struct Made {
    /// What administrators call it by.
    pub id: String,
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
            let link = address(made.secret.expose());
            return Ok(Made { id: made.id, link, expires_at: made.expires_at });
        }
    }
}

/// Those that count, in the order of their identifiers, at most `limit`, beginning after `after`.
pub async fn list(node: &Node, after: Option<&str>, limit: u32) -> Result<Vec<Waiting>, Refusal> {
    let after = after.map(|id| {
        let unknown = || Refusal::new(Reason::ParameterInvalid).about("after");
        invitation::find(id).ok_or_else(|| unknown().expected("the next of the page before"))
    });
    let found = node.store().list_invitations(after.transpose()?, limit, node.now()).await;
    found.map_err(unavailable)?.iter().map(invitation::told).collect()
}

/// Withdraws one before its end.
pub async fn withdraw(node: &Node, id: &str, by: &Actor) -> Result<(), Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let found = load(node, id, now).await?;
        let decision = node.decide(now, |env| invitation::withdraw(found.as_ref(), by, env));
        if tries.commit(node, decision, now).await?.is_some() {
            return Ok(());
        }
    }
}

async fn load(node: &Node, id: &str, now: Time) -> Result<Option<TicketFacts>, Refusal> {
    let Some(key) = invitation::find(id) else { return Ok(None) };
    node.store().load_invitation(key, now).await.map_err(unavailable)
}

fn words(mail: &Written) -> Words<'_> {
    Words { subject: &mail.subject, text: &mail.text, html: mail.html.as_deref() }
}
