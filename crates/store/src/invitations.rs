//! Invitations that wait to be used, as administrators see them.

use idp::Time;
use idp::model::ticket::{TicketFacts, TicketKey};

use crate::error::Error;
use crate::loading::MAX_LIST;
use crate::loads;
use crate::sessions::keyed;
use crate::sql::Value;
use crate::store::Store;

impl Store {
    /// The invitations that count, in the order of their keys; at most `limit`, beginning after `after`.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn list_invitations(
        &self,
        after: Option<TicketKey>,
        limit: u32,
        now: Time,
    ) -> Result<Vec<TicketFacts>, Error> {
        let vault = &self.inner.vault;
        let after = after.map_or([0; 32], |after| *after.as_bytes());
        let limit = Value::Int(i64::from(limit.min(MAX_LIST)));
        let values = [Value::bytes(after.as_slice()), now.into(), limit];
        self.load_all(loads::INVITATIONS, &values, |row| keyed(row, vault)).await
    }

    /// The invitation that stands under this key; nothing where something else does.
    ///
    /// # Errors
    /// The store cannot be read.
    pub async fn load_invitation(&self, key: TicketKey, now: Time) -> Result<Option<TicketFacts>, Error> {
        let vault = &self.inner.vault;
        let values = [Value::bytes(key.as_bytes().as_slice()), now.into()];
        self.load_one(loads::INVITATION, &values, |row| loads::ticket(row, key, vault).map(Some)).await
    }
}
