//! The two engines. They execute statements and read rows; what these mean they do not know.

pub(crate) mod postgres;
pub(crate) mod sqlite;

use std::sync::Arc;

use crate::columns::Cursor;
use crate::error::Error;
use crate::fault::{FaultAction, Faults, Step};
use crate::outcome::Guard;
use crate::sql::{Sql, Value};
use crate::statement::{Rows, Statement};

/// Either engine.
///
/// What PostgreSQL is asked waits in a box of its own: a request that is answered from SQLite does not carry the
/// room for it along, through every function that loads something.
pub(crate) enum Engine {
    Sqlite(sqlite::Sqlite),
    Postgres(postgres::Postgres),
}

/// How a list of statements ended; see [`Outcome`](crate::Outcome).
#[derive(Clone, Debug)]
pub(crate) enum Ran {
    Done(Touched),
    Lost(Guard),
    Failed(Error),
    Unknown(Error),
}

/// What a list of statements touched.
#[derive(Clone, Debug, Default)]
pub(crate) struct Touched {
    /// The rows of each statement.
    pub(crate) rows: Vec<u64>,
    /// The number of the last change.
    pub(crate) changes: i64,
}

/// Why a statement ends its commit.
#[derive(Debug)]
pub(crate) enum Stop {
    Lost(Guard),
    Failed(Error),
}

/// Where tests interfere; in production nothing.
pub(crate) type FaultsOrNone = Option<Arc<dyn Faults>>;

impl Engine {
    /// Runs the statements in one transaction. All of them hold afterwards, durably, or none.
    pub(crate) async fn run(&self, statements: Vec<Statement>) -> Ran {
        if statements.is_empty() {
            return Ran::Done(Touched::default());
        }
        if statements.iter().any(|statement| has_nul(&statement.values)) {
            return Ran::Failed(Error::Unstorable { what: "a text with a NUL character" });
        }
        match self {
            Self::Sqlite(engine) => engine.run(statements).await,
            Self::Postgres(engine) => Box::pin(engine.run(statements)).await,
        }
    }

    /// Reads all rows of one statement.
    pub(crate) async fn query<T: Send>(
        &self,
        sql: &'static Sql,
        values: &[Value<'_>],
        read: impl FnMut(&mut Cursor<'_>) -> Result<T, Error> + Send,
    ) -> Result<Vec<T>, Error> {
        // PostgreSQL keeps no text with a NUL character, so no row can have one.
        if has_nul(values) {
            return Ok(Vec::new());
        }
        match self {
            Self::Sqlite(engine) => engine.query(sql, values, read),
            Self::Postgres(engine) => Box::pin(engine.query(sql, values, read)).await,
        }
    }

    /// What the clock of the database shows, if it has one of its own.
    pub(crate) async fn time(&self) -> Result<Option<idp::Time>, Error> {
        match self {
            Self::Sqlite(_) => Ok(None),
            Self::Postgres(engine) => Box::pin(engine.time()).await,
        }
    }
}

fn has_nul(values: &[Value<'_>]) -> bool {
    values.iter().any(|value| matches!(value, Value::Text(text) if text.contains('\0')))
}

impl Touched {
    /// Takes in what one statement did, or says why it ends the commit. `number` is what it returned.
    pub(crate) fn take(&mut self, statement: &Statement, rows: u64, number: Option<i64>) -> Result<(), Stop> {
        let as_expected = match statement.rows {
            Rows::Any => true,
            Rows::One => rows == 1,
            Rows::Numbered => number.is_some(),
        };
        if !as_expected {
            return Err(statement.guard.map_or(
                Stop::Failed(Error::Corrupt { what: "a statement touched other rows than it must" }),
                Stop::Lost,
            ));
        }
        self.rows.push(rows);
        self.changes = number.unwrap_or(self.changes);
        Ok(())
    }
}

impl From<Stop> for Ran {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Lost(guard) => Self::Lost(guard),
            Stop::Failed(error) => Self::Failed(error),
        }
    }
}

/// What a test wants at this step; nothing in production.
pub(crate) fn fault(faults: &FaultsOrNone, step: Step) -> Option<FaultAction> {
    faults.as_ref().and_then(|faults| faults.before(step))
}
