//! Senders: how mails and text messages leave. Their secrets are sealed.

use std::str::FromStr;

use idp::model::client::KeptSecret;
use idp::model::sender::{Sender, SenderDefinition, SenderId};

use super::{Defined, Row, Table, table};
use crate::columns::Cursor;
use crate::error::Error;
use crate::sql::Value;
use crate::store::Store;
use crate::vault::Vault;

/// The most a node takes in: a little more than may be made, since two may be made at the same moment.
const MOST: u32 = 100;

impl Defined for Sender {
    type Definition = SenderDefinition;
    const TABLE: Table = table!(
        "sender"("id", "secret" = "$5", "disabled_at" = "$6"),
        SenderMoved,
        Sender,
        "a sender's definition"
    );

    fn row(&self) -> Row<'_, &SenderDefinition> {
        Row {
            id: self.id.as_str(),
            version: self.version,
            definition: &self.definition,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }

    fn besides(&self, vault: &Vault) -> Result<Vec<Value<'static>>, Error> {
        let secret = self.secret().map(|secret| vault.seal_sender_secret(self.id.as_str(), secret.expose()));
        Ok(vec![Value::or_null(secret, Value::bytes), Value::or_null(self.disabled_at, Value::from)])
    }

    fn read(row: Row<'_, SenderDefinition>, besides: &mut Cursor<'_>, vault: &Vault) -> Result<Self, Error> {
        let Row { id, version, definition, created_at, updated_at } = row;
        let secret =
            besides.bytes_or_null()?.map(|sealed| vault.open_sender_secret(id, sealed)).transpose()?;
        Ok(Self {
            secret: secret.map(KeptSecret::new),
            disabled_at: besides.time_or_null()?,
            id: SenderId::from_str(id).map_err(|_| Error::Corrupt { what: "a sender's id" })?,
            version,
            definition,
            created_at,
            updated_at,
        })
    }
}

impl Store {
    /// Every sender, in the order of their identifiers, for a node to keep.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn load_senders(&self) -> Result<Vec<Sender>, Error> {
        self.all_defined("", MOST).await
    }

    /// Senders in the order of their identifiers, from the first one after `after`; at most
    /// [`MAX_LIST`](crate::MAX_LIST).
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn list_senders(&self, after: &str, limit: u32) -> Result<Vec<Sender>, Error> {
        self.list_defined(after, limit).await
    }

    /// A sender.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn load_sender(&self, id: &SenderId) -> Result<Option<Sender>, Error> {
        self.load_defined(id.as_str()).await
    }
}
