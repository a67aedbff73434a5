//! `countersign data-key`.

use serde_json::{Value, json};

use super::error::Error;
use super::open;
use super::output::Output;
use super::settings::Settings;
use crate::admin::rfc3339;
use crate::flow;
use crate::flow::data_key::{Forgotten, Told};
use crate::node::Node;

/// The keys that seal secrets and everything short-lived in the store; the master key seals them.
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Make a new one, which seals from now on; running servers seal anew what was sealed before
    Rotate,
    /// Tell which there are, and how much each seals
    Show,
    /// Forget all but the youngest, once nothing is sealed with the others
    Clean,
}

pub(super) async fn run(args: Args) -> Result<Output, Error> {
    let node = open::for_command(&args.settings.load()?).await?;
    match args.command {
        Command::Rotate => {
            let version = node.store().rotate_data_key(node.now()).await?;
            Ok(Output::new(format!("Data key {version} seals from now on."), json!({ "version": version })))
        }
        Command::Show => {
            let keys = flow::data_key::list(&node).await?;
            let lines: Vec<_> = keys.iter().map(line).collect();
            let keys: Vec<_> = keys.iter().map(written).collect();
            Ok(Output::new(lines.join("\n"), json!({ "keys": keys })))
        }
        Command::Clean => clean(&node).await,
    }
}

async fn clean(node: &Node) -> Result<Output, Error> {
    let in_use = |why: String| Err(Error::failed("data-key-in-use", why));
    let (text, versions) = match flow::data_key::clean(node).await? {
        Forgotten::Nothing => ("There is one data key, and nothing to forget.".to_owned(), Vec::new()),
        Forgotten::Versions(versions) => (format!("Forgot {} old data key(s).", versions.len()), versions),
        Forgotten::NotBefore(time) => {
            return in_use(format!(
                "a server may not have heard of the new data key yet and still seal with an old one: try again \
                 after {}",
                rfc3339(time).unwrap_or_default()
            ));
        }
        Forgotten::Needed(left) => {
            return in_use(format!(
                "{left} stored values are sealed with an old data key and could not be sealed anew: try again, \
                 and see the log if that does not help"
            ));
        }
    };
    Ok(Output::new(text, json!({ "forgotten": versions })))
}

fn line(told: &Told) -> String {
    let Told { key, seals } = told;
    format!(
        "Data key {}, made {}, seals {seals} stored values.",
        key.version,
        rfc3339(key.created_at).unwrap_or_default()
    )
}

fn written(told: &Told) -> Value {
    json!({
        "version": told.key.version, "created_at": rfc3339(told.key.created_at), "seals": told.seals,
    })
}
