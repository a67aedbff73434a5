//! `countersign migrate`.

use serde_json::{Value, json};
use store::{Migration, Store};

use super::error::Error;
use super::open::{self, check_there};
use super::output::{Output, table};
use super::settings::Settings;
use crate::admin::rfc3339;
use crate::node::{Clock, SystemClock};

/// The database's tables: what they lack, and bringing them up to date.
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Say which migrations were applied and which are missing
    Status,
    /// Apply the missing migrations
    Up,
}

pub(super) async fn run(args: Args) -> Result<Output, Error> {
    let config = args.settings.load()?;
    let location = config.store.location;
    let migrations = match args.command {
        Command::Status => {
            check_there(&location)?;
            Store::migrate_status(&location).await?
        }
        Command::Up => {
            open::begin(&location, &config.master_key)?;
            Store::migrate_up(&location, SystemClock::default().now()).await?
        }
    };
    let missing = migrations.iter().filter(|migration| migration.applied_at.is_none()).count();
    let summary = match missing {
        0 => "The database is up to date.".to_owned(),
        missing => format!("{missing} missing: run `countersign migrate up`."),
    };
    let rows: Vec<[String; 2]> = migrations.iter().map(row).collect();
    let text = format!("{}\n{summary}", table(&rows));
    let json = json!({
        "migrations": migrations.iter().map(describe).collect::<Vec<_>>(),
        "up_to_date": missing == 0,
    });
    Ok(Output::new(text, json))
}

fn row(migration: &Migration) -> [String; 2] {
    let applied = migration.applied_at.and_then(rfc3339).map(|at| format!("applied {at}"));
    [migration.name.clone(), applied.unwrap_or_else(|| "missing".to_owned())]
}

fn describe(migration: &Migration) -> Value {
    json!({ "name": migration.name, "applied_at": migration.applied_at.and_then(rfc3339) })
}
