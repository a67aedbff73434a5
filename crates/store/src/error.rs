//! What can go wrong with a store. Texts are for operators; none holds a secret.

use std::fmt;

/// What went wrong, as a fact.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Error {
    /// More commits wait already than are taken in; shed instead of queued without end.
    Busy,
    /// The store was closed.
    Closed,
    /// The database did not answer in time.
    TimedOut {
        /// What was waited for.
        waiting_for: &'static str,
    },
    /// The database cannot be reached, or the connection broke.
    Unreachable(String),
    /// The database refused a statement.
    Database {
        /// The database's own code (SQLSTATE, or SQLite's extended result code).
        code: String,
        /// The database's words; they hold no values.
        message: String,
    },
    /// The location cannot be used as written.
    Location(String),
    /// Migrations have not been applied.
    NotMigrated {
        /// Their names, oldest first.
        missing: Vec<String>,
    },
    /// An applied migration is not the one this program has.
    MigrationChanged {
        /// Its name.
        name: String,
    },
    /// The database has a migration this program does not know: it belongs to a newer one.
    MigrationUnknown {
        /// Its name.
        name: String,
    },
    /// The master key is not the one this store's keys are sealed with.
    WrongMasterKey {
        /// The fingerprint of the master key the store was sealed with.
        store: String,
        /// The fingerprint of the master key that was given.
        given: String,
    },
    /// The text or file is not a master key.
    MasterKey(String),
    /// A row names a data key that is not known (yet).
    UnknownDataKey {
        /// The key's version.
        version: u8,
    },
    /// A row cannot be read or opened: it was written by a newer program, or tampered with.
    Corrupt {
        /// Which part of which row.
        what: &'static str,
    },
    /// A value that the store cannot keep.
    Unstorable {
        /// Which.
        what: &'static str,
    },
    /// A test asked for it.
    Injected,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Busy => f.write_str("more commits are waiting than the store takes in"),
            Self::Closed => f.write_str("the store is closed"),
            Self::TimedOut { waiting_for } => write!(f, "the database did not answer in time: {waiting_for}"),
            Self::Unreachable(why) => write!(f, "the database cannot be reached: {why}"),
            Self::Database { code, message } => write!(f, "the database refused ({code}): {message}"),
            Self::Location(why) => write!(f, "the database's location cannot be used: {why}"),
            Self::NotMigrated { missing } => write!(
                f,
                "the database lacks {} (run `countersign migrate up`): {}",
                if missing.len() == 1 { "a migration" } else { "migrations" },
                missing.join(", ")
            ),
            Self::MigrationChanged { name } => {
                write!(f, "the applied migration {name} is not the one this program has")
            }
            Self::MigrationUnknown { name } => {
                write!(f, "the database has the migration {name}, which is newer than this program")
            }
            Self::WrongMasterKey { store, given } => write!(
                f,
                "wrong master key: this store is sealed with the one of fingerprint {store}, \
                 the one given has {given}"
            ),
            Self::MasterKey(why) => write!(f, "not a master key: {why}"),
            Self::UnknownDataKey { version } => write!(f, "there is no data key of version {version}"),
            Self::Corrupt { what } => write!(f, "a stored row cannot be read: {what}"),
            Self::Unstorable { what } => write!(f, "this cannot be stored: {what}"),
            Self::Injected => f.write_str("a test made this fail"),
        }
    }
}

impl std::error::Error for Error {}
