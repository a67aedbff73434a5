//! `countersign data-key`.

use serde_json::json;

use super::error::Error;
use super::open;
use super::output::Output;
use super::settings::Settings;

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
    /// Make a new one, which seals from now on; what was sealed before stays readable
    Rotate,
}

pub(super) async fn run(args: Args) -> Result<Output, Error> {
    let node = open::for_command(&args.settings.load()?).await?;
    let Command::Rotate = args.command;
    let version = node.store().rotate_data_key(node.now()).await?;
    Ok(Output::new(format!("Data key {version} seals from now on."), json!({ "version": version })))
}
