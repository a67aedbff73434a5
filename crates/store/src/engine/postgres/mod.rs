//! PostgreSQL, for many nodes: a pool of connections, each commit on a task of the store's own.

mod alone;
mod bind;
mod commit;
mod connection;
mod migrate;
mod tls;

pub(crate) use connection::is_remote;
pub(crate) use migrate::{applied, apply};

use std::sync::Arc;
use std::time::Duration;

use deadpool_postgres::Pool;
use idp::Time;
use tokio::sync::Semaphore;
use tokio::time::timeout;

use super::{FaultsOrNone, Ran};
use crate::columns::Cursor;
use crate::error::Error;
use crate::sql::{Sql, Value, sql};
use crate::statement::Statement;
use bind::params;
use connection::{Problem, problem};

/// How many commits may be under way or wait for a connection. More are shed.
const QUEUE: usize = 4096;

/// How long one exchange with the database may take. The database itself gives up earlier; this
/// is for the network.
const EXCHANGE: Duration = Duration::from_secs(15);

/// An open database.
pub(crate) struct Postgres {
    shared: Arc<Shared>,
}

struct Shared {
    pool: Pool,
    faults: FaultsOrNone,
    room: Arc<Semaphore>,
}

impl Postgres {
    /// Connects only when first used.
    pub(crate) fn open(config: &str, connections: usize, faults: FaultsOrNone) -> Result<Self, Error> {
        let pool = connection::pool(config, connections.max(1))?;
        Ok(Self { shared: Arc::new(Shared { pool, faults, room: Arc::new(Semaphore::new(QUEUE)) }) })
    }

    /// Runs on a task of its own: whoever asked may hang up, the commit goes on.
    pub(crate) async fn run(&self, statements: Vec<Statement>) -> Ran {
        let Ok(room) = Arc::clone(&self.shared.room).try_acquire_owned() else {
            return Ran::Failed(Error::Busy);
        };
        let shared = Arc::clone(&self.shared);
        let task = tokio::spawn(async move {
            let ran = commit::commit(&shared.pool, &shared.faults, &statements).await;
            drop(room);
            ran
        });
        task.await.unwrap_or(Ran::Unknown(Error::Closed))
    }

    /// Reads. A connection that turns out to be broken is replaced once: the database was restarted.
    pub(crate) async fn query<T>(
        &self,
        sql: &'static Sql,
        values: &[Value<'_>],
        mut read: impl FnMut(&mut Cursor<'_>) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        let mut tried = false;
        let rows = loop {
            match self.rows(sql, values).await {
                Ok(rows) => break rows,
                Err(Problem { broken: true, .. }) if !tried => tried = true,
                Err(problem) => return Err(problem.error),
            }
        };
        rows.iter().map(|row| read(&mut Cursor::new(row))).collect()
    }

    /// What the database's clock shows. It is the one statement that asks; nothing compares with it
    /// but the server's own clock.
    pub(crate) async fn time(&self) -> Result<Option<Time>, Error> {
        let sql = sql!("SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)");
        Ok(self.query(sql, &[], |row| row.time()).await?.into_iter().next())
    }

    async fn rows(&self, sql: &Sql, values: &[Value<'_>]) -> Result<Vec<tokio_postgres::Row>, Problem> {
        let client = connection::get(&self.shared.pool).await?;
        let exchange = async {
            let statement = client.prepare_cached(sql.postgres).await?;
            client.query(&statement, &params(values)).await
        };
        match timeout(EXCHANGE, exchange).await {
            Ok(Ok(rows)) => Ok(rows),
            Ok(Err(error)) => {
                let problem = problem(&error);
                if problem.broken {
                    connection::discard(client);
                }
                Err(problem)
            }
            Err(_) => {
                connection::discard(client);
                Err(Problem::from(Error::TimedOut { waiting_for: "a read" }))
            }
        }
    }
}
