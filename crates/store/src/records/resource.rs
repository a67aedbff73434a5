//! Resources: the APIs that tokens are for.

use idp::model::resource::{Resource, ResourceDefinition};

use super::{Defined, Row, Table, table};
use crate::columns::Cursor;
use crate::error::Error;
use crate::sql::Value;
use crate::store::Store;
use crate::vault::Vault;

impl Defined for Resource {
    type Definition = ResourceDefinition;
    const TABLE: Table = table!("resource"("identifier"), ResourceMoved, Resource, "a resource's definition");

    fn row(&self) -> Row<'_, &ResourceDefinition> {
        let Self { identifier, version, definition, created_at, updated_at } = self;
        Row {
            id: identifier,
            version: *version,
            definition,
            created_at: *created_at,
            updated_at: *updated_at,
        }
    }

    fn besides(&self, _: &Vault) -> Result<Vec<Value<'static>>, Error> {
        Ok(Vec::new())
    }

    fn read(row: Row<'_, ResourceDefinition>, _: &mut Cursor<'_>, _: &Vault) -> Result<Self, Error> {
        let Row { id, version, definition, created_at, updated_at } = row;
        Ok(Self { identifier: id.to_owned(), version, definition, created_at, updated_at })
    }
}

impl Store {
    /// A resource.
    pub async fn load_resource(&self, identifier: &str) -> Result<Option<Resource>, Error> {
        self.load_defined(identifier).await
    }

    /// Resources in the order of their identifiers, from the first one after `after`; at most
    /// [`MAX_LIST`](crate::MAX_LIST).
    pub async fn list_resources(&self, after: &str, limit: u32) -> Result<Vec<Resource>, Error> {
        self.list_defined(after, limit).await
    }
}
