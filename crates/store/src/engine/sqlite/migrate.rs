//! Migrating a file.

use std::path::Path;

use idp::Time;
use rusqlite::Connection;

use super::{error, open_to_write};
use crate::error::Error;
use crate::migration::{self, Applied, CREATE_TABLE, INSERT, Migration, SQLITE, Script};

/// What the file has; nothing if there is no file yet, and none is made.
pub(crate) fn applied(path: &Path) -> Result<Vec<Migration>, Error> {
    let rows = if path.exists() { rows(&open_to_write(path)?)? } else { Vec::new() };
    migration::compare(SQLITE, &rows)
}

/// Applies what is missing. Another process that does the same at the same time waits, and then
/// finds nothing missing.
pub(crate) fn apply(path: &Path, now: Time) -> Result<Vec<Migration>, Error> {
    let connection = open_to_write(path)?;
    for script in SQLITE {
        connection.execute_batch("BEGIN IMMEDIATE").map_err(error)?;
        if let Err(failure) = apply_one(&connection, script, now) {
            let _ = connection.execute_batch("ROLLBACK");
            return Err(failure);
        }
        connection.execute_batch("COMMIT").map_err(error)?;
    }
    migration::compare(SQLITE, &rows(&connection)?)
}

fn apply_one(connection: &Connection, script: &Script, now: Time) -> Result<(), Error> {
    connection.execute_batch(CREATE_TABLE.sqlite).map_err(error)?;
    migration::compare(SQLITE, &rows(connection)?)?;
    let new = connection
        .execute(INSERT.sqlite, (script.number, script.name, script.checksum(), now.as_micros()))
        .map_err(error)?;
    if new == 1 {
        connection.execute_batch(script.text).map_err(error)?;
    }
    Ok(())
}

fn rows(connection: &Connection) -> Result<Vec<Applied>, Error> {
    if !connection.table_exists(None, "migration").map_err(error)? {
        return Ok(Vec::new());
    }
    let mut statement = connection.prepare(migration::SELECT.sqlite).map_err(error)?;
    let rows = statement.query_map([], |row| {
        Ok(Applied { number: row.get(0)?, name: row.get(1)?, checksum: row.get(2)?, applied_at: row.get(3)? })
    });
    rows.and_then(Iterator::collect).map_err(error)
}
