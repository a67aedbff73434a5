//! The CPU cost of one row's share of a batched durable commit: SQLite in WAL mode with
//! `synchronous=FULL`, one writer that takes what is waiting into one transaction.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    time::Duration,
};

use rusqlite::Connection;
use tokio::{sync::oneshot, task::JoinSet, time::Instant};

use crate::{
    error::{Error, failed},
    measure::own_cpu_seconds,
};

/// The most rows of one transaction.
const BATCH: usize = 256;

/// What was found.
pub(super) struct Commits {
    pub(super) cpu_seconds_per_thousand: f64,
    pub(super) per_second: f64,
}

/// A row about as large as a code's or refresh token's.
struct Row {
    key: [u8; 32],
    done: oneshot::Sender<Result<(), String>>,
}

/// Lets that many submitters commit one row after another for that long.
pub(super) async fn measure(dir: Option<&Path>, submitters: usize, time: Duration) -> Result<Commits, Error> {
    let cannot = |why: String| failed(format!("commits cannot be measured: {why}"));
    let folder = match dir {
        Some(dir) => tempfile::tempdir_in(dir),
        None => tempfile::tempdir(),
    };
    let folder = folder.map_err(|why| cannot(why.to_string()))?;
    let connection = open(&folder.path().join("floor.db")).map_err(|why| cannot(why.to_string()))?;
    let (rows, waiting) = sync_channel(4096);
    let writer = std::thread::spawn(move || write(connection, &waiting));

    let (cpu, begun_at) = (own_cpu_seconds(), Instant::now());
    let count = submit(rows, submitters, time).await.map_err(cannot)?;
    let (cpu, time) = (own_cpu_seconds() - cpu, begun_at.elapsed());
    writer.join().map_err(|_| cannot("the writer broke down".into()))?;
    Ok(Commits {
        cpu_seconds_per_thousand: cpu * 1000.0 / count.max(1) as f64,
        per_second: count as f64 / time.as_secs_f64(),
    })
}

async fn submit(rows: SyncSender<Row>, submitters: usize, time: Duration) -> Result<u64, String> {
    let count = Arc::new(AtomicU64::new(0));
    let ends_at = Instant::now() + time;
    let mut tasks = JoinSet::new();
    for _ in 0..submitters {
        let (rows, count) = (rows.clone(), Arc::clone(&count));
        tasks.spawn(async move {
            while Instant::now() < ends_at {
                let (done, result) = oneshot::channel();
                let key = jose::random::bytes();
                // There are fewer submitters than places, so this never waits.
                let sent = rows.try_send(Row { key, done });
                sent.map_err(|why| why.to_string())?;
                result.await.map_err(|why| why.to_string())??;
                count.fetch_add(1, Relaxed);
            }
            Ok::<(), String>(())
        });
    }
    drop(rows);
    while let Some(done) = tasks.join_next().await {
        done.map_err(|why| why.to_string())??;
    }
    Ok(count.load(Relaxed))
}

fn open(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open(path)?;
    connection.execute_batch(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;
         CREATE TABLE ticket (key BLOB PRIMARY KEY, expires_at INTEGER, body BLOB) WITHOUT ROWID;",
    )?;
    Ok(connection)
}

/// Commits what is waiting until no submitter is left.
fn write(mut connection: Connection, waiting: &Receiver<Row>) {
    while let Ok(first) = waiting.recv() {
        let mut batch = vec![first];
        batch.extend(waiting.try_iter().take(BATCH - 1));
        let result = commit(&mut connection, &batch).map_err(|why| why.to_string());
        for row in batch {
            // A submitter that has gone needs no answer.
            let _ = row.done.send(result.clone());
        }
    }
}

fn commit(connection: &mut Connection, batch: &[Row]) -> rusqlite::Result<()> {
    let transaction = connection.transaction()?;
    {
        let mut insert =
            transaction.prepare_cached("INSERT INTO ticket (key, expires_at, body) VALUES (?1, ?2, ?3)")?;
        for row in batch {
            insert.execute((&row.key, 0, [7_u8; 256]))?;
        }
    }
    transaction.commit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    async fn commits_rows_in_groups() {
        let found = measure(None, 8, Duration::from_millis(500)).await.unwrap();
        assert!(found.per_second > 10.0, "{} rows a second", found.per_second);
        assert!(found.cpu_seconds_per_thousand > 0.0);
    }
}
