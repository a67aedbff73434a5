//! What the shop remembers, in one SQLite file.

pub(crate) mod attempts;
pub(crate) mod keys;
pub(crate) mod orders;
pub(crate) mod settings;
pub(crate) mod stores;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::{Error, Result};

/// The number of the schema, kept in the file's header.
const SCHEMA: i64 = 1;

/// The open file. Whoever asks waits for whoever asked before; nothing here takes long.
#[derive(Clone)]
pub(crate) struct Database(Arc<Mutex<Connection>>);

impl Database {
    pub(crate) fn open(file: &Path) -> Result<Self> {
        let mut connection = Connection::open(file)?;
        // What was answered is kept, whatever happens to the machine.
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "foreign_keys", true)?;
        // What is deleted or replaced is gone.
        connection.pragma_update(None, "secure_delete", true)?;
        let transaction = connection.transaction()?;
        match transaction.pragma_query_value(None, "user_version", |row| row.get(0))? {
            0 => {
                transaction.execute_batch(include_str!("schema.sql"))?;
                transaction.pragma_update(None, "user_version", SCHEMA)?;
            }
            SCHEMA => {}
            other => {
                return Err(Error::Database(format!("schema {other} is of another version of the shop")));
            }
        }
        transaction.commit()?;
        Ok(Self(Arc::new(Mutex::new(connection))))
    }

    /// Does something in one transaction: all of it, or nothing.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        act: impl FnOnce(&Transaction<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let connection = self.0.clone();
        let done = tokio::task::spawn_blocking(move || {
            let mut connection = connection.lock().unwrap_or_else(PoisonError::into_inner);
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let made = act(&transaction)?;
            transaction.commit()?;
            Ok(made)
        });
        done.await.map_err(|error| Error::Database(error.to_string()))?
    }
}

/// A word in the database that this version of the shop does not know.
fn unknown(what: &str) -> Error {
    Error::Database(format!("{what} is not known to this version of the shop"))
}
