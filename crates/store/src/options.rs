//! Where a store is, and how it is opened.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use crate::engine::postgres;
use crate::error::Error;
use crate::fault::Faults;
use crate::master_keys::MasterKeys;

/// Where the data is.
#[derive(Clone)]
pub enum Location {
    /// A file, with two more beside it (`-wal`, `-shm`). It must lie on a local disk.
    Sqlite(PathBuf),
    /// A connection string, `postgres://…` or `host=… user=…`. It may hold a password.
    Postgres(String),
}

impl Location {
    /// Whether the way there leads over a network: neither to a file nor to a socket nor to this machine.
    ///
    /// # Errors
    /// The connection string cannot be read.
    pub fn is_remote(&self) -> Result<bool, Error> {
        match self {
            Self::Sqlite(_) => Ok(false),
            Self::Postgres(text) => postgres::is_remote(text),
        }
    }
}

impl fmt::Debug for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => f.debug_tuple("Sqlite").field(path).finish(),
            Self::Postgres(_) => f.debug_tuple("Postgres").finish_non_exhaustive(),
        }
    }
}

/// How a store is opened.
pub struct Options {
    /// Where.
    pub location: Location,
    /// What its keys are sealed with.
    pub master_keys: MasterKeys,
    /// Whether missing migrations are applied. Otherwise a store that lacks some does not open.
    pub migrate: bool,
    /// How many connections: those that read, for SQLite; all of them, for PostgreSQL.
    pub connections: usize,
    /// What fails, in tests.
    pub faults: Option<Arc<dyn Faults>>,
}

impl Options {
    /// The usual: sixteen connections, nothing migrated unasked, nothing failing.
    pub fn new(location: Location, master_keys: impl Into<MasterKeys>) -> Self {
        Self { location, master_keys: master_keys.into(), migrate: false, connections: 16, faults: None }
    }
}
