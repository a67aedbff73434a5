//! `countersign user invite`.

use std::time::Duration;

use idp::account::register::invitation::{Invitation, New};
use serde_json::json;

use super::super::error::Error;
use super::super::output::Output;
use super::BY;
use super::known::Known;
use crate::flow::account::invite;
use crate::http::admin::schema::invitation::MadeInvitation;
use crate::node::Node;
use crate::page::Language;

#[derive(clap::Args)]
pub(super) struct Invite {
    /// The address that the account is to have [default: whichever the person chooses]
    #[arg(long)]
    email: Option<String>,
    #[command(flatten)]
    known: Known,
    /// For how many seconds it counts [default: a week]
    #[arg(long, value_name = "SECONDS")]
    expires_in: Option<u64>,
    /// Send the link to that address, too
    #[arg(long, requires = "email")]
    send: bool,
    /// The language of that mail
    #[arg(long, value_name = "TAG", default_value = "en", requires = "send")]
    language: String,
}

/// Makes the invitation; its link is shown this once.
pub(super) async fn run(node: &Node, invite: Invite) -> Result<Output, Error> {
    let Invite { email, known, expires_in, send, language } = invite;
    let attributes = known.attribute.into_iter().collect();
    let new = New {
        invitation: Invitation { email, groups: known.group, attributes },
        lives_for: expires_in.map(Duration::from_secs),
    };
    let say = Language::with_tag(&language)
        .ok_or_else(|| Error::failed("language", format!("nothing is written in {language} here")))?;
    let made = MadeInvitation::from(invite::create(node, &new, send.then_some(say), &BY).await?);
    let text = format!("An account can be made once, until {}, at\n{}", made.expires_at, made.link);
    Ok(Output::new(text, json!(made)))
}
