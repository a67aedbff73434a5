//! `/admin/api/v1/senders`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use idp::model::client::KeptSecret;
use idp::model::sender::{Sender, SenderDefinition};
use idp::sender::{Changes, NewSender};
use idp::{Reason, Refusal};
use jose::Secret;
use tracing::info;

use super::administrator::Administrator;
use super::answer::json;
use super::body::Body;
use super::id::Id;
use super::members::{Members, as_members, check_known, read_present, require, take};
use super::openapi::{Always, IfKnown, WithBody};
use super::record::{Administered, Noun};
use super::schema::sender as schema;
use crate::flow;
use crate::http::Web;
use crate::http::error::Api;
use crate::node::Node;
use crate::page::Language;

impl Administered for Sender {
    type Answer = schema::SenderAnswer;
    type NewBody = schema::NewSender;
    type ChangedBody = schema::ChangedSender;

    const INVALID: Reason = Reason::SenderDefinitionInvalid;
    const NOUN: Noun = Noun {
        member: "sender",
        one: "sender",
        a: "a sender",
        many: "senders",
        lists: "Lists senders in the order of their identifiers.",
        makes: "Makes a sender.\n\nWhether it can send is not looked at here, but at its `test`.",
        tells: "Tells of a sender.",
        replaces: "Replaces what a sender is.\n\nIt takes effect with the next message. Its secret stays where it is not \
                   named.",
        removes: "Removes a sender.\n\nWhat waits leaves by another of its channel, or waits until there is one.",
        identifier: "The sender's identifier.",
        in_order: "The senders, in the order of their identifiers.",
        taken: "Another sender has this identifier.",
    };

    fn told(self, _: &Node) -> schema::SenderAnswer {
        self.into()
    }

    fn read_new(id: String, mut members: Members) -> Result<NewSender, Refusal> {
        let secret = secret(&mut members)?.flatten();
        Ok(NewSender { id, definition: read_definition(members)?, secret })
    }

    fn members(&self) -> Members {
        as_members(&self.definition)
    }

    fn read_changes(&self, mut members: Members) -> Result<Changes, Refusal> {
        let secret = secret(&mut members)?;
        let disabled = take(&mut members, "disabled", Self::INVALID)?;
        Ok(Changes { definition: Some(read_definition(members)?), secret, disabled })
    }
}

/// The ways in which messages leave: a sender has one of them.
const WAYS: [&str; 3] = ["smtp", "file", "http"];

fn read_definition(mut members: Members) -> Result<SenderDefinition, Refusal> {
    members.retain(|_, value| !value.is_null());
    let ways = WAYS.iter().filter(|way| members.contains_key(**way)).count();
    if ways != 1 {
        let refusal = Refusal::new(Sender::INVALID).about("smtp");
        return Err(refusal.expected("one of smtp, file and http"));
    }
    if !members.contains_key("channel") {
        return Err(Refusal::new(Sender::INVALID).about("channel").expected("email or sms"));
    }
    read_present(members, Sender::INVALID)
}

/// Our secret there: nothing where it is not named, and none where it is named as `null`.
fn secret(members: &mut Members) -> Result<Option<Option<KeptSecret>>, Refusal> {
    let is_named = members.contains_key("secret");
    let secret: Option<String> = take(members, "secret", Sender::INVALID)?;
    Ok(is_named.then(|| secret.map(|secret| KeptSecret::new(Secret::new(secret)))))
}

/// Has a sender send something, and tells what came of it.
///
/// It goes at once, past the outbox and past other senders, also where the sender is disabled.
#[utoipa::path(
    post, path = "/v1/senders/{id}/test", tag = "senders", operation_id = "testSender",
    params(("id" = String, Path, description = "The sender's identifier.")),
    request_body = schema::SenderTrial,
    responses((status = 200, description = "What came of it.", body = schema::SenderTried), Always, IfKnown, WithBody),
)]
pub(super) async fn test(
    Administrator(by): Administrator,
    State(web): State<Arc<Web>>,
    Id(id): Id,
    Body(mut members): Body,
) -> Result<Response, Api> {
    const INVALID: Reason = Reason::ParameterInvalid;
    check_known(&members, &[&["to", "language"]], INVALID)?;
    let to: String = require(&mut members, "to", INVALID)?;
    let say = match take::<String>(&mut members, "language", INVALID)? {
        None => Language::english(),
        Some(tag) => Language::with_tag(&tag).ok_or_else(|| {
            Refusal::new(INVALID).about("language").expected("a language that the pages are written in")
        })?,
    };
    let tried = schema::SenderTried::from(flow::sender::test(&web.node, &id, &to, say).await?);
    info!(by, sender = id, delivered = tried.delivered, "tried a sender out");
    Ok(json(&tried))
}
