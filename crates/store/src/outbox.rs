//! What waits to be sent, and the record of what was.

use idp::Time;
use idp::model::message::{Delivery, DeliveryFilter, MessageFacts, MessageId, MessageKind, Settled};
use idp::model::user::UserId;

use crate::columns::Cursor;
use crate::error::Error;
use crate::loading::MAX_LIST;
use crate::loads;
use crate::sql::Value;
use crate::store::Store;
use crate::vault::Vault;

impl Store {
    /// The messages of a kind that are due; at most `limit`, and `to_one` of them to one recipient, so that
    /// whoever has many waiting keeps nobody else's from being sent. Each recipient's longest due comes before
    /// anybody's second.
    pub async fn due_messages(
        &self,
        kind: MessageKind,
        now: Time,
        limit: u32,
        to_one: u32,
    ) -> Result<Vec<MessageFacts>, Error> {
        let limit = Value::Int(i64::from(limit.min(MAX_LIST)));
        let values = [now.into(), limit, Value::Int(i64::from(to_one)), Value::text(kind.as_str())];
        let vault = &self.inner.vault;
        let found = self.load_all(loads::DUE_MESSAGES, &values, |row| due(row, vault)).await?;
        Ok(found.into_iter().flatten().collect())
    }

    /// The records of deliveries, the youngest first; at most [`MAX_LIST`].
    pub async fn list_deliveries(&self, filter: &DeliveryFilter, limit: u32) -> Result<Vec<Delivery>, Error> {
        let before = filter.before.map_or([0xff; 16], |before| before.0);
        let state = filter.settled.map(|settled| settled.map_or("waiting", Settled::as_str));
        let recipient = filter.recipient.as_deref().map(Value::text);
        let user = filter.user.as_ref().map(|user| Value::text(user.as_str()));
        let sql = match (&recipient, &user) {
            (None, None) => loads::DELIVERIES,
            (Some(_), None) => loads::DELIVERIES_TO,
            (None, Some(_)) => loads::DELIVERIES_ABOUT,
            (Some(_), Some(_)) => loads::DELIVERIES_TO_ABOUT,
        };
        let mut values = vec![
            Value::bytes(before.as_slice()),
            Value::Int(i64::from(limit.min(MAX_LIST))),
            Value::or_null(state, Value::text),
        ];
        values.extend(recipient);
        values.extend(user);
        Ok(self.load_all(sql, &values, delivery).await?.into_iter().flatten().collect())
    }
}

const ID: Error = Error::Corrupt { what: "a message's id" };

fn due(row: &mut Cursor<'_>, vault: &Vault) -> Result<Option<MessageFacts>, Error> {
    let id = row.array_or_null("a message's id")?.map(MessageId).ok_or(ID)?;
    let Some(kind) = MessageKind::parse(row.text()?) else { return Ok(None) };
    Ok(Some(MessageFacts {
        id,
        kind,
        recipient: row.text()?.to_owned(),
        attempts: attempts(row)?,
        expires_at: row.time()?,
        payload: vault.open_payload(&id, row.bytes()?)?,
    }))
}

fn delivery(row: &mut Cursor<'_>) -> Result<Option<Delivery>, Error> {
    let id = row.array_or_null("a message's id")?.map(MessageId).ok_or(ID)?;
    let Some(kind) = MessageKind::parse(row.text()?) else { return Ok(None) };
    let recipient = row.text()?.to_owned();
    let user = row.text_or_null()?.map(UserId::new);
    let (created_at, attempts) = (row.time()?, attempts(row)?);
    let (due_at, expires_at) = (row.time()?, row.time()?);
    let settled = row.text_or_null()?.and_then(Settled::parse);
    let settled = settled.zip(row.time_or_null()?);
    let sender = row.text_or_null()?.and_then(|id| id.parse().ok());
    let last_error = row.text_or_null()?.map(str::to_owned);
    Ok(Some(Delivery {
        id,
        kind,
        recipient,
        user,
        created_at,
        attempts,
        due_at,
        expires_at,
        settled,
        sender,
        last_error,
    }))
}

fn attempts(row: &mut Cursor<'_>) -> Result<u32, Error> {
    u32::try_from(row.int()?).map_err(|_| Error::Corrupt { what: "a message's attempts" })
}
