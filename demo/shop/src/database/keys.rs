//! The private keys of stores, sealed.

use rusqlite::{Transaction, params};

use super::unknown;
use crate::store::PublicKey;
use crate::{Purpose, Result};

/// A key as it is kept.
pub(crate) struct Kept {
    pub(crate) public: PublicKey,
    pub(crate) sealed: Vec<u8>,
}

/// The keys of a store, the oldest first.
pub(crate) fn of(db: &Transaction<'_>, store: &str) -> Result<Vec<Kept>> {
    let mut found = db.prepare_cached(
        "SELECT id, purpose, kid, public, private FROM store_key WHERE store = ?1 ORDER BY id",
    )?;
    let mut rows = found.query([store])?;
    let mut keys = Vec::new();
    while let Some(row) = rows.next()? {
        let purpose: String = row.get(1)?;
        let purpose = Purpose::parse(&purpose).ok_or_else(|| unknown("the purpose of a key"))?;
        let public = PublicKey { id: row.get(0)?, purpose, kid: row.get(2)?, jwk: row.get(3)? };
        keys.push(Kept { public, sealed: row.get(4)? });
    }
    Ok(keys)
}

/// Keeps a key, in the place of one for the same under the same name.
pub(crate) fn put(
    db: &Transaction<'_>,
    store: &str,
    purpose: Purpose,
    kid: &str,
    public: &str,
    sealed: &[u8],
) -> Result<()> {
    db.execute(
        "INSERT OR REPLACE INTO store_key (store, purpose, kid, public, private) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![store, purpose.as_str(), kid, public, sealed],
    )?;
    changed(db, store)
}

/// Gives a key another name, unless another for the same has it.
pub(crate) fn rename(
    db: &Transaction<'_>,
    store: &str,
    id: i64,
    kid: &str,
    public: &str,
    sealed: &[u8],
) -> Result<bool> {
    let rows = db.execute(
        "UPDATE OR IGNORE store_key SET kid = ?3, public = ?4, private = ?5 WHERE store = ?1 AND id = ?2",
        params![store, id, kid, public, sealed],
    )?;
    changed(db, store)?;
    Ok(rows == 1)
}

pub(crate) fn remove(db: &Transaction<'_>, store: &str, id: i64) -> Result<()> {
    db.execute("DELETE FROM store_key WHERE store = ?1 AND id = ?2", params![store, id])?;
    changed(db, store)
}

pub(crate) fn remove_all(db: &Transaction<'_>, store: &str) -> Result<()> {
    db.execute("DELETE FROM store_key WHERE store = ?1", [store])?;
    changed(db, store)
}

fn changed(db: &Transaction<'_>, store: &str) -> Result<()> {
    db.execute("UPDATE store SET version = version + 1 WHERE slug = ?1", [store])?;
    Ok(())
}
