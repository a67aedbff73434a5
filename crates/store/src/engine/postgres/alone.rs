//! A commit of one statement needs no BEGIN and no COMMIT: it is a transaction by itself, and one
//! exchange instead of two. If it touches no row, its guard is lost and nothing has changed; so
//! that its success proves nothing, as with more statements, does not arise.
//!
//! But here sending the statement is sending the COMMIT: if the connection breaks then, the outcome
//! is unknown.

use deadpool_postgres::Object;
use tokio::time::timeout;
use tokio_postgres::error::SqlState;

use super::EXCHANGE;
use super::commit::{Try, Unfinished, execute, pause_or_fail};
use super::connection::{Problem, problem};
use crate::engine::{FaultsOrNone, Ran, Stop, Touched};
use crate::error::Error;
use crate::fault::Step;
use crate::statement::{Rows, Statement};

pub(super) async fn commit(client: Unfinished, faults: &FaultsOrNone, statement: &Statement) -> Try {
    // Only a guard on one row can be lost without a trace; these are what a lone statement has.
    debug_assert!(matches!(statement.rows, Rows::One | Rows::Any));
    let prepared = match prepare(client.client(), statement).await {
        Ok(prepared) => prepared,
        Err(problem) if problem.broken => return Try::Again(problem.error),
        Err(problem) => return Try::Ended(Ran::Failed(problem.error)),
    };
    if let Err(error) = pause_or_fail(faults, Step::Statement(1)).await {
        client.finish();
        return Try::Ended(Ran::Failed(error));
    }
    if let Err(error) = pause_or_fail(faults, Step::Commit).await {
        return Try::Ended(Ran::Unknown(error));
    }
    let (rows, number) = match timeout(EXCHANGE, execute(client.client(), &prepared, statement)).await {
        Ok(Ok(reply)) => reply,
        Ok(Err(error)) => return after(client, statement, problem(&error)),
        Err(_) => return Try::Ended(Ran::Unknown(Error::TimedOut { waiting_for: "a commit" })),
    };
    client.finish();
    let mut touched = Touched::default();
    if let Err(stop) = touched.take(statement, rows, number) {
        return Try::Ended(stop.into());
    }
    Try::Ended(match pause_or_fail(faults, Step::Reply).await {
        Ok(()) => Ran::Done(touched),
        Err(error) => Ran::Unknown(error),
    })
}

async fn prepare(client: &Object, statement: &Statement) -> Result<tokio_postgres::Statement, Problem> {
    match timeout(EXCHANGE, client.prepare_cached(statement.sql.postgres)).await {
        Ok(prepared) => prepared.map_err(|error| problem(&error)),
        Err(_) => Err(Error::TimedOut { waiting_for: "a statement to be prepared" }.into()),
    }
}

/// Only the database's own word that it refused the statement is certain.
fn after(client: Unfinished, statement: &Statement, problem: Problem) -> Try {
    let Some(state) = &problem.state else { return Try::Ended(Ran::Unknown(problem.error)) };
    if problem.is_collision() {
        client.finish();
        Try::Again(problem.error)
    } else if problem.is_constraint() {
        client.finish();
        Try::Ended(statement.guard.map_or(Stop::Failed(problem.error), Stop::Lost).into())
    } else if *state == SqlState::FEATURE_NOT_SUPPORTED {
        // The plan was made before a migration; a new connection makes a new one.
        Try::Again(problem.error)
    } else if is_refusal(state) {
        client.finish();
        Try::Ended(Ran::Failed(problem.error))
    } else {
        Try::Ended(Ran::Unknown(problem.error))
    }
}

/// What is only said of a statement that was not carried out: bad data, no right, no resource, no
/// writing here (classes 22, 42, 53, 25), and that it was cancelled, which a commit that has begun
/// cannot be.
fn is_refusal(state: &SqlState) -> bool {
    *state == SqlState::QUERY_CANCELED
        || ["22", "25", "42", "53"].contains(&state.code().get(..2).unwrap_or_default())
}
