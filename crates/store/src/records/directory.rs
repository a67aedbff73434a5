//! Directories. The passwords we have there are sealed.

use idp::model::client::KeptSecret;
use idp::model::directory::{Directory, DirectoryDefinition, DirectoryId};

use super::{Defined, Row, Table, table};
use crate::columns::Cursor;
use crate::error::Error;
use crate::sql::Value;
use crate::store::Store;
use crate::vault::Vault;

/// The most a node takes in: a little more than may be made, since two may be made at the same moment.
const MOST: u32 = 100;

impl Defined for Directory {
    type Definition = DirectoryDefinition;
    const TABLE: Table = table!(
        "directory"("id", "bind_password" = "$5", "disabled_at" = "$6"),
        DirectoryMoved,
        Directory,
        "a directory's definition"
    );

    fn row(&self) -> Row<'_, &DirectoryDefinition> {
        Row {
            id: self.id.as_str(),
            version: self.version,
            definition: &self.definition,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }

    fn email_domains(&self) -> Option<&[String]> {
        Some(&self.definition.email_domains)
    }

    fn besides(&self, vault: &Vault) -> Result<Vec<Value<'static>>, Error> {
        let seal = |password: &jose::secret::Secret<String>| {
            vault.seal_bind_password(self.id.as_str(), password.expose())
        };
        Ok(vec![
            Value::or_null(self.password().map(seal), Value::bytes),
            Value::or_null(self.disabled_at, Value::from),
        ])
    }

    fn read(
        row: Row<'_, DirectoryDefinition>,
        besides: &mut Cursor<'_>,
        vault: &Vault,
    ) -> Result<Self, Error> {
        let Row { id, version, definition, created_at, updated_at } = row;
        let password =
            besides.bytes_or_null()?.map(|sealed| vault.open_bind_password(id, sealed)).transpose()?;
        Ok(Self {
            bind_password: password.map(KeptSecret::new),
            disabled_at: besides.time_or_null()?,
            id: id.parse().map_err(|_| Error::Corrupt { what: "a directory's id" })?,
            version,
            definition,
            created_at,
            updated_at,
        })
    }
}

impl Store {
    /// Every directory, in the order of their identifiers, for a node to keep.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn load_directories(&self) -> Result<Vec<Directory>, Error> {
        self.all_defined("", MOST).await
    }

    /// Directories in the order of their identifiers, from the first one after `after`; at most
    /// [`MAX_LIST`](crate::MAX_LIST).
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn list_directories(&self, after: &str, limit: u32) -> Result<Vec<Directory>, Error> {
        self.list_defined(after, limit).await
    }

    /// A directory.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn load_directory(&self, id: &DirectoryId) -> Result<Option<Directory>, Error> {
        self.load_defined(id.as_str()).await
    }
}
