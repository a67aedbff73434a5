//! SQLite, embedded: one writer thread for everything that changes data, readers apart.

mod bind;
mod migrate;
mod readers;
mod writer;

pub(crate) use migrate::{applied, apply};

use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::{FaultsOrNone, Ran};
use crate::columns::Cursor;
use crate::error::Error;
use crate::sql::{Sql, Value};
use crate::statement::Statement;

/// How long to wait for another process that writes to the same file.
const BUSY: Duration = Duration::from_secs(5);

/// An open database file.
pub(crate) struct Sqlite {
    writer: writer::Writer,
    readers: readers::Readers,
}

impl Sqlite {
    pub(crate) fn open(path: &Path, readers: usize, faults: FaultsOrNone) -> Result<Self, Error> {
        let connection = open_to_write(path)?;
        Ok(Self {
            readers: readers::Readers::open(path, readers)?,
            writer: writer::Writer::start(connection, faults)?,
        })
    }

    pub(crate) async fn run(&self, statements: Vec<Statement>) -> Ran {
        self.writer.run(statements).await
    }

    pub(crate) fn query<T>(
        &self,
        sql: &'static Sql,
        values: &[Value<'_>],
        read: impl FnMut(&mut Cursor<'_>) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        self.readers.query(sql, values, read)
    }

    /// Whether commits are still taken in.
    pub(crate) fn check_writer(&self) -> Result<(), Error> {
        self.writer.check()
    }
}

/// Opens the file for writing, making it if it is not there, readable by its owner alone.
fn open_to_write(path: &Path) -> Result<Connection, Error> {
    #[cfg(unix)]
    {
        // SQLite makes the files beside it with the same mode.
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create(true).truncate(false);
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(path).map_err(|error| Error::Location(format!("{}: {error}", path.display())))?;
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_EXRESCODE;
    let connection = Connection::open_with_flags(path, flags).map_err(error)?;
    settle(&connection)?;
    // FULL: with NORMAL a power cut loses commits that were already answered. The log is folded into
    // the file every 16 MB: sooner, the same pages are written again and again; later, opening
    // after a crash takes noticeably long.
    connection
        .execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
             PRAGMA wal_autocheckpoint = 4096; PRAGMA journal_size_limit = 67108864; \
             PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY; PRAGMA trusted_schema = OFF;",
        )
        .map_err(error)?;
    let mode: String = connection.query_row("PRAGMA journal_mode", [], |row| row.get(0)).map_err(error)?;
    if mode != "wal" {
        return Err(Error::Location(format!("{}: no write-ahead log possible here", path.display())));
    }
    Ok(connection)
}

/// What holds for every connection.
fn settle(connection: &Connection) -> Result<(), Error> {
    connection.busy_timeout(BUSY).map_err(error)?;
    // A plan depends on the statement alone: otherwise SQLite prepares many of ours anew with each
    // new value, which takes several times longer than running them.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(error)?;
    // All our statements have their place.
    connection.set_prepared_statement_cache_capacity(64);
    Ok(())
}

fn error(error: rusqlite::Error) -> Error {
    if error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) {
        return Error::TimedOut { waiting_for: "another process that writes to the same file" };
    }
    match error {
        rusqlite::Error::SqliteFailure(failure, message) => Error::Database {
            code: failure.extended_code.to_string(),
            message: message.unwrap_or_else(|| failure.to_string()),
        },
        other => Error::Database { code: "-".into(), message: other.to_string() },
    }
}
