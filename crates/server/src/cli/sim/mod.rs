//! `countersign sim`: others, played.

mod banks;
mod keys;
mod phone;

use clap::Subcommand;

use super::error::Error;
use super::output::Output;

/// Play those whom Countersign and its clients speak with, to try things out
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Banks(banks::Args),
    Phone(phone::Args),
}

pub(super) async fn run(args: Args, json: bool) -> Result<Output, Error> {
    match args.command {
        Command::Banks(args) => banks::run(args, json).await,
        Command::Phone(args) => phone::run(args).await,
    }
}
