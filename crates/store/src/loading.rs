//! The loads, as the server calls them.

use idp::Time;
use idp::model::ClientId;
use idp::model::Version;
use idp::model::client::Client;
use idp::model::consent::Consent;
use idp::model::family::{FamilyFacts, FamilyId};
use idp::model::initial_access_token::InitialAccessToken;
use idp::model::key::KeyRecord;
use idp::model::offered::Offered;
use idp::model::ticket::{TicketFacts, TicketKey};
use idp::model::user::{User, UserId};

use crate::columns::Cursor;
use crate::credentials;
use crate::error::Error;
use crate::facts::{Changes, Person, SessionFacts};
use crate::loads;
use crate::sql::{Sql, Value};
use crate::store::Store;

/// The most records one list returns.
pub const MAX_LIST: u32 = 500;

/// The most resources a node takes in, and the most scopes: a little more than may be made, since two
/// may be made at the same moment.
const MOST_OFFERED: u32 = 2000;

/// The most changes one poll returns.
const MAX_CHANGES: i64 = 1000;

impl Store {
    /// A ticket, with the state of its family.
    pub async fn load_ticket(&self, key: &TicketKey, now: Time) -> Result<Option<TicketFacts>, Error> {
        let vault = &self.inner.vault;
        let values = [ticket(key), now.into()];
        self.load_one(loads::TICKET, &values, |row| loads::ticket(row, *key, vault).map(Some)).await
    }

    /// A session's ticket with the state of its family, whose it is, and what that person allowed
    /// `client`. Nothing if it hangs on no person, or on one who is gone.
    pub async fn load_session(
        &self,
        key: &TicketKey,
        client: Option<&ClientId>,
        now: Time,
    ) -> Result<Option<SessionFacts>, Error> {
        let vault = &self.inner.vault;
        let values = [ticket(key), now.into(), client_id(client)];
        self.load_one(loads::SESSION, &values, |row| {
            let ticket = loads::ticket(row, *key, vault)?;
            let user = loads::user(row)?;
            let consent = loads::consent(row)?;
            Ok(user.map(|user| SessionFacts { ticket, user, consent }))
        })
        .await
    }

    /// The state of a family. Nothing if it is long over, or never was.
    pub async fn load_family(&self, id: &FamilyId, now: Time) -> Result<Option<FamilyFacts>, Error> {
        let vault = &self.inner.vault;
        self.load_one(loads::FAMILY, &[family(id), now.into()], |row| loads::family(row, vault)).await
    }

    /// The state of a family, and the person it hangs on.
    pub async fn load_family_and_user(
        &self,
        id: &FamilyId,
        now: Time,
    ) -> Result<Option<(FamilyFacts, Option<User>)>, Error> {
        let vault = &self.inner.vault;
        self.load_one(loads::FAMILY_AND_USER, &[family(id), now.into()], |row| {
            let family = loads::family(row, vault)?;
            let user = loads::user(row)?;
            Ok(family.map(|family| (family, user)))
        })
        .await
    }

    /// The person with this login name (in its canonical form), what proves the person, and what
    /// the person allowed `client`.
    pub async fn load_person(
        &self,
        canonical_login_name: &str,
        client: Option<&ClientId>,
    ) -> Result<Option<Person>, Error> {
        let vault = &self.inner.vault;
        let values = [Value::text(canonical_login_name), client_id(client)];
        let rows = self.load_all(loads::PERSON, &values, |row| {
            let user = loads::user(row)?.ok_or(Error::Corrupt { what: "a login name's person" })?;
            let consent = loads::consent(row)?;
            let credential = credentials::read(row, vault)?;
            Ok((user, consent, credential))
        });
        // One row for each credential, and one if there is none.
        Ok(rows.await?.into_iter().fold(None, |person, (user, consent, credential)| {
            let mut person = person.unwrap_or(Person { user, credentials: Vec::new(), consent });
            person.credentials.extend(credential);
            Some(person)
        }))
    }

    /// A person.
    pub async fn load_user(&self, id: &UserId) -> Result<Option<User>, Error> {
        self.load_one(loads::USER, &[Value::text(id.as_str())], loads::user).await
    }

    /// People in the order of their identifiers, from the first one after `after`; at most
    /// [`MAX_LIST`]. With `search`, those of whom a login name begins with it (in canonical form).
    pub async fn list_users(
        &self,
        after: Option<&UserId>,
        limit: u32,
        search: Option<&str>,
    ) -> Result<Vec<User>, Error> {
        let after = Value::text(after.map_or("", UserId::as_str));
        let limit = Value::Int(i64::from(limit.min(MAX_LIST)));
        let users = match search.filter(|prefix| !prefix.is_empty()) {
            None => self.load_all(loads::USERS, &[after, limit], loads::user).await?,
            Some(prefix) => {
                let end = format!("{prefix}{}", char::MAX);
                let values = [after, limit, Value::text(prefix), Value::text(end)];
                self.load_all(loads::USERS_BY_NAME, &values, loads::user).await?
            }
        };
        Ok(users.into_iter().flatten().collect())
    }

    /// A client.
    pub async fn load_client(&self, id: &ClientId) -> Result<Option<Client>, Error> {
        let vault = &self.inner.vault;
        self.load_one(loads::CLIENT, &[Value::text(id.as_str())], |row| loads::client(row, vault).map(Some))
            .await
    }

    /// Clients in the order of their identifiers, from the first one after `after`; at most [`MAX_LIST`].
    pub async fn list_clients(&self, after: Option<&ClientId>, limit: u32) -> Result<Vec<Client>, Error> {
        let vault = &self.inner.vault;
        let after = Value::text(after.map_or("", ClientId::as_str));
        let limit = Value::Int(i64::from(limit.min(MAX_LIST)));
        self.load_all(loads::CLIENTS, &[after, limit], |row| loads::client(row, vault)).await
    }

    /// Everything that is offered, for a node to keep.
    pub async fn load_offered(&self) -> Result<Offered, Error> {
        let resources = self.all_defined("", MOST_OFFERED).await?;
        Ok(Offered::new(resources, self.all_defined("", MOST_OFFERED).await?))
    }

    /// How many clients registered themselves while that was open to anybody.
    pub async fn count_open_clients(&self) -> Result<i64, Error> {
        let counted = self.load_one(loads::OPEN_CLIENTS, &[], |row| row.int().map(Some)).await?;
        Ok(counted.unwrap_or(0))
    }

    /// An initial access token, by its id.
    pub async fn load_initial_access_token(&self, id: &str) -> Result<Option<InitialAccessToken>, Error> {
        let read = |row: &mut Cursor<'_>| loads::initial_access_token(row).map(Some);
        self.load_one(loads::INITIAL_ACCESS_TOKEN, &[Value::text(id)], read).await
    }

    /// An initial access token, by the hash of the token.
    pub async fn find_initial_access_token(
        &self,
        sha256: &[u8; 32],
    ) -> Result<Option<InitialAccessToken>, Error> {
        let read = |row: &mut Cursor<'_>| loads::initial_access_token(row).map(Some);
        let values = [Value::bytes(sha256.as_slice())];
        self.load_one(loads::INITIAL_ACCESS_TOKEN_BY_HASH, &values, read).await
    }

    /// Initial access tokens in the order of their ids, from the first one after `after`; at most
    /// [`MAX_LIST`].
    pub async fn list_initial_access_tokens(
        &self,
        after: Option<&str>,
        limit: u32,
    ) -> Result<Vec<InitialAccessToken>, Error> {
        let values = [Value::text(after.unwrap_or_default()), Value::Int(i64::from(limit.min(MAX_LIST)))];
        self.load_all(loads::INITIAL_ACCESS_TOKENS, &values, loads::initial_access_token).await
    }

    /// The attempts to sign in with a phone that one has moved on and that still live, each with how often it was
    /// written: for a node to wake those who wait at it.
    pub async fn list_moved_attempts(&self, now: Time) -> Result<Vec<(TicketKey, Version)>, Error> {
        let read = |row: &mut Cursor<'_>| {
            let key = row.array_or_null("a ticket's key")?.map(TicketKey::from_bytes);
            Ok((key.ok_or(Error::Corrupt { what: "a ticket's key" })?, row.int()?))
        };
        self.load_all(loads::MOVED_ATTEMPTS, &[now.into()], read).await
    }

    /// What a person allowed a client.
    pub async fn load_consent(&self, user: &UserId, client: &ClientId) -> Result<Option<Consent>, Error> {
        let values = [Value::text(user.as_str()), Value::text(client.as_str())];
        self.load_one(loads::CONSENT, &values, loads::consent).await
    }

    /// What a person allowed which clients, in the order of the clients; at most [`MAX_LIST`].
    pub async fn list_consents(&self, user: &UserId) -> Result<Vec<Consent>, Error> {
        let values = [Value::text(user.as_str()), Value::Int(i64::from(MAX_LIST))];
        Ok(self.load_all(loads::CONSENTS, &values, loads::consent).await?.into_iter().flatten().collect())
    }

    /// Who allowed a client something, in the order of their identifiers, from the first one after `after`; at most
    /// [`MAX_LIST`].
    pub async fn list_consenting(
        &self,
        client: &ClientId,
        after: Option<&UserId>,
        limit: u32,
    ) -> Result<Vec<UserId>, Error> {
        let after = Value::text(after.map_or("", UserId::as_str));
        let limit = Value::Int(i64::from(limit.min(MAX_LIST)));
        let values = [Value::text(client.as_str()), after, limit];
        self.load_all(loads::CONSENTING, &values, |row| row.text().map(UserId::new)).await
    }

    /// Counts the changes of the signing keys. Load it before them: then they are at least as young, and
    /// a decision over younger ones is only made again.
    pub async fn load_keys_version(&self) -> Result<Version, Error> {
        let version = self.load_one(loads::KEY_RING, &[], |row| row.int().map(Some)).await?;
        version.ok_or(Error::Corrupt { what: "the count of the signing keys' changes" })
    }

    /// Every signing key, the oldest first.
    pub async fn load_keys(&self) -> Result<Vec<KeyRecord>, Error> {
        let vault = &self.inner.vault;
        self.load_all(loads::KEYS, &[], |row| loads::key(row, vault)).await
    }

    /// What changed after `seq`. To begin, ask after `i64::MAX`: that tells the last number alone.
    /// Fill a cache only afterwards, so that what is filled in is at least as young.
    pub async fn changes_since(&self, seq: i64) -> Result<Changes, Error> {
        let values = [Value::Int(seq), Value::Int(MAX_CHANGES)];
        let rows = self.load_all(loads::CHANGES, &values, loads::change).await?;
        let counter = rows.first().ok_or(Error::Corrupt { what: "the change counter" })?.counter;
        // A full page may not be all: then it counts no further than its last entry.
        let full = rows.len() as i64 == MAX_CHANGES;
        let last = rows.last().and_then(|row| row.seq).filter(|_| full).unwrap_or(counter);
        let database_time = self.inner.engine.time().await?;
        Ok(Changes { last, entries: rows.into_iter().filter_map(|row| row.change).collect(), database_time })
    }

    pub(crate) async fn load_one<T: Send>(
        &self,
        sql: &'static Sql,
        values: &[Value<'_>],
        read: impl FnMut(&mut Cursor<'_>) -> Result<Option<T>, Error> + Send,
    ) -> Result<Option<T>, Error> {
        Ok(self.load_all(sql, values, read).await?.into_iter().next().flatten())
    }

    pub(crate) async fn load_all<T: Send>(
        &self,
        sql: &'static Sql,
        values: &[Value<'_>],
        mut read: impl FnMut(&mut Cursor<'_>) -> Result<T, Error> + Send,
    ) -> Result<Vec<T>, Error> {
        match self.inner.engine.query(sql, values, &mut read).await {
            // Another node added a data key since; we have not met it yet.
            Err(Error::UnknownDataKey { .. }) => {
                self.refresh_keys().await?;
                self.inner.engine.query(sql, values, read).await
            }
            other => other,
        }
    }
}

fn ticket(key: &TicketKey) -> Value<'_> {
    Value::bytes(key.as_bytes().as_slice())
}

fn family(id: &FamilyId) -> Value<'_> {
    Value::bytes(id.0.as_slice())
}

fn client_id(client: Option<&ClientId>) -> Value<'_> {
    Value::or_null(client, |client| Value::text(client.as_str()))
}
