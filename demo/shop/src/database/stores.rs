use rusqlite::{OptionalExtension, Row, Transaction, params};

use super::unknown;
use crate::store::{Store, words};
use crate::{Profile, RequestStyle, Result};

const COLUMNS: &str = "slug, name, profile, issuer, client_id, scopes, acr_values, idp_hint, request, \
                       provider_keys, client_secret IS NOT NULL, version";

pub(crate) fn all(db: &Transaction<'_>) -> Result<Vec<Store>> {
    let mut found = db.prepare_cached(&format!("SELECT {COLUMNS} FROM store ORDER BY rowid"))?;
    let mut rows = found.query([])?;
    let mut stores = Vec::new();
    while let Some(row) = rows.next()? {
        stores.push(read(row)?);
    }
    Ok(stores)
}

pub(crate) fn get(db: &Transaction<'_>, slug: &str) -> Result<Option<Store>> {
    let mut found = db.prepare_cached(&format!("SELECT {COLUMNS} FROM store WHERE slug = ?1"))?;
    found.query_row([slug], |row| Ok(read(row))).optional()?.transpose()
}

/// Writes a store, new or changed; its secrets stay as they are.
pub(crate) fn put(db: &Transaction<'_>, store: &Store) -> Result<()> {
    db.execute(
        "INSERT INTO store (slug, name, profile, issuer, client_id, scopes, acr_values, idp_hint, request, \
                            provider_keys, version) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 1) \
         ON CONFLICT (slug) DO UPDATE SET name = ?2, profile = ?3, issuer = ?4, client_id = ?5, scopes = ?6, \
           acr_values = ?7, idp_hint = ?8, request = ?9, provider_keys = ?10, version = version + 1",
        params![
            store.slug,
            store.name,
            store.profile.as_str(),
            store.issuer,
            store.client_id,
            store.scopes.join(" "),
            store.acr_values.join(" "),
            store.idp_hint,
            store.request.as_str(),
            store.provider_keys,
        ],
    )?;
    Ok(())
}

pub(crate) fn set_secret(db: &Transaction<'_>, slug: &str, sealed: Option<&[u8]>) -> Result<()> {
    db.execute(
        "UPDATE store SET client_secret = ?2, version = version + 1 WHERE slug = ?1",
        params![slug, sealed],
    )?;
    Ok(())
}

pub(crate) fn secret(db: &Transaction<'_>, slug: &str) -> Result<Option<Vec<u8>>> {
    let found = db.query_row("SELECT client_secret FROM store WHERE slug = ?1", [slug], |row| row.get(0));
    Ok(found.optional()?.flatten())
}

fn read(row: &Row<'_>) -> Result<Store> {
    let text = |at: usize| row.get::<_, String>(at);
    Ok(Store {
        slug: text(0)?,
        name: text(1)?,
        profile: Profile::parse(&text(2)?).ok_or_else(|| unknown("the profile of a store"))?,
        issuer: text(3)?,
        client_id: text(4)?,
        scopes: words(&text(5)?),
        acr_values: words(&text(6)?),
        idp_hint: row.get(7)?,
        request: RequestStyle::parse(&text(8)?).ok_or_else(|| unknown("the request style of a store"))?,
        provider_keys: row.get(9)?,
        has_secret: row.get(10)?,
        version: row.get(11)?,
    })
}
