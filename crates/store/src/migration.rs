//! Migrations: numbered scripts, each applied once, in a transaction of its own.

use idp::Time;
use jose::digest::sha256;

use crate::error::Error;
use crate::sql::{Sql, sql};

/// One script. It never changes once released: its checksum is kept where it was applied.
pub(crate) struct Script {
    pub(crate) number: i64,
    pub(crate) name: &'static str,
    pub(crate) text: &'static str,
}

macro_rules! scripts {
    ($engine:literal: $($number:literal $name:literal),+) => {
        &[$(Script {
            number: $number,
            name: $name,
            text: include_str!(concat!("../migrations/", $engine, "/", $name, ".sql")),
        }),+]
    };
}

pub(crate) const SQLITE: &[Script] = scripts!("sqlite": 1 "0001_first");
pub(crate) const POSTGRES: &[Script] = scripts!("postgres": 1 "0001_first");

/// A migration, and whether this database has it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Migration {
    /// Its name: a number and a word.
    pub name: String,
    /// When it was applied; nothing if it is missing.
    pub applied_at: Option<Time>,
}

/// A row of the table of applied migrations.
#[derive(Clone, Debug)]
pub(crate) struct Applied {
    pub(crate) number: i64,
    pub(crate) name: String,
    pub(crate) checksum: String,
    pub(crate) applied_at: i64,
}

pub(crate) const CREATE_TABLE: &Sql = sql!(
    "CREATE TABLE IF NOT EXISTS migration (number BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL, ",
    "checksum TEXT NOT NULL, applied_at BIGINT NOT NULL)"
);

pub(crate) const SELECT: &Sql =
    sql!("SELECT number, name, checksum, applied_at FROM migration ORDER BY number");

pub(crate) const INSERT: &Sql = sql!(
    "INSERT INTO migration (number, name, checksum, applied_at) VALUES ($1, $2, $3, $4) ",
    "ON CONFLICT (number) DO NOTHING"
);

impl Script {
    /// The SHA-256 of the text, in hexadecimal.
    pub(crate) fn checksum(&self) -> String {
        sha256(self.text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// Every migration of this program, set against what a database has.
pub(crate) fn compare(scripts: &[Script], applied: &[Applied]) -> Result<Vec<Migration>, Error> {
    let unknown = applied.iter().find(|row| scripts.iter().all(|script| script.number != row.number));
    if let Some(row) = unknown {
        return Err(Error::MigrationUnknown { name: row.name.clone() });
    }
    scripts
        .iter()
        .map(|script| match applied.iter().find(|row| row.number == script.number) {
            Some(row) if row.checksum != script.checksum() => {
                Err(Error::MigrationChanged { name: script.name.into() })
            }
            found => Ok(Migration {
                name: script.name.into(),
                applied_at: found.map(|row| Time::from_micros(row.applied_at)),
            }),
        })
        .collect()
}

/// Refuses a database that lacks a migration.
pub(crate) fn check_complete(migrations: &[Migration]) -> Result<(), Error> {
    let missing: Vec<String> = migrations
        .iter()
        .filter(|migration| migration.applied_at.is_none())
        .map(|migration| migration.name.clone())
        .collect();
    if missing.is_empty() { Ok(()) } else { Err(Error::NotMigrated { missing }) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_engines_have_the_same_migrations_numbered_from_one() {
        let names = |scripts: &[Script]| scripts.iter().map(|s| (s.number, s.name)).collect::<Vec<_>>();
        assert_eq!(names(SQLITE), names(POSTGRES));
        for (index, script) in SQLITE.iter().enumerate() {
            assert_eq!(script.number, index as i64 + 1);
            assert!(script.name.starts_with(&format!("{:04}_", script.number)), "{}", script.name);
        }
    }
}
