//! Identifications that are under way, each good for one answer.

use rusqlite::{OptionalExtension, Transaction, params};

use crate::Result;
use crate::order::OrderId;
use crate::outcome::Failure;

/// An attempt, as the answer to it finds it.
pub(crate) struct Attempt {
    pub(crate) order: OrderId,
    pub(crate) browser: Vec<u8>,
    /// Sealed.
    pub(crate) pending: String,
    pub(crate) began_at: i64,
    pub(crate) is_used: bool,
    /// Whether it is known what came of it.
    pub(crate) is_over: bool,
}

/// Attempts one order may have: nobody needs as many, and nothing grows without end.
pub(crate) const MOST: i64 = 50;

/// Takes note that a buyer is sent away. `None` where this order had as many as it may.
pub(crate) fn begin(
    db: &Transaction<'_>,
    label: &str,
    (order, store, browser): (&OrderId, &str, &[u8]),
    pending: &str,
    now: i64,
) -> Result<Option<()>> {
    let count: i64 =
        db.query_row("SELECT count(*) FROM attempt WHERE orders = ?1", [order.as_str()], |row| row.get(0))?;
    if count >= MOST {
        return Ok(None);
    }
    db.execute(
        "INSERT INTO attempt (label, orders, store, browser, pending, began_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![label, order.as_str(), store, browser, pending, now],
    )?;
    Ok(Some(()))
}

/// The attempt of this label, at this store.
pub(crate) fn get(db: &Transaction<'_>, store: &str, label: &str) -> Result<Option<Attempt>> {
    let mut found = db.prepare_cached(
        "SELECT orders, browser, pending, began_at, used_at IS NOT NULL, outcome IS NOT NULL \
         FROM attempt WHERE label = ?1 AND store = ?2",
    )?;
    let found = found.query_row([label, store], |row| {
        let order: String = row.get(0)?;
        let order = OrderId::parse(&order).ok_or(rusqlite::Error::InvalidQuery)?;
        Ok(Attempt {
            order,
            browser: row.get(1)?,
            pending: row.get(2)?,
            began_at: row.get(3)?,
            is_used: row.get(4)?,
            is_over: row.get(5)?,
        })
    });
    Ok(found.optional()?)
}

/// Uses an attempt up. Of several that try at once, one does.
pub(crate) fn spend(db: &Transaction<'_>, label: &str, now: i64) -> Result<bool> {
    let rows = db.execute(
        "UPDATE attempt SET used_at = ?2, pending = '' WHERE label = ?1 AND used_at IS NULL",
        params![label, now],
    )?;
    Ok(rows == 1)
}

/// What came of an attempt, unless that is known already.
pub(crate) fn settle(db: &Transaction<'_>, label: &str, outcome: &str) -> Result<()> {
    db.execute(
        "UPDATE attempt SET outcome = ?2, pending = '' WHERE label = ?1 AND outcome IS NULL",
        params![label, outcome],
    )?;
    Ok(())
}

/// Fails the attempts that were begun before, and never answered.
pub(crate) fn expire(db: &Transaction<'_>, before: i64) -> Result<()> {
    fail_all(db, "used_at IS NULL AND began_at < ?1", before, Failure::Expired)
}

/// Fails what was being looked at when the shop was last stopped.
pub(crate) fn interrupt(db: &Transaction<'_>, now: i64) -> Result<()> {
    fail_all(db, "used_at IS NOT NULL AND used_at <= ?1", now, Failure::Interrupted)
}

fn fail_all(db: &Transaction<'_>, which: &str, time: i64, failure: Failure) -> Result<()> {
    let sql = format!("SELECT label, orders FROM attempt WHERE outcome IS NULL AND {which}");
    let mut found = db.prepare_cached(&sql)?;
    let open = found.query_map([time], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
    for (label, order) in open.collect::<rusqlite::Result<Vec<_>>>()? {
        settle(db, &label, failure.code())?;
        // What a later try came to says more.
        db.execute(
            "UPDATE orders SET success = 0, failure = ?2 WHERE id = ?1 AND success IS NULL",
            params![order, failure.code()],
        )?;
    }
    Ok(())
}
