//! `countersign master-key`.
//!
//! A server that runs meanwhile goes on: it has the store's keys open, and reads the file again when it
//! meets one that it cannot open.

use std::path::Path;

use serde_json::json;
use store::{Location, MasterKeys, MasterKeysInUse, Store};

use super::error::Error;
use super::open;
use super::output::{Output, table};
use super::settings::Settings;
use crate::config::{Config, MasterKeySource};

/// The key that seals the keys of the store: which one does, and exchanging it.
#[derive(clap::Args)]
pub(super) struct Args {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Show the fingerprints of the master keys, and which of them the store is sealed with
    Show,
    /// Add a new one at the end of the file; the store stays as it is
    ///
    /// Where several servers share a database, this is the first step: then bring the file to all of them,
    /// and only then `rotate`.
    Add,
    /// Seal the store with the last of the master keys
    ///
    /// Of an embedded store that has one, a new one is made first, and the old one taken out of the file
    /// afterwards. Copies of the data made before still need the old one: keep it with them.
    Rotate,
    /// Take those out of the file that the store is not sealed with
    Clean,
}

pub(super) async fn run(args: Args) -> Result<Output, Error> {
    let config = args.settings.load()?;
    // Opened first, so that nothing is written for a store that this key does not open.
    let store = open::for_command(&config).await?.store().clone();
    match args.command {
        Command::Show => Ok(tell(&store.master_keys().await?)),
        Command::Add => {
            let file = file(&config.master_key)?;
            let added = MasterKeys::add_to_file(file)?;
            let told = format!(
                "Added {added} to {}. Bring the file to every server of this store, then run \
                 `countersign master-key rotate`.",
                file.display()
            );
            Ok(Output::new(told, json!({ "added": added })))
        }
        Command::Rotate => rotate(&store, &config).await,
        Command::Clean => {
            let gone = clean(&store, file(&config.master_key)?).await?;
            let told = match gone {
                0 => "There is no other master key in the file.".to_owned(),
                1 => "Took one master key out of the file.".to_owned(),
                many => format!("Took {many} master keys out of the file."),
            };
            Ok(Output::new(told, json!({ "removed": gone })))
        }
    }
}

async fn rotate(store: &Store, config: &Config) -> Result<Output, Error> {
    let before = store.master_keys().await?;
    let alone = before.given == before.in_use;
    let own_file = match (&config.store.location, &config.master_key) {
        (Location::Sqlite(_), MasterKeySource::File(file)) => Some(file),
        _ => None,
    };
    match own_file {
        Some(file) if alone => {
            MasterKeys::add_to_file(file)?;
        }
        None if alone => {
            return Err(Error::failed(
                "master-key",
                "there is no other master key to exchange this one for: add one behind it with \
                 `countersign master-key add`, bring it to every server of this store, then run this again",
            ));
        }
        _ => {}
    }
    store.rotate_master_key().await?;
    let after = store.master_keys().await?;
    let now = after.in_use.join(", ");
    let told = if let Some(file) = own_file {
        clean(store, file).await?;
        format!("The store is sealed with {now}, and {} holds that key alone.", file.display())
    } else {
        format!(
            "The store is sealed with {now}. Once every server has it, take the old one away: \
             `countersign master-key clean`."
        )
    };
    let told = format!(
        "{told}\nKeep a copy of the key, apart from the data; older copies of the data need the old one."
    );
    Ok(Output::new(told, json!({ "before": before.in_use, "now": after.in_use })))
}

async fn clean(store: &Store, file: &Path) -> Result<usize, Error> {
    Ok(MasterKeys::keep_in_file(file, &store.master_keys().await?.in_use)?)
}

fn file(source: &MasterKeySource) -> Result<&Path, Error> {
    match source {
        MasterKeySource::File(file) => Ok(file),
        MasterKeySource::Text(_) => Err(Error::failed(
            "master-key",
            "the master key is given as master_key.value: write the keys there, with a space between",
        )),
    }
}

fn tell(keys: &MasterKeysInUse) -> Output {
    let mut rows = vec![["FINGERPRINT", "STATE"].map(str::to_owned)];
    rows.extend(keys.given.iter().map(|key| {
        let state = if keys.in_use.contains(key) { "seals the store" } else { "given" };
        [key.clone(), state.to_owned()]
    }));
    Output::new(table(&rows), json!({ "given": keys.given, "in_use": keys.in_use }))
}
