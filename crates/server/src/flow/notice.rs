//! The notice that a change owes the person whose account it is, written in their language and committed with it.

use idp::model::message::MessageKind;
use idp::model::user::User;
use idp::{Decision, Refusal, Time, notice};

use super::sender::can_send;
use crate::node::Node;
use crate::page::{Language, NoticeMail};

/// What was decided, and with it the notice that it owes, if it owes one and anybody would carry it.
///
/// It is written in the language that the person's record names; where it names none, in that of the page: whoever
/// else changes their account may read another.
pub(super) async fn owing<T>(
    node: &Node,
    decision: Decision<T>,
    user: Option<&User>,
    page: Option<&'static Language>,
    now: Time,
) -> Result<Decision<T>, Refusal> {
    let due = user.and_then(|user| Some((user, notice::due(&decision.effects, user)?)));
    let Some((user, due)) = due else { return Ok(decision) };
    if !can_send(node, MessageKind::Email).await? {
        return Ok(decision);
    }
    let default = page.unwrap_or_else(Language::english);
    let say = Language::negotiate(user.claims.locale.as_deref(), None, default);
    let base = url::Url::parse(&node.issuer.base).ok();
    let mail = NoticeMail {
        subject: due.subject,
        name: due.name.as_deref(),
        host: base.as_ref().and_then(url::Url::host_str).unwrap_or_default(),
        account: &node.issuer.address(&format!("/account?ui_locales={}", say.tag())),
    }
    .letter(say)
    .to(due.to, say);
    let message = node.decide(now, |env| notice::send(&mail, user, env));
    Ok(decision.owing([message]))
}
