//! The store itself: opening, committing, and the rest that is not loading.

use std::sync::Arc;

use idp::Time;
use idp::effect::Effect;

use crate::engine::postgres::{self, Postgres};
use crate::engine::sqlite::{self, Sqlite};
use crate::engine::{Engine, Ran};
use crate::error::Error;
use crate::facts::Swept;
use crate::keys::open_vault;
use crate::migration::{self, Migration};
use crate::options::{Location, Options};
use crate::outcome::Outcome;
use crate::sql::{Value, sql};
use crate::statement::{Place, Statement};
use crate::statements::statements;
use crate::vault::Vault;

/// An open store. Clones are the same store.
#[derive(Clone)]
pub struct Store {
    pub(crate) inner: Arc<Inner>,
}

pub(crate) struct Inner {
    pub(crate) engine: Engine,
    pub(crate) vault: Vault,
}

impl Store {
    /// Opens the store. The first time, its keys are made and sealed with the master key.
    ///
    /// # Errors
    /// Among others: [`Error::NotMigrated`], [`Error::WrongMasterKey`], [`Error::Unreachable`].
    pub async fn open(options: Options, now: Time) -> Result<Self, Error> {
        let Options { location, master_keys, migrate, connections, faults } = options;
        let migrations = if migrate {
            Self::migrate_up(&location, now).await?
        } else {
            Self::migrate_status(&location).await?
        };
        migration::check_complete(&migrations)?;
        let engine = match &location {
            Location::Sqlite(path) => Engine::Sqlite(Sqlite::open(path, connections, faults)?),
            Location::Postgres(config) => Engine::Postgres(Postgres::open(config, connections, faults)?),
        };
        let vault = open_vault(&engine, master_keys, now).await?;
        Ok(Self { inner: Arc::new(Inner { engine, vault }) })
    }

    /// Every migration, and whether it was applied.
    ///
    /// # Errors
    /// Also if one was changed since, or is not known to this program.
    pub async fn migrate_status(location: &Location) -> Result<Vec<Migration>, Error> {
        match location {
            Location::Sqlite(path) => sqlite::applied(path),
            Location::Postgres(config) => postgres::applied(config).await,
        }
    }

    /// Applies the missing migrations, each in a transaction of its own, and tells as
    /// [`migrate_status`](Self::migrate_status) does. Any number of nodes may do so at once.
    ///
    /// # Errors
    /// As there; what was applied before the error stays.
    pub async fn migrate_up(location: &Location, now: Time) -> Result<Vec<Migration>, Error> {
        match location {
            Location::Sqlite(path) => sqlite::apply(path, now),
            Location::Postgres(config) => postgres::apply(config, now).await,
        }
    }

    /// Commits the effects: all of them hold afterwards, durably, or none. It is carried out also
    /// when the caller does not wait for the outcome. `now` is what guards compare ends with.
    pub async fn commit(&self, effects: Vec<Effect>, now: Time) -> Outcome {
        let statements = match statements(effects, now, &self.inner.vault) {
            Ok(statements) => statements,
            Err(error) => return Outcome::Failed(error),
        };
        match self.inner.engine.run(statements).await {
            Ran::Done(touched) => Outcome::Done { changes: touched.changes },
            Ran::Lost(guard) => Outcome::Lost(guard),
            Ran::Failed(error) => Outcome::Failed(error),
            Ran::Unknown(error) => Outcome::Unknown(error),
        }
    }

    /// Removes at most `limit` tickets, families and records of deliveries each that need no longer be known.
    /// Meant to be called again, after a pause, while it still finds as many.
    ///
    /// # Errors
    /// As for any commit; what is removed is removed for good.
    pub async fn sweep(&self, now: Time, limit: u32) -> Result<Swept, Error> {
        let values = || vec![now.into(), Value::Int(i64::from(limit))];
        let families = Statement::any(
            Place::Family([0; 16]),
            sql!(
                "DELETE FROM family WHERE id IN (SELECT f.id FROM family f ",
                "WHERE f.keep_until <= CAST($1 AS BIGINT) ORDER BY f.keep_until LIMIT CAST($2 AS BIGINT))"
            ),
            values(),
        );
        let tickets = Statement::any(
            Place::Ticket([0; 32]),
            sql!(
                "DELETE FROM ticket WHERE key IN (SELECT t.key FROM ticket t ",
                "WHERE t.keep_until <= CAST($1 AS BIGINT) ORDER BY t.keep_until LIMIT CAST($2 AS BIGINT)) ",
                "AND keep_until <= CAST($1 AS BIGINT)"
            ),
            values(),
        );
        let messages = Statement::any(
            Place::Message([0; 16]),
            sql!(
                "DELETE FROM outbox WHERE id IN (SELECT o.id FROM outbox o ",
                "WHERE o.keep_until <= CAST($1 AS BIGINT) ORDER BY o.keep_until LIMIT CAST($2 AS BIGINT))"
            ),
            values(),
        );
        match self.inner.engine.run(vec![families, tickets, messages]).await {
            Ran::Done(touched) => Ok(Swept {
                families: touched.rows.first().copied().unwrap_or(0),
                tickets: touched.rows.get(1).copied().unwrap_or(0),
                messages: touched.rows.get(2).copied().unwrap_or(0),
            }),
            Ran::Lost(_) => Ok(Swept::default()),
            Ran::Failed(error) | Ran::Unknown(error) => Err(error),
        }
    }

    /// Whether the store can be read, and takes in commits.
    ///
    /// # Errors
    /// What speaks against it.
    pub async fn check_ready(&self) -> Result<(), Error> {
        if let Engine::Sqlite(engine) = &self.inner.engine {
            engine.check_writer()?;
        }
        let sql = sql!("SELECT last FROM change_counter WHERE one = 1");
        self.inner.engine.query(sql, &[], |row| row.int()).await.map(drop)
    }
}
