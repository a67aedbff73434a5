//! Migrating a database.

use idp::Time;
use tokio_postgres::Client;
use tokio_postgres::error::SqlState;

use super::connection::{config, problem, tls};
use crate::error::Error;
use crate::migration::{self, Applied, CREATE_TABLE, INSERT, Migration, POSTGRES, Script};

/// How often a migration is begun at most when another node migrates at the same time.
const TRIES: u32 = 10;

pub(crate) async fn applied(text: &str) -> Result<Vec<Migration>, Error> {
    let client = connect(text).await?;
    let rows = rows(&client).await.map_err(told)?;
    migration::compare(POSTGRES, &rows)
}

/// Applies what is missing. Of two nodes that begin the same migration the second waits at the
/// first one's row, and then finds it applied.
pub(crate) async fn apply(text: &str, now: Time) -> Result<Vec<Migration>, Error> {
    let client = connect(text).await?;
    for script in POSTGRES {
        let mut tried = 0;
        loop {
            tried += 1;
            match apply_one(&client, script, now).await {
                Ok(()) => break,
                Err(Failure::Database(error)) if collided(&error) && tried < TRIES => {
                    client.batch_execute("ROLLBACK").await.map_err(told)?;
                }
                Err(Failure::Database(error)) => return Err(told(error)),
                Err(Failure::Other(error)) => return Err(error),
            }
        }
    }
    migration::compare(POSTGRES, &rows(&client).await.map_err(told)?)
}

enum Failure {
    Database(tokio_postgres::Error),
    Other(Error),
}

impl From<tokio_postgres::Error> for Failure {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Database(error)
    }
}

/// An error leaves the transaction open; it ends with the connection, or by the caller's ROLLBACK.
async fn apply_one(client: &Client, script: &Script, now: Time) -> Result<(), Failure> {
    client.batch_execute("BEGIN").await?;
    client.batch_execute(CREATE_TABLE.postgres).await?;
    migration::compare(POSTGRES, &rows(client).await?).map_err(Failure::Other)?;
    let checksum = script.checksum();
    let new =
        client.execute(INSERT.postgres, &[&script.number, &script.name, &checksum, &now.as_micros()]).await?;
    if new == 1 {
        client.batch_execute(script.text).await?;
    }
    client.batch_execute("COMMIT").await?;
    Ok(())
}

/// `CREATE TABLE IF NOT EXISTS` by two at once fails for one of them in one of several ways.
fn collided(error: &tokio_postgres::Error) -> bool {
    error.code().is_some_and(|code| {
        *code == SqlState::UNIQUE_VIOLATION
            || *code == SqlState::DUPLICATE_TABLE
            || *code == SqlState::DUPLICATE_OBJECT
            || *code == SqlState::T_R_SERIALIZATION_FAILURE
            || *code == SqlState::T_R_DEADLOCK_DETECTED
    })
}

async fn rows(client: &Client) -> Result<Vec<Applied>, tokio_postgres::Error> {
    let exists = client.query_one("SELECT to_regclass('migration') IS NOT NULL", &[]).await?;
    if !exists.try_get::<_, bool>(0)? {
        return Ok(Vec::new());
    }
    let rows = client.query(migration::SELECT.postgres, &[]).await?;
    rows.iter()
        .map(|row| {
            Ok(Applied {
                number: row.try_get(0)?,
                name: row.try_get(1)?,
                checksum: row.try_get(2)?,
                applied_at: row.try_get(3)?,
            })
        })
        .collect()
}

async fn connect(text: &str) -> Result<Client, Error> {
    let (client, connection) = config(text)?.connect(tls(text)?).await.map_err(told)?;
    // Ends by itself when the client is dropped; what breaks it, the client is told too.
    tokio::spawn(connection);
    Ok(client)
}

fn told(error: tokio_postgres::Error) -> Error {
    problem(&error).error
}
