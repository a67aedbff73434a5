//! Records that are what an administrator defined under an identifier: one table each, and one set of
//! statements for them all. What stands beside the definition (a sealed secret, say) has columns of its own.

mod directory;
mod email_domains;
mod resource;
mod scope;
mod sender;
mod upstream;

use idp::Time;
use idp::model::Version;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::columns::Cursor;
use crate::error::Error;
use crate::facts::ChangeKind;
use crate::loading::MAX_LIST;
use crate::outcome::Guard;
use crate::sql::{Sql, Value};
use crate::statement::{Place, Statement};
use crate::statements::number;
use crate::store::Store;
use crate::vault::Vault;

/// A table of such records.
pub(crate) struct Table {
    /// What the definitions are called where one cannot be written or read.
    what: &'static str,
    /// What is lost where the record has another version, or is gone.
    guard: Guard,
    /// As what a change is told to the nodes that keep them in memory.
    kind: ChangeKind,
    insert: &'static Sql,
    replace: &'static Sql,
    delete: &'static Sql,
    one: &'static Sql,
    page: &'static Sql,
}

/// Makes a [`Table`] of its name, the column of its identifiers, and the columns beside the definition, which
/// are numbered from `$5` on.
macro_rules! table {
    ($table:literal ($id:literal $(, $column:literal = $place:literal)*), $guard:ident, $kind:ident, $what:literal) => {
        $crate::records::Table {
            what: $what,
            guard: $crate::outcome::Guard::$guard,
            kind: $crate::facts::ChangeKind::$kind,
            insert: $crate::sql::sql!(
                "INSERT INTO ", $table, " (", $id, ", version, definition, updated_at, created_at",
                $(", ", $column,)* ") VALUES ($1, 1, $2, $3, $4", $(", ", $place,)* ") ON CONFLICT (", $id,
                ") DO NOTHING"
            ),
            replace: $crate::sql::sql!(
                "UPDATE ", $table, " SET version = version + 1, definition = $2, updated_at = $3",
                $(", ", $column, " = ", $place,)* " WHERE ", $id, " = $1 AND version = CAST($4 AS BIGINT)"
            ),
            delete: $crate::sql::sql!(
                "DELETE FROM ", $table, " WHERE ", $id, " = $1 AND version = CAST($2 AS BIGINT)"
            ),
            one: $crate::sql::sql!(
                "SELECT ", $id, ", version, definition, updated_at, created_at", $(", ", $column,)*
                " FROM ", $table, " WHERE ", $id, " = $1"
            ),
            page: $crate::sql::sql!(
                "SELECT ", $id, ", version, definition, updated_at, created_at", $(", ", $column,)*
                " FROM ", $table, " WHERE ", $id, " > $1 ORDER BY ", $id, " LIMIT CAST($2 AS BIGINT)"
            ),
        }
    };
}
pub(crate) use table;

/// What every such record has, as it is written and read.
pub(crate) struct Row<'a, D> {
    pub(crate) id: &'a str,
    pub(crate) version: Version,
    pub(crate) definition: D,
    pub(crate) created_at: Time,
    pub(crate) updated_at: Time,
}

/// A record with a [`Table`].
pub(crate) trait Defined: Sized + Send {
    /// What it is defined to be.
    type Definition: Serialize + DeserializeOwned;
    /// Where it is.
    const TABLE: Table;

    /// What is written of it in the columns that all have.
    fn row(&self) -> Row<'_, &Self::Definition>;

    /// The domains of e-mail addresses that lead to it and to nothing else; nothing, where records are none that
    /// any leads to.
    fn email_domains(&self) -> Option<&[String]> {
        None
    }

    /// What is written in the columns beside them, in their order; secrets are sealed here.
    fn besides(&self, vault: &Vault) -> Result<Vec<Value<'static>>, Error>;

    /// The record of a row; the cursor is at the columns beside those that all have.
    fn read(row: Row<'_, Self::Definition>, besides: &mut Cursor<'_>, vault: &Vault) -> Result<Self, Error>;
}

/// Creates or replaces one, in the version that was read.
pub(crate) fn put<R: Defined>(
    list: &mut Vec<Statement>,
    record: &R,
    replaces: Option<Version>,
    now: Time,
    vault: &Vault,
) -> Result<(), Error> {
    let Table { what, guard, kind, insert, replace, .. } = R::TABLE;
    let row = record.row();
    let definition = serde_json::to_string(row.definition).map_err(|_| Error::Unstorable { what })?;
    let mut values = vec![Value::text(row.id.to_owned()), Value::text(definition), row.updated_at.into()];
    values.push(replaces.map_or_else(|| row.created_at.into(), Value::Int));
    values.extend(record.besides(vault)?);
    let sql = if replaces.is_some() { replace } else { insert };
    list.push(Statement::guarded(Place::Record, guard, sql, values));
    if let Some(domains) = record.email_domains() {
        email_domains::put(list, &leads_to(kind, row.id), domains);
    }
    number(list, kind, row.id, now);
    Ok(())
}

/// Removes one in the version that was read.
pub(crate) fn delete<R: Defined>(list: &mut Vec<Statement>, id: &str, version: Version, now: Time) {
    let Table { guard, kind, delete, .. } = R::TABLE;
    let values = vec![Value::text(id.to_owned()), Value::Int(version)];
    list.push(Statement::guarded(Place::Record, guard, delete, values));
    if matches!(kind, ChangeKind::Directory | ChangeKind::Upstream) {
        list.push(email_domains::delete(&leads_to(kind, id)));
    }
    number(list, kind, id, now);
}

/// What a domain leads to, whatever else has the name.
fn leads_to(kind: ChangeKind, id: &str) -> String {
    format!("{} {id}", kind.as_str())
}

impl Store {
    pub(crate) async fn load_defined<R: Defined>(&self, id: &str) -> Result<Option<R>, Error> {
        let vault = &self.inner.vault;
        self.load_one(R::TABLE.one, &[Value::text(id)], |row| read(row, vault).map(Some)).await
    }

    /// In the order of their identifiers, from the first one after `after`; at most [`MAX_LIST`].
    pub(crate) async fn list_defined<R: Defined>(&self, after: &str, limit: u32) -> Result<Vec<R>, Error> {
        self.all_defined(after, limit.min(MAX_LIST)).await
    }

    /// The same for a node that keeps all there may be, a little more than may be made: two may be made at
    /// the same moment.
    pub(crate) async fn all_defined<R: Defined>(&self, after: &str, most: u32) -> Result<Vec<R>, Error> {
        let vault = &self.inner.vault;
        let values = [Value::text(after), Value::Int(i64::from(most))];
        self.load_all(R::TABLE.page, &values, |row| read(row, vault)).await
    }
}

fn read<R: Defined>(row: &mut Cursor<'_>, vault: &Vault) -> Result<R, Error> {
    let id = row.text()?;
    let version = row.int()?;
    let definition = serde_json::from_str(row.text()?).map_err(|_| Error::Corrupt { what: R::TABLE.what })?;
    let (updated_at, created_at) = (row.time()?, row.time()?);
    R::read(Row { id, version, definition, created_at, updated_at }, row, vault)
}
