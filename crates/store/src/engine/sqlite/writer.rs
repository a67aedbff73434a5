//! The one thread that writes: it takes the commits that wait into one transaction, so that all of
//! them share the cost of one sync to disk.

use std::thread;

use rusqlite::Connection;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{mpsc, oneshot};

use super::bind::bind;
use super::error;
use crate::engine::{FaultsOrNone, Ran, Stop, Touched, fault};
use crate::error::Error;
use crate::fault::{FaultAction, Step};
use crate::statement::{Rows, Statement};

/// How many commits may wait. More are shed: at thousands a second they would wait too long anyway.
const QUEUE: usize = 4096;

/// How many commits share one transaction at most.
const GROUP: usize = 512;

/// The way to the writer thread. The thread ends when this is dropped and what waits is done.
pub(super) struct Writer {
    jobs: Option<mpsc::Sender<Job>>,
    thread: Option<thread::JoinHandle<()>>,
}

struct Job {
    statements: Vec<Statement>,
    reply: oneshot::Sender<Ran>,
}

impl Writer {
    pub(super) fn start(connection: Connection, faults: FaultsOrNone) -> Result<Self, Error> {
        let (jobs, queue) = mpsc::channel(QUEUE);
        let thread = thread::Builder::new()
            .name("store-writer".into())
            .spawn(move || write(&connection, queue, &faults))
            .map_err(|error| Error::Location(format!("the writer thread cannot start: {error}")))?;
        Ok(Self { jobs: Some(jobs), thread: Some(thread) })
    }

    /// Hands the statements over and waits until they are durable. Once they are handed over they
    /// are carried out, whether or not anybody still waits.
    pub(super) async fn run(&self, statements: Vec<Statement>) -> Ran {
        let (reply, answer) = oneshot::channel();
        let Some(jobs) = &self.jobs else { return Ran::Failed(Error::Closed) };
        match jobs.try_send(Job { statements, reply }) {
            Ok(()) => answer.await.unwrap_or(Ran::Unknown(Error::Closed)),
            Err(TrySendError::Full(_)) => Ran::Failed(Error::Busy),
            Err(TrySendError::Closed(_)) => Ran::Failed(Error::Closed),
        }
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        match &self.jobs {
            Some(jobs) if !jobs.is_closed() => Ok(()),
            _ => Err(Error::Closed),
        }
    }
}

impl Drop for Writer {
    /// Waits for what was handed over, so that the file is quiet when the store is gone.
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn write(connection: &Connection, mut queue: mpsc::Receiver<Job>, faults: &FaultsOrNone) {
    let mut group = Vec::new();
    while queue.blocking_recv_many(&mut group, GROUP) > 0 {
        let (replies, jobs): (Vec<_>, Vec<_>) =
            group.drain(..).map(|job| (job.reply, job.statements)).unzip();
        for (reply, ran) in replies.into_iter().zip(commit(connection, &jobs, faults)) {
            // Whoever asked may have gone; it holds all the same.
            let _ = reply.send(ran);
        }
    }
}

/// Runs the jobs in one transaction; what is returned is true of the disk.
fn commit(connection: &Connection, jobs: &[Vec<Statement>], faults: &FaultsOrNone) -> Vec<Ran> {
    let all = |ran: Ran| vec![ran; jobs.len()];
    if let Err(failure) = execute(connection, "BEGIN IMMEDIATE") {
        return all(Ran::Failed(failure));
    }
    let mut ran = Vec::with_capacity(jobs.len());
    for job in jobs {
        match run_apart(connection, job, faults) {
            Ok(end) => ran.push(end),
            Err(failure) => {
                let _ = execute(connection, "ROLLBACK");
                return all(Ran::Failed(failure));
            }
        }
    }
    if let Err(failure) = pause_or_fail(faults, Step::Commit) {
        let _ = execute(connection, "ROLLBACK");
        return unless_lost(ran, &Ran::Unknown(failure));
    }
    if let Err(failure) = execute(connection, "COMMIT") {
        // The log may have been written and only its sync have failed.
        let _ = execute(connection, "ROLLBACK");
        return unless_lost(ran, &Ran::Unknown(failure));
    }
    match pause_or_fail(faults, Step::Reply) {
        Ok(()) => ran,
        Err(failure) => unless_lost(ran, &Ran::Unknown(failure)),
    }
}

/// Runs one job under a savepoint of its own, so that it can end without the others. An error
/// means that the whole transaction is gone.
fn run_apart(connection: &Connection, job: &[Statement], faults: &FaultsOrNone) -> Result<Ran, Error> {
    execute(connection, "SAVEPOINT one")?;
    let mut touched = Touched::default();
    let stop = job.iter().enumerate().find_map(|(index, statement)| {
        pause_or_fail(faults, Step::Statement(index + 1))
            .map_err(Stop::Failed)
            .and_then(|()| run_one(connection, statement, &mut touched))
            .err()
    });
    let Some(stop) = stop else {
        execute(connection, "RELEASE one")?;
        return Ok(Ran::Done(touched));
    };
    // On a full disk, for one, SQLite rolls all back by itself.
    if connection.is_autocommit() {
        return Err(match stop {
            Stop::Failed(failure) => failure,
            Stop::Lost(_) => Error::Corrupt { what: "the transaction ended by itself" },
        });
    }
    execute(connection, "ROLLBACK TO one")?;
    execute(connection, "RELEASE one")?;
    Ok(stop.into())
}

fn run_one(connection: &Connection, statement: &Statement, touched: &mut Touched) -> Result<(), Stop> {
    let failed = |failure: rusqlite::Error| match (statement.guard, failure.sqlite_error_code()) {
        (Some(guard), Some(rusqlite::ErrorCode::ConstraintViolation)) => Stop::Lost(guard),
        _ => Stop::Failed(error(failure)),
    };
    let mut prepared = connection.prepare_cached(statement.sql.sqlite).map_err(failed)?;
    bind(&mut prepared, &statement.values).map_err(failed)?;
    if statement.rows == Rows::Numbered {
        let mut rows = prepared.raw_query();
        let number = match rows.next().map_err(failed)? {
            Some(row) => Some(row.get(0).map_err(failed)?),
            None => None,
        };
        return touched.take(statement, u64::from(number.is_some()), number);
    }
    let rows = prepared.raw_execute().map_err(failed)?;
    touched.take(statement, rows as u64, None)
}

/// The end of a group whose COMMIT is in doubt: in doubt is what would have been done.
fn unless_lost(ran: Vec<Ran>, doubt: &Ran) -> Vec<Ran> {
    ran.into_iter().map(|end| if matches!(end, Ran::Done(_)) { doubt.clone() } else { end }).collect()
}

fn execute(connection: &Connection, sql: &str) -> Result<(), Error> {
    connection.prepare_cached(sql).and_then(|mut statement| statement.raw_execute()).map(drop).map_err(error)
}

fn pause_or_fail(faults: &FaultsOrNone, step: Step) -> Result<(), Error> {
    match fault(faults, step) {
        None => Ok(()),
        Some(FaultAction::Fail) => Err(Error::Injected),
        Some(FaultAction::Delay(pause)) => {
            thread::sleep(pause);
            Ok(())
        }
    }
}
