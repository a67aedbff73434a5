//! `countersign event`.

use idp::model::event::{Event, EventFilter, EventId, EventKind};
use idp::model::user::UserId;
use serde_json::{Value, json};

use super::error::Error;
use super::open;
use super::output::{Output, table};
use super::page::{self, Page};
use super::settings::Settings;
use super::user::find;
use crate::flow;
use crate::http::admin::schema::event::EventAnswer;
use crate::node::Node;

/// The audit record: who changed what of whom, and when.
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// List events, youngest first
    List {
        #[command(flatten)]
        page: Page,
        /// Only those about this person: user name, e-mail address or identifier
        #[arg(long, value_name = "USER", allow_hyphen_values = true)]
        user: Option<String>,
        /// Only those of this kind, such as factor.reset
        #[arg(long, value_name = "KIND", value_parser = kind)]
        kind: Option<EventKind>,
    },
}

fn kind(text: &str) -> Result<EventKind, String> {
    let known = || EventKind::ALL.map(EventKind::as_str).join(", ");
    EventKind::parse(text).ok_or_else(|| format!("one of {}", known()))
}

pub(super) async fn run(args: Args) -> Result<Output, Error> {
    let node = open::for_command(&args.settings.load()?).await?;
    match args.command {
        Command::List { page, user, kind } => list(&node, &page, user.as_deref(), kind).await,
    }
}

async fn list(
    node: &Node,
    page: &Page,
    user: Option<&str>,
    kind: Option<EventKind>,
) -> Result<Output, Error> {
    let user = match user {
        Some(name) => Some(whose(node, name).await?),
        None => None,
    };
    let before = page.after.as_deref().and_then(EventId::parse);
    let filter = EventFilter { user, kind, before };
    let found = flow::event::list(node, &filter, page.limit().one_more()).await?;
    let mut rows = vec![["WHEN", "WHAT", "BY", "WHOSE", "ABOUT"].map(str::to_owned)];
    let found: Vec<(EventAnswer, [String; 5])> = found.into_iter().map(told).collect();
    let (found, next) = page.limit().page(found, |(event, _)| event.id.as_str());
    let (events, told): (Vec<EventAnswer>, Vec<[String; 5]>) = found.into_iter().unzip();
    rows.extend(told);
    let text = table(&rows) + &page::told(next.as_ref());
    Ok(Output::new(text, json!({ "events": events, "next": next })))
}

/// Also of an account that is gone: then by its identifier.
async fn whose(node: &Node, name: &str) -> Result<UserId, Error> {
    match find(node, name).await {
        Ok(user) => Ok(user.id),
        Err(error) => {
            let user = UserId::new(name);
            let filter = EventFilter { user: Some(user.clone()), ..EventFilter::default() };
            let known = !flow::event::list(node, &filter, 1).await?.is_empty();
            if known { Ok(user) } else { Err(error) }
        }
    }
}

fn told(event: Event) -> (EventAnswer, [String; 5]) {
    let event = EventAnswer::from(event);
    let about = event.about.iter().map(|(name, value)| match value {
        Value::String(text) => format!("{name}={text}"),
        Value::Array(items) => {
            let items =
                items.iter().map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned));
            format!("{name}={}", items.collect::<Vec<_>>().join(","))
        }
        other => format!("{name}={other}"),
    });
    let row = [
        event.at.clone(),
        event.kind.clone(),
        event.actor.clone(),
        event.user_id.clone().unwrap_or_default(),
        about.collect::<Vec<_>>().join(" "),
    ];
    (event, row)
}
