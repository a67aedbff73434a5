//! Single values, and the visits of merchants.

use rusqlite::{OptionalExtension, Transaction, params};

use crate::Result;

pub(crate) const MERCHANT_TOKEN: &str = "merchant token, hashed";

pub(crate) fn get(db: &Transaction<'_>, name: &str) -> Result<Option<Vec<u8>>> {
    let mut found = db.prepare_cached("SELECT value FROM setting WHERE name = ?1")?;
    Ok(found.query_row([name], |row| row.get(0)).optional()?)
}

pub(crate) fn set(db: &Transaction<'_>, name: &str, value: &[u8]) -> Result<()> {
    db.execute("INSERT OR REPLACE INTO setting (name, value) VALUES (?1, ?2)", params![name, value])?;
    Ok(())
}

/// Begins a visit, and forgets those that are over.
pub(crate) fn begin_visit(
    db: &Transaction<'_>,
    hash: &[u8],
    form_token: &str,
    now: i64,
    ends_at: i64,
) -> Result<()> {
    db.execute("DELETE FROM visit WHERE ends_at <= ?1", [now])?;
    db.execute(
        "INSERT INTO visit (hash, form_token, ends_at) VALUES (?1, ?2, ?3)",
        params![hash, form_token, ends_at],
    )?;
    Ok(())
}

/// What the forms of a visit carry, if it goes on.
pub(crate) fn visit(db: &Transaction<'_>, hash: &[u8], now: i64) -> Result<Option<String>> {
    let mut found = db.prepare_cached("SELECT form_token FROM visit WHERE hash = ?1 AND ends_at > ?2")?;
    Ok(found.query_row(params![hash, now], |row| row.get(0)).optional()?)
}

pub(crate) fn end_visit(db: &Transaction<'_>, hash: &[u8]) -> Result<()> {
    db.execute("DELETE FROM visit WHERE hash = ?1", [hash])?;
    Ok(())
}

/// With a new token, whoever signed in with the old one has to sign in again.
pub(crate) fn end_visits(db: &Transaction<'_>) -> Result<()> {
    db.execute("DELETE FROM visit", [])?;
    Ok(())
}
