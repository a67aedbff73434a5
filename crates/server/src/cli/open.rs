//! Opening the configured store as a node.

use std::path::Path;
use std::sync::Arc;

use idp::model::issuer::Issuers;
use idp::model::settings::Settings;
use store::{Location, MasterKey, MasterKeys, Options, Store};

use super::error::Error;
use crate::config::{Config, MasterKeySource, StoreAt};
use crate::fetch::{self, Fetcher};
use crate::node::{ClientAuthorities, Clock, Hasher, Limits, Node, Quotas, SystemClock};

/// What is done where there is no store yet.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Missing {
    /// An embedded one is made, with its master key, and brought up to date.
    Make,
    /// It is said so.
    Refuse,
}

/// How many connections a command needs that does one thing.
const FEW: usize = 2;

/// The node of one command.
pub(super) async fn for_command(config: &Config) -> Result<Arc<Node>, Error> {
    let at = StoreAt { location: config.store.location.clone(), connections: FEW };
    let issuers = config.issuers(config.listen.port());
    node(&at, &config.master_key, issuers, How::of(config), Missing::Refuse).await
}

/// How a node behaves towards others.
pub(super) struct How {
    /// What bounds what it asks them.
    pub(super) fetch: fetch::Options,
    /// What the platform's settings begin with.
    pub(super) settings: Settings,
    /// How often they may ask.
    pub(super) quotas: Quotas,
    /// Who vouches for their certificates.
    pub(super) client_authorities: Option<Arc<ClientAuthorities>>,
}

impl How {
    /// As it is configured.
    pub(super) fn of(config: &Config) -> Self {
        Self {
            fetch: config.fetch.clone(),
            settings: config.settings(),
            quotas: config.limits.quotas,
            client_authorities: None,
        }
    }
}

/// A node over the store at this place.
pub(super) async fn node(
    at: &StoreAt,
    master_key: &MasterKeySource,
    issuers: impl Into<Issuers>,
    how: How,
    missing: Missing,
) -> Result<Arc<Node>, Error> {
    let is_embedded = matches!(at.location, Location::Sqlite(_));
    let master_keys = open_master_key(&at.location, master_key, missing)?;
    let clock = SystemClock::default();
    let options = Options {
        // What many servers share is migrated when its operator says so.
        migrate: is_embedded && missing == Missing::Make,
        connections: at.connections,
        ..Options::new(at.location.clone(), master_keys)
    };
    let store = Store::open(options, clock.now()).await?;
    let fetcher = Fetcher::new(how.fetch);
    let mut node = Node::new(store, issuers, Arc::new(clock), Hasher::new(), fetcher).await?;
    node.set_up(|house| {
        house.settings = how.settings;
        house.limits = Limits::new(how.quotas);
        house.client_authorities = how.client_authorities;
    });
    Ok(Arc::new(node))
}

/// Refuses an embedded store that is not there.
pub(super) fn check_there(location: &Location) -> Result<(), Error> {
    match location {
        Location::Sqlite(database) if !is_there(database) => Err(Error::failed(
            "no-store",
            format!(
                "there is no store at {} yet: make one with `countersign init`, or name the right \
                 configuration with --config",
                database.display()
            ),
        )),
        _ => Ok(()),
    }
}

/// Before the data of an embedded store comes its master key: data without it would be a store whose
/// key was lost.
pub(super) fn begin(location: &Location, master_key: &MasterKeySource) -> Result<(), Error> {
    match location {
        Location::Sqlite(database) if !is_there(database) => {
            open_master_key(location, master_key, Missing::Make).map(drop)
        }
        _ => Ok(()),
    }
}

fn open_master_key(
    location: &Location,
    source: &MasterKeySource,
    missing: Missing,
) -> Result<MasterKeys, Error> {
    if missing == Missing::Refuse {
        check_there(location)?;
    }
    if let (Location::Sqlite(database), Missing::Make) = (location, missing) {
        make_folder_of(database)?;
    }
    let file = match source {
        MasterKeySource::Text(text) => return Ok(MasterKeys::from_text(text.expose())?),
        MasterKeySource::File(file) => file,
    };
    match location {
        Location::Sqlite(database) if !file.exists() => {
            if is_there(database) {
                return Err(Error::failed(
                    "master-key",
                    format!(
                        "the store at {} is sealed with a master key that is not at {}: put it back, or \
                         name its place in master_key.file",
                        database.display(),
                        file.display()
                    ),
                ));
            }
            make_master_key(file)?;
            Ok(MasterKeys::from_file(file)?)
        }
        _ => Ok(MasterKeys::from_file(file)?),
    }
}

/// At the first start of an embedded store.
fn make_master_key(file: &Path) -> Result<(), Error> {
    make_folder_of(file)?;
    Ok(MasterKey::generate().write_new_file(file)?)
}

fn make_folder_of(file: &Path) -> Result<(), Error> {
    match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => make_folder(folder),
        _ => Ok(()),
    }
}

/// Makes a folder that only its owner may enter; one that is there stays as it is.
pub(super) fn make_folder(folder: &Path) -> Result<(), Error> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    let failed = |error| Error::failed("file", format!("{} cannot be made: {error}", folder.display()));
    builder.create(folder).map_err(failed)
}

/// An empty file is the beginning of a store, not one.
fn is_there(database: &Path) -> bool {
    database.metadata().is_ok_and(|found| found.len() > 0)
}
