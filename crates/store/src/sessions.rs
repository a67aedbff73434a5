//! Sessions as others see them than the browser whose they are.

use idp::Time;
use idp::model::ClientId;
use idp::model::family::{FamilyFacts, FamilyId};
use idp::model::session::Session;
use idp::model::ticket::{TicketFacts, TicketKey};
use idp::model::user::UserId;

use crate::columns::Cursor;
use crate::error::Error;
use crate::loading::MAX_LIST;
use crate::loads;
use crate::sql::Value;
use crate::store::Store;
use crate::vault::Vault;

impl Store {
    /// The sessions of a person that hold, the youngest first; at most [`MAX_LIST`].
    pub async fn list_sessions(&self, user: &UserId, now: Time) -> Result<Vec<Session>, Error> {
        let vault = &self.inner.vault;
        let values = [Value::text(user.as_str()), now.into(), most()];
        let rows = self.load_all(loads::SESSIONS_OF_PERSON, &values, |row| begun(row, vault)).await?;
        let mut sessions = Vec::with_capacity(rows.len());
        for (begun_at, family) in rows {
            sessions.extend(self.with_the_rest(begun_at, family, now).await?);
        }
        Ok(sessions)
    }

    /// The session of this name, whether it holds or not. Nothing if it is long over, or never was.
    pub async fn load_session_by_id(&self, id: FamilyId, now: Time) -> Result<Option<Session>, Error> {
        let vault = &self.inner.vault;
        let values = [Value::bytes(id.0.as_slice()), now.into()];
        let found = self.load_one(loads::SESSION_BY_ID, &values, |row| begun(row, vault).map(Some)).await?;
        match found {
            Some((begun_at, family)) => self.with_the_rest(begun_at, family, now).await,
            None => Ok(None),
        }
    }

    /// The clients that were granted something in a session of this person; at most [`MAX_LIST`].
    pub async fn list_clients_of_session(
        &self,
        user: &UserId,
        session: FamilyId,
    ) -> Result<Vec<ClientId>, Error> {
        let values = [Value::text(user.as_str()), Value::bytes(session.0.as_slice()), most()];
        self.load_all(loads::CLIENTS_OF_SESSION, &values, |row| row.text().map(ClientId::new)).await
    }

    /// What leads from something at an upstream, by how the keys of that begin, to sessions that were not ended;
    /// at most [`MAX_LIST`], those after `after`.
    pub async fn list_trails(
        &self,
        place: [u8; 16],
        after: Option<TicketKey>,
        now: Time,
    ) -> Result<Vec<TicketFacts>, Error> {
        let [mut first, mut last] = [[0; 32], [0xff; 32]];
        first[..16].copy_from_slice(&place);
        last[..16].copy_from_slice(&place);
        let first = after.map_or(first, |after| *after.as_bytes());
        let values = [Value::bytes(first.as_slice()), now.into(), Value::bytes(last.as_slice()), most()];
        let vault = &self.inner.vault;
        self.load_all(loads::TRAILS, &values, |row| keyed(row, vault)).await
    }

    async fn with_the_rest(
        &self,
        begun_at: Time,
        family: Option<FamilyFacts>,
        now: Time,
    ) -> Result<Option<Session>, Error> {
        let Some(family) = family else { return Ok(None) };
        let Some(user) = family.user.clone() else { return Ok(None) };
        let ticket = self.load_ticket_of_session(family.id, now).await?;
        let clients = self.list_clients_of_session(&user, family.id).await?;
        Ok(Some(Session { user, begun_at, family, ticket, clients }))
    }

    async fn load_ticket_of_session(&self, id: FamilyId, now: Time) -> Result<Option<TicketFacts>, Error> {
        let [mut first, mut last] = [[0; 32], [0xff; 32]];
        first[..16].copy_from_slice(&id.0);
        last[..16].copy_from_slice(&id.0);
        let values = [Value::bytes(first.as_slice()), now.into(), Value::bytes(last.as_slice())];
        let vault = &self.inner.vault;
        self.load_one(loads::TICKET_OF_SESSION, &values, |row| keyed(row, vault).map(Some)).await
    }
}

pub(crate) fn keyed(row: &mut Cursor<'_>, vault: &Vault) -> Result<TicketFacts, Error> {
    let key = row.array_or_null("a ticket's key")?.ok_or(Error::Corrupt { what: "a ticket's key" })?;
    loads::ticket(row, TicketKey::from_bytes(key), vault)
}

fn begun(row: &mut Cursor<'_>, vault: &Vault) -> Result<(Time, Option<FamilyFacts>), Error> {
    Ok((row.time()?, loads::family(row, vault)?))
}

fn most() -> Value<'static> {
    Value::Int(i64::from(MAX_LIST))
}
