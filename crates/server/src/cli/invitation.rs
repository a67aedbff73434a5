//! `countersign invitation`.

use idp::Reason;
use idp::model::event::Actor;
use serde_json::json;

use super::error::Error;
use super::open;
use super::output::{Output, table};
use super::page::{self, Page};
use super::settings::Settings;
use crate::flow::account::invite;
use crate::http::admin::schema::invitation::InvitationAnswer;
use crate::node::Node;

/// Invitations that nobody has used yet; `countersign user invite` makes them.
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// List invitations that count: for whom, into which groups, by whom, and until when
    List(Page),
    /// Withdraw an invitation before its end: its link then says so
    Withdraw {
        /// Its identifier, as `countersign invitation list` shows it; not the link
        #[arg(value_name = "INVITATION", allow_hyphen_values = true)]
        id: String,
    },
}

pub(super) async fn run(args: Args) -> Result<Output, Error> {
    let node = open::for_command(&args.settings.load()?).await?;
    match args.command {
        Command::List(page) => list(&node, page).await,
        Command::Withdraw { id } => {
            invite::withdraw(&node, &id, &Actor::CommandLine).await.map_err(|refusal| {
                match refusal.reason {
                    Reason::NotFound => Error::failed(
                        Reason::NotFound.code(),
                        format!("no invitation {id} counts; see `countersign invitation list`"),
                    ),
                    _ => refusal.into(),
                }
            })?;
            Ok(Output::new(format!("Withdrew {id}."), json!({ "withdrawn": id })))
        }
    }
}

async fn list(node: &Node, page: Page) -> Result<Output, Error> {
    let found = invite::list(node, page.after.as_deref(), page.limit().one_more()).await?;
    let (found, next) = page.limit().page(found, |invitation| &invitation.id);
    let invitations: Vec<InvitationAnswer> = found.into_iter().map(InvitationAnswer::from).collect();
    let mut rows = vec![["ID", "EMAIL", "GROUPS", "MADE BY", "UNTIL"].map(str::to_owned)];
    rows.extend(invitations.iter().map(row));
    let text = table(&rows) + &page::told(next.as_ref());
    Ok(Output::new(text, json!({ "invitations": invitations, "next": next })))
}

fn row(invitation: &InvitationAnswer) -> [String; 5] {
    [
        invitation.id.clone(),
        invitation.email.clone().unwrap_or_else(|| "any".to_owned()),
        invitation.groups.join(", "),
        invitation.made_by.clone().unwrap_or_default(),
        invitation.expires_at.clone(),
    ]
}
