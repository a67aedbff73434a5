//! One transaction: statements sent along, their rows counted, and only then COMMIT or ROLLBACK.
//!
//! A COMMIT that is sent along with the statements would half-commit a lost race. What is not
//! known to be committed is told apart exactly: until COMMIT is sent nothing can hold.
//!
//! Two commits cannot wait for each other in a circle over families and tickets, since each takes
//! them in the same order, nor over the change counter, which each takes last. Records are written
//! rarely and in the order given; if two such commits do collide, PostgreSQL ends one of them and
//! it is tried again.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use deadpool_postgres::{Object, Pool};
use tokio::time::{sleep, timeout};
use tokio_postgres::Error as DriverError;

use super::bind::params;
use super::connection::{self, Problem, problem};
use super::{EXCHANGE, alone};
use crate::engine::{FaultsOrNone, Ran, Stop, Touched, fault};
use crate::error::Error;
use crate::fault::{FaultAction, Step};
use crate::statement::{Rows, Statement};

/// How often a transaction is begun at most.
const TRIES: u32 = 6;

/// How one try went.
pub(super) enum Try {
    Ended(Ran),
    /// Nothing holds, and the next try may do better.
    Again(Error),
}

pub(super) async fn commit(pool: &Pool, faults: &FaultsOrNone, statements: &[Statement]) -> Ran {
    let mut tried = 0;
    loop {
        tried += 1;
        match try_once(pool, faults, statements).await {
            Try::Ended(ran) => return ran,
            Try::Again(error) if tried == TRIES => return Ran::Failed(error),
            Try::Again(_) => sleep(Duration::from_millis(u64::from(tried * tried))).await,
        }
    }
}

async fn try_once(pool: &Pool, faults: &FaultsOrNone, statements: &[Statement]) -> Try {
    let client = match connection::get(pool).await {
        Ok(client) => Unfinished(Some(client)),
        Err(problem) => return Try::Ended(Ran::Failed(problem.error)),
    };
    if let [statement] = statements {
        return alone::commit(client, faults, statement).await;
    }
    let run = timeout(EXCHANGE, run(client.client(), faults, statements));
    let touched = match run.await.unwrap_or(Err(Ended::TimedOut)) {
        Ok(touched) => touched,
        Err(ended) => return roll_back(client, ended).await,
    };
    if let Err(error) = pause_or_fail(faults, Step::Commit).await {
        client.roll_back().await;
        return Try::Ended(Ran::Unknown(error));
    }
    match timeout(EXCHANGE, client.client().batch_execute("COMMIT")).await {
        Ok(Ok(())) => client.finish(),
        Ok(Err(error)) => return after_commit(&problem(&error)),
        Err(_) => {
            let error = Error::TimedOut { waiting_for: "a COMMIT" };
            return Try::Ended(Ran::Unknown(error));
        }
    }
    Try::Ended(match pause_or_fail(faults, Step::Reply).await {
        Ok(()) => Ran::Done(touched),
        Err(error) => Ran::Unknown(error),
    })
}

/// Why the statements did not all run as they must.
enum Ended {
    Stopped(Stop),
    Problem(Problem),
    TimedOut,
}

/// Sends BEGIN and all statements without waiting in between, then reads what each one did.
async fn run(client: &Object, faults: &FaultsOrNone, statements: &[Statement]) -> Result<Touched, Ended> {
    let ended = |error: &DriverError| Ended::Problem(problem(error));
    let mut prepared = Vec::with_capacity(statements.len());
    for statement in statements {
        prepared.push(client.prepare_cached(statement.sql.postgres).await.map_err(|error| ended(&error))?);
    }
    let mut injected = None;
    let mut exchanges: Vec<Exchange<'_>> =
        vec![Box::pin(async { client.batch_execute("BEGIN").await.map(|()| (0, None)) })];
    for (index, (statement, prepared)) in statements.iter().zip(&prepared).enumerate() {
        if let Err(error) = pause_or_fail(faults, Step::Statement(index + 1)).await {
            injected = Some(error);
            break;
        }
        exchanges.push(Box::pin(execute(client, prepared, statement)));
    }
    let mut replies = in_order(exchanges).await.into_iter();
    if let Some(Err(error)) = replies.next() {
        return Err(ended(&error));
    }
    let mut touched = Touched::default();
    for (statement, reply) in statements.iter().zip(replies) {
        let (rows, number) = reply.map_err(|error| constraint_or_problem(statement, &error))?;
        touched.take(statement, rows, number).map_err(Ended::Stopped)?;
    }
    injected.map_or(Ok(touched), |error| Err(Ended::Stopped(Stop::Failed(error))))
}

/// Runs one statement; the rows it touched, and the number it returned.
pub(super) async fn execute(
    client: &Object,
    prepared: &tokio_postgres::Statement,
    statement: &Statement,
) -> Result<(u64, Option<i64>), DriverError> {
    let values = params(&statement.values);
    if statement.rows != Rows::Numbered {
        return Ok((client.execute(prepared, &values).await?, None));
    }
    let rows = client.query(prepared, &values).await?;
    let number = rows.first().map(|row| row.try_get::<_, i64>(0)).transpose()?;
    Ok((rows.len() as u64, number))
}

fn constraint_or_problem(statement: &Statement, error: &DriverError) -> Ended {
    let problem = problem(error);
    match statement.guard {
        Some(guard) if problem.is_constraint() => Ended::Stopped(Stop::Lost(guard)),
        _ => Ended::Problem(problem),
    }
}

/// Before COMMIT was sent: nothing holds, whatever became of the connection.
async fn roll_back(client: Unfinished, ended: Ended) -> Try {
    match ended {
        Ended::Stopped(stop) => {
            client.roll_back().await;
            Try::Ended(stop.into())
        }
        Ended::Problem(problem) if problem.broken => Try::Again(problem.error),
        Ended::Problem(problem) => {
            client.roll_back().await;
            if problem.is_collision() {
                Try::Again(problem.error)
            } else {
                Try::Ended(Ran::Failed(problem.error))
            }
        }
        Ended::TimedOut => Try::Ended(Ran::Failed(Error::TimedOut { waiting_for: "a commit's statements" })),
    }
}

/// After COMMIT was sent: only the database's own word that it refused is certain.
fn after_commit(problem: &Problem) -> Try {
    let error = problem.error.clone();
    if problem.is_collision() {
        Try::Again(error)
    } else if problem.is_constraint() {
        Try::Ended(Ran::Failed(error))
    } else {
        Try::Ended(Ran::Unknown(error))
    }
}

/// A connection with a transaction under way. Unless it is finished in order it is closed, so that
/// no half transaction goes back to the pool.
pub(super) struct Unfinished(Option<Object>);

impl Unfinished {
    pub(super) fn client(&self) -> &Object {
        // It is taken out only by the methods that consume `self`.
        let Some(client) = &self.0 else { unreachable!() };
        client
    }

    pub(super) fn finish(mut self) {
        drop(self.0.take());
    }

    async fn roll_back(self) {
        if let Ok(Ok(())) = timeout(EXCHANGE, self.client().batch_execute("ROLLBACK")).await {
            self.finish();
        }
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if let Some(client) = self.0.take() {
            connection::discard(client);
        }
    }
}

type Exchange<'a> = Pin<Box<dyn Future<Output = Result<(u64, Option<i64>), DriverError>> + Send + 'a>>;

/// Waits for all. Each is first polled, and thereby sent, in the order given.
async fn in_order(mut exchanges: Vec<Exchange<'_>>) -> Vec<Result<(u64, Option<i64>), DriverError>> {
    let mut replies: Vec<_> = exchanges.iter().map(|_| None).collect();
    poll_fn(|context| {
        for (exchange, reply) in exchanges.iter_mut().zip(&mut replies) {
            if reply.is_none()
                && let Poll::Ready(ready) = exchange.as_mut().poll(context)
            {
                *reply = Some(ready);
            }
        }
        if replies.iter().all(Option::is_some) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    replies.into_iter().flatten().collect()
}

pub(super) async fn pause_or_fail(faults: &FaultsOrNone, step: Step) -> Result<(), Error> {
    match fault(faults, step) {
        None => Ok(()),
        Some(FaultAction::Fail) => Err(Error::Injected),
        Some(FaultAction::Delay(pause)) => {
            sleep(pause).await;
            Ok(())
        }
    }
}
