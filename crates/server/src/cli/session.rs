//! `countersign session`.

use idp::Reason;
use idp::login::sessions::{By, Listed};
use idp::model::family::FamilyId;
use serde_json::json;

use super::error::Error;
use super::open;
use super::output::{Output, table};
use super::settings::Settings;
use super::user::find;
use crate::admin::rfc3339;
use crate::flow;
use crate::http::admin::schema::session::SessionAnswer;
use crate::node::Node;

/// What people are signed in to.
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// List a person's sessions, youngest first
    List {
        /// User name, e-mail address or identifier
        #[arg(value_name = "USER", allow_hyphen_values = true)]
        user: String,
    },
    /// End a session, and everything that hangs on it
    End {
        /// Its identifier, as `countersign session list` shows it
        #[arg(value_name = "SESSION", allow_hyphen_values = true)]
        id: String,
    },
    /// End all of a person's sessions
    EndAll {
        /// User name, e-mail address or identifier
        #[arg(value_name = "USER", allow_hyphen_values = true)]
        user: String,
    },
}

pub(super) async fn run(args: Args) -> Result<Output, Error> {
    let node = open::for_command(&args.settings.load()?).await?;
    match args.command {
        Command::List { user } => list(&node, &user).await,
        Command::End { id } => end(&node, &id).await,
        Command::EndAll { user } => {
            let user = find(&node, &user).await?;
            let ended = flow::session::end_all(&node, &user.id, None, By::Administrator).await?;
            let text = format!("Ended {ended} of {}'s sessions.", user.username);
            Ok(Output::new(text, json!({ "ended": ended })))
        }
    }
}

async fn list(node: &Node, name: &str) -> Result<Output, Error> {
    let user = find(node, name).await?;
    let sessions = flow::session::list(node, &user.id).await?;
    let mut rows = vec![["ID", "BEGUN", "LAST USED", "ADDRESS", "BROWSER"].map(str::to_owned)];
    rows.extend(sessions.iter().map(row));
    let text = table(&rows);
    let sessions: Vec<SessionAnswer> = sessions.into_iter().map(Into::into).collect();
    Ok(Output::new(text, json!({ "sessions": sessions })))
}

fn row(session: &Listed) -> [String; 5] {
    [
        session.id.text(),
        rfc3339(session.begun_at).unwrap_or_default(),
        session.last_used_at.and_then(rfc3339).unwrap_or_default(),
        session.address.clone().unwrap_or_default(),
        session.agent.clone().unwrap_or_default(),
    ]
}

async fn end(node: &Node, id: &str) -> Result<Output, Error> {
    let gone = || {
        let told = format!("there is no session {id}; see `countersign session list`");
        Error::failed(Reason::NotFound.code(), told)
    };
    let session = FamilyId::parse(id).ok_or_else(gone)?;
    match flow::session::end(node, session, By::Administrator).await {
        Ok(()) => Ok(Output::new(format!("Ended the session {id}."), json!({ "ended": id }))),
        Err(refusal) if refusal.reason == Reason::NotFound => Err(gone()),
        Err(refusal) => Err(refusal.into()),
    }
}
