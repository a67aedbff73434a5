use rusqlite::{OptionalExtension, Row, Transaction, params};

use crate::order::{Line, Metadata, Order, OrderId};
use crate::outcome::Failure;
use crate::{Error, Result};

const COLUMNS: &str = "id, store, browser, placed_at, success, name, auth_at, ftn_idp, failure, \
                       EXISTS (SELECT 1 FROM attempt WHERE orders = orders.id AND outcome IS NULL)";

pub(crate) fn place(db: &Transaction<'_>, order: &Order) -> Result<()> {
    db.execute(
        "INSERT INTO orders (id, store, browser, placed_at) VALUES (?1, ?2, ?3, ?4)",
        params![order.id.as_str(), order.store, order.browser, order.placed_at],
    )?;
    let mut insert = db.prepare_cached(
        "INSERT INTO line (orders, place, product, title, quantity, cents) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for (place, line) in order.lines.iter().enumerate() {
        let place = i64::try_from(place).unwrap_or(i64::MAX);
        insert.execute(params![
            order.id.as_str(),
            place,
            line.product,
            line.title,
            line.quantity,
            line.cents
        ])?;
    }
    Ok(())
}

/// Forgets orders that were placed before and whose buyers were never identified: anybody can place them.
pub(crate) fn forget(db: &Transaction<'_>, before: i64) -> Result<()> {
    const OLD: &str = "(SELECT id FROM orders WHERE success IS NOT 1 AND placed_at < ?1)";
    for table in ["attempt", "line"] {
        db.execute(&format!("DELETE FROM {table} WHERE orders IN {OLD}"), [before])?;
    }
    db.execute("DELETE FROM orders WHERE success IS NOT 1 AND placed_at < ?1", [before])?;
    Ok(())
}

pub(crate) fn get(db: &Transaction<'_>, id: &OrderId) -> Result<Option<Order>> {
    let mut found = db.prepare_cached(&format!("SELECT {COLUMNS} FROM orders WHERE id = ?1"))?;
    let order = found.query_row([id.as_str()], |row| Ok(read(row))).optional()?.transpose()?;
    order.map(|order| with_lines(db, order)).transpose()
}

/// The orders of a store, the newest first.
pub(crate) fn of_store(db: &Transaction<'_>, store: &str, most: u32) -> Result<Vec<Order>> {
    let sql = format!("SELECT {COLUMNS} FROM orders WHERE store = ?1 ORDER BY placed_at DESC, id LIMIT ?2");
    listed(db, &sql, params![store, most])
}

/// The orders of a browser at a store, the newest first.
pub(crate) fn of_browser(
    db: &Transaction<'_>,
    store: Option<&str>,
    browser: &[u8],
    most: u32,
) -> Result<Vec<Order>> {
    let sql = format!(
        "SELECT {COLUMNS} FROM orders WHERE browser = ?1 AND (?2 IS NULL OR store = ?2) \
         ORDER BY placed_at DESC, id LIMIT ?3"
    );
    listed(db, &sql, params![browser, store, most])
}

/// Who the buyer is. Whatever failed before is replaced.
pub(crate) fn identified(
    db: &Transaction<'_>,
    id: &OrderId,
    name: &str,
    auth_at: &str,
    ftn_idp: &str,
) -> Result<()> {
    db.execute(
        "UPDATE orders SET success = 1, name = ?2, auth_at = ?3, ftn_idp = ?4, failure = NULL WHERE id = ?1",
        params![id.as_str(), name, auth_at, ftn_idp],
    )?;
    Ok(())
}

/// That a try failed. Who is identified stays so.
pub(crate) fn failed(db: &Transaction<'_>, id: &OrderId, failure: Failure) -> Result<()> {
    db.execute(
        "UPDATE orders SET success = 0, failure = ?2 WHERE id = ?1 AND success IS NOT 1",
        params![id.as_str(), failure.code()],
    )?;
    Ok(())
}

fn listed(db: &Transaction<'_>, sql: &str, values: &[&dyn rusqlite::ToSql]) -> Result<Vec<Order>> {
    let mut found = db.prepare_cached(sql)?;
    let mut rows = found.query(values)?;
    let mut orders = Vec::new();
    while let Some(row) = rows.next()? {
        orders.push(with_lines(db, read(row)?)?);
    }
    Ok(orders)
}

fn with_lines(db: &Transaction<'_>, order: Order) -> Result<Order> {
    let mut found = db.prepare_cached(
        "SELECT product, title, quantity, cents FROM line WHERE orders = ?1 ORDER BY place",
    )?;
    let lines = found.query_map([order.id.as_str()], |row| {
        Ok(Line { product: row.get(0)?, title: row.get(1)?, quantity: row.get(2)?, cents: row.get(3)? })
    })?;
    Ok(Order { lines: lines.collect::<rusqlite::Result<_>>()?, ..order })
}

fn read(row: &Row<'_>) -> Result<Order> {
    let metadata = match row.get(4)? {
        None => Metadata::Untried,
        Some(false) => Metadata::Failed,
        Some(true) => Metadata::Identified { name: row.get(5)?, auth_at: row.get(6)?, ftn_idp: row.get(7)? },
    };
    let id: String = row.get(0)?;
    let failure: Option<String> = row.get(8)?;
    Ok(Order {
        id: OrderId::parse(&id).ok_or_else(|| Error::Database("an order has no name".to_owned()))?,
        store: row.get(1)?,
        browser: row.get(2)?,
        placed_at: row.get(3)?,
        lines: Vec::new(),
        metadata,
        failure: failure.as_deref().and_then(Failure::parse),
        is_under_way: row.get(9)?,
    })
}
