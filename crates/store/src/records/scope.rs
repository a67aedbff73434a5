//! Scopes of our own.

use idp::model::scope::{Scope, ScopeDefinition};

use super::{Defined, Row, Table, table};
use crate::columns::Cursor;
use crate::error::Error;
use crate::sql::Value;
use crate::store::Store;
use crate::vault::Vault;

impl Defined for Scope {
    type Definition = ScopeDefinition;
    const TABLE: Table = table!("scope"("name"), ScopeMoved, Scope, "a scope's definition");

    fn row(&self) -> Row<'_, &ScopeDefinition> {
        let Self { name, version, definition, created_at, updated_at } = self;
        Row { id: name, version: *version, definition, created_at: *created_at, updated_at: *updated_at }
    }

    fn besides(&self, _: &Vault) -> Result<Vec<Value<'static>>, Error> {
        Ok(Vec::new())
    }

    fn read(row: Row<'_, ScopeDefinition>, _: &mut Cursor<'_>, _: &Vault) -> Result<Self, Error> {
        let Row { id, version, definition, created_at, updated_at } = row;
        Ok(Self { name: id.to_owned(), version, definition, created_at, updated_at })
    }
}

impl Store {
    /// A scope of our own.
    pub async fn load_scope(&self, name: &str) -> Result<Option<Scope>, Error> {
        self.load_defined(name).await
    }

    /// Scopes of our own in the order of their names, from the first one after `after`; at most
    /// [`MAX_LIST`](crate::MAX_LIST).
    pub async fn list_scopes(&self, after: &str, limit: u32) -> Result<Vec<Scope>, Error> {
        self.list_defined(after, limit).await
    }
}
