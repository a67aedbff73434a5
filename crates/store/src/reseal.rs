//! Sealing anew, under the youngest data key, what older ones sealed, so that these can be forgotten.
//!
//! Rows are read page by page in the order of what names them. What an older key sealed is replaced if it is
//! still what was read: so any number of nodes may do this at once, beside everything else that is written,
//! and whoever was stopped begins again and passes over what is done.

mod kept;

use std::collections::BTreeMap;

use idp::Time;

use crate::engine::Ran;
use crate::error::Error;
use crate::sql::{Value, sql};
use crate::statement::Statement;
use crate::store::Store;
use kept::{Kept, Name};

/// The most rows of one step.
const MOST: u32 = 1000;

/// A key that seals what is stored.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct DataKey {
    /// Its version; the youngest has the highest and seals from now on.
    pub version: u8,
    /// When it was made.
    pub created_at: Time,
}

/// A way through everything that is sealed, and what was found on it.
#[derive(Clone, Debug, Default)]
pub struct Pass {
    place: usize,
    after: Option<Name>,
    /// How much was found sealed under each data key, by version.
    pub found: BTreeMap<u8, u64>,
    /// How much of that was sealed anew.
    pub resealed: u64,
    /// How much could not be opened, and was left as it is.
    pub broken: u64,
}

impl Pass {
    /// Whether everything was looked at.
    pub fn is_over(&self) -> bool {
        self.place >= Kept::ALL.len()
    }

    /// How much was found sealed under keys older than this one, whether or not it was sealed anew.
    pub fn older_than(&self, version: u8) -> u64 {
        self.found.range(..version).map(|(_, count)| count).sum()
    }
}

impl Store {
    /// The data keys, the youngest last. Keys that another node made are taken in.
    ///
    /// # Errors
    /// As for any load.
    pub async fn data_keys(&self) -> Result<Vec<DataKey>, Error> {
        self.refresh_keys().await?;
        let all = sql!("SELECT version, created_at FROM data_key ORDER BY version");
        let keys = self.load_all(all, &[], |row| {
            let version = u8::try_from(row.int()?).map_err(|_| Error::Corrupt { what: "a data key" })?;
            Ok(DataKey { version, created_at: row.time()? })
        });
        keys.await
    }

    /// The next step of a pass: at most so many rows (1000) are looked at, and what an older key than the
    /// youngest sealed is sealed anew.
    ///
    /// # Errors
    /// As for any load or commit; the step can be tried again.
    pub async fn reseal(&self, pass: Pass, limit: u32) -> Result<Pass, Error> {
        self.walk(pass, limit, true).await
    }

    /// The next step of a pass that changes nothing.
    ///
    /// # Errors
    /// As for any load.
    pub async fn look_at_sealed(&self, pass: Pass, limit: u32) -> Result<Pass, Error> {
        self.walk(pass, limit, false).await
    }

    /// Forgets the data keys before this one. What they still seal is lost: see that there is nothing.
    ///
    /// # Errors
    /// As for any commit.
    pub async fn forget_data_keys_before(&self, version: u8) -> Result<(), Error> {
        // The youngest is never forgotten, whatever was asked.
        let delete = sql!(
            "DELETE FROM data_key WHERE version < CAST($1 AS BIGINT) ",
            "AND version < (SELECT MAX(version) FROM data_key)"
        );
        let values = vec![Value::Int(i64::from(version))];
        let statement = Statement::any(crate::statement::Place::Record, delete, values);
        match self.inner.engine.run(vec![statement]).await {
            Ran::Done(_) | Ran::Lost(_) => self.refresh_keys().await,
            Ran::Failed(error) | Ran::Unknown(error) => Err(error),
        }
    }

    async fn walk(&self, mut pass: Pass, limit: u32, replaces: bool) -> Result<Pass, Error> {
        let Some(kept) = Kept::ALL.get(pass.place) else { return Ok(pass) };
        let limit = limit.clamp(1, MOST);
        let after = pass.after.take().unwrap_or_else(|| kept.first());
        let values = [after.value(), Value::Int(i64::from(limit))];
        let rows = self.inner.engine.query(kept.page(), &values, |row| kept.read(row)).await?;
        let is_last = rows.len() < limit as usize;
        let last = rows.last().map(|(name, _)| name.clone());
        let mut statements = Vec::new();
        for (name, sealed) in rows {
            let version = sealed.first().copied().unwrap_or_default();
            *pass.found.entry(version).or_default() += 1;
            // Another node may have made a younger one, which we have not met yet.
            if !replaces || version >= self.inner.vault.youngest_data_key() {
                continue;
            }
            match self.inner.vault.reseal_row(kept.label(), name.as_bytes(), &sealed) {
                Ok(anew) => statements.push(kept.replace(&name, sealed, anew)),
                Err(_) => pass.broken += 1,
            }
        }
        match self.inner.engine.run(statements).await {
            Ran::Done(touched) => pass.resealed += touched.rows.iter().sum::<u64>(),
            Ran::Lost(_) => {}
            Ran::Failed(error) | Ran::Unknown(error) => return Err(error),
        }
        match last.filter(|_| !is_last) {
            Some(last) => pass.after = Some(last),
            None => pass.place += 1,
        }
        Ok(pass)
    }
}
