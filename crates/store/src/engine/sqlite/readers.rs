//! Reading, on connections that cannot write.

use std::cell::Cell;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};

use rusqlite::{Connection, OpenFlags};

use super::bind::bind;
use super::{error, settle};
use crate::columns::Cursor;
use crate::error::Error;
use crate::sql::{Sql, Value};

/// A few read-only connections.
///
/// They are used on the calling thread, also inside an async task: a read out of the page cache
/// takes some ten microseconds, handing it to another thread and back takes longer. Nobody waits
/// on anything else while holding one, so the wait for one is as short.
pub(super) struct Readers(Vec<Mutex<Connection>>);

impl Readers {
    pub(super) fn open(path: &Path, count: usize) -> Result<Self, Error> {
        (0..count.max(1)).map(|_| open_to_read(path).map(Mutex::new)).collect::<Result<_, _>>().map(Self)
    }

    pub(super) fn query<T>(
        &self,
        sql: &'static Sql,
        values: &[Value<'_>],
        mut read: impl FnMut(&mut Cursor<'_>) -> Result<T, Error>,
    ) -> Result<Vec<T>, Error> {
        let connection = self.one();
        let mut statement = connection.prepare_cached(sql.sqlite).map_err(error)?;
        bind(&mut statement, values).map_err(error)?;
        let mut rows = statement.raw_query();
        let mut all = Vec::new();
        while let Some(row) = rows.next().map_err(error)? {
            all.push(read(&mut Cursor::new(row))?);
        }
        Ok(all)
    }

    /// A connection nobody uses; each thread begins with the one that is its own as far as they go,
    /// whose caches are warm.
    fn one(&self) -> MutexGuard<'_, Connection> {
        let own = own_number() % self.0.len();
        let (before, after) = self.0.split_at(own);
        for connection in after.iter().chain(before) {
            match connection.try_lock() {
                Ok(connection) => return connection,
                Err(TryLockError::Poisoned(poisoned)) => return poisoned.into_inner(),
                Err(TryLockError::WouldBlock) => {}
            }
        }
        self.0[own].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A small number of the calling thread's own.
fn own_number() -> usize {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    thread_local!(static OWN: Cell<Option<usize>> = const { Cell::new(None) });
    OWN.with(|own| {
        own.get().unwrap_or_else(|| {
            let number = NEXT.fetch_add(1, Ordering::Relaxed);
            own.set(Some(number));
            number
        })
    })
}

fn open_to_read(path: &Path) -> Result<Connection, Error> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_EXRESCODE;
    let connection = Connection::open_with_flags(path, flags).map_err(error)?;
    settle(&connection)?;
    connection
        .execute_batch("PRAGMA query_only = ON; PRAGMA cache_size = -1024; PRAGMA trusted_schema = OFF;")
        .map_err(error)?;
    Ok(connection)
}

#[cfg(test)]
mod tests {
    use idp::Time;
    use rusqlite::StatementStatus;

    use super::*;
    use crate::engine::sqlite::{Sqlite, apply};
    use crate::loads;

    #[test]
    fn a_load_is_prepared_once_whatever_it_is_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("countersign.db");
        apply(&path, Time::from_secs(1)).unwrap();
        let store = Sqlite::open(&path, 1, None).unwrap();
        for sql in [loads::TICKET, loads::FAMILY, loads::FAMILY_AND_USER] {
            for n in 0..10 {
                let values = [Value::bytes(vec![n; 32]), Value::Int(i64::from(n))];
                assert!(store.query(sql, &values, |_| Ok(())).unwrap().is_empty());
            }
            let connection = store.readers.one();
            let statement = connection.prepare_cached(sql.sqlite).unwrap();
            assert_eq!(statement.get_status(StatementStatus::Run), 10);
            assert_eq!(statement.get_status(StatementStatus::RePrepare), 0);
        }
    }

    #[test]
    fn a_reader_cannot_write() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("countersign.db");
        apply(&path, Time::from_secs(1)).unwrap();
        let connection = open_to_read(&path).unwrap();
        let refused = connection.execute("DELETE FROM change_counter", []).unwrap_err();
        assert_eq!(refused.sqlite_error_code(), Some(rusqlite::ErrorCode::ReadOnly));
        let left: i64 =
            connection.query_row("SELECT count(*) FROM change_counter", [], |row| row.get(0)).unwrap();
        assert_eq!(left, 1);
    }
}
