//! What is unreadable at rest: ticket bodies and private keys under the data key, data and server
//! keys under the master key.

use std::sync::{Arc, PoisonError, RwLock};

use idp::Time;
use idp::model::credential::CredentialId;
use idp::model::family::FamilyId;
use idp::model::message::MessageId;
use idp::model::ticket::TicketKey;
use jose::mac::HmacKey;
use jose::random;
use jose::sealing::SealingKey;
use jose::secret::Secret;

use crate::columns::Cursor;
use crate::error::Error;
use crate::master_key::MasterKey;
use crate::master_keys::MasterKeys;
use crate::sql::{Sql, Value, sql};
use crate::statement::{Place, Statement};

/// The opened keys of one store.
///
/// A sealed text begins with one byte, the version of its data key. Each row is sealed under a key
/// of its own, derived from the data key and from what names the row: so a row cannot stand in for
/// another, and the number of messages one AES-GCM key may seal is never near.
pub(crate) struct Vault {
    masters: MasterKeys,
    keys: RwLock<Arc<Keys>>,
}

struct Keys {
    /// By version, the youngest last.
    data: Vec<(u8, HmacKey)>,
    server: Vec<(u8, Secret<[u8; 32]>)>,
    /// The fingerprint of the master key that seals the youngest data key.
    master: String,
}

/// The two tables of sealed keys; alike in everything but their name.
#[derive(Clone, Copy)]
pub(crate) enum KeyTable {
    Data,
    Server,
}

/// A row of either table.
pub(crate) struct SealedKey {
    version: i64,
    master: String,
    sealed: Vec<u8>,
}

impl Vault {
    /// Opens the keys a store holds.
    pub(crate) fn open(masters: MasterKeys, data: &[SealedKey], server: &[SealedKey]) -> Result<Self, Error> {
        let keys = Keys::open(&masters, data, server)?;
        Ok(Self { masters, keys: RwLock::new(Arc::new(keys)) })
    }

    /// Takes in keys that were added since.
    pub(crate) fn refresh(&self, data: &[SealedKey], server: &[SealedKey]) -> Result<(), Error> {
        let opened = match Keys::open(&self.masters, data, server) {
            // The master key was exchanged since.
            Err(Error::WrongMasterKey { .. }) => {
                self.masters.read_again()?;
                Keys::open(&self.masters, data, server)?
            }
            other => other?,
        };
        let keys = Arc::new(opened);
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = keys;
        Ok(())
    }

    pub(crate) fn seal_body(&self, ticket: &TicketKey, body: &[u8]) -> Vec<u8> {
        self.keys().seal("ticket", ticket.as_bytes(), body)
    }

    pub(crate) fn open_body(&self, ticket: &TicketKey, sealed: &[u8]) -> Result<Vec<u8>, Error> {
        self.keys().open_sealed("ticket", ticket.as_bytes(), sealed, "a ticket's body")
    }

    pub(crate) fn seal_told(&self, family: &FamilyId, told: &[u8]) -> Vec<u8> {
        self.keys().seal("family", &family.0, told)
    }

    pub(crate) fn open_told(&self, family: &FamilyId, sealed: &[u8]) -> Result<Vec<u8>, Error> {
        self.keys().open_sealed("family", &family.0, sealed, "what an upstream told")
    }

    pub(crate) fn seal_payload(&self, message: &MessageId, payload: &[u8]) -> Vec<u8> {
        self.keys().seal("outbox", &message.0, payload)
    }

    pub(crate) fn open_payload(&self, message: &MessageId, sealed: &[u8]) -> Result<Vec<u8>, Error> {
        self.keys().open_sealed("outbox", &message.0, sealed, "a message")
    }

    pub(crate) fn seal_private(&self, kid: &str, private: &[u8]) -> Vec<u8> {
        self.keys().seal("signing_key", kid.as_bytes(), private)
    }

    pub(crate) fn open_private(&self, kid: &str, sealed: &[u8]) -> Result<Secret<Vec<u8>>, Error> {
        self.keys().open_sealed("signing_key", kid.as_bytes(), sealed, "a signing key").map(Secret::new)
    }

    pub(crate) fn seal_credential(&self, id: &CredentialId, data: &str) -> Vec<u8> {
        self.keys().seal("credential", &id.0, data.as_bytes())
    }

    pub(crate) fn open_credential(&self, id: &CredentialId, sealed: &[u8]) -> Result<Secret<String>, Error> {
        const WHAT: &str = "a credential";
        let opened = self.keys().open_sealed("credential", &id.0, sealed, WHAT)?;
        String::from_utf8(opened).map(Secret::new).map_err(|_| Error::Corrupt { what: WHAT })
    }

    pub(crate) fn seal_client_secret(&self, client: &str, secret: &str) -> Vec<u8> {
        self.keys().seal("client", client.as_bytes(), secret.as_bytes())
    }

    pub(crate) fn open_client_secret(&self, client: &str, sealed: &[u8]) -> Result<Secret<String>, Error> {
        const WHAT: &str = "a client's secret";
        let opened = self.keys().open_sealed("client", client.as_bytes(), sealed, WHAT)?;
        String::from_utf8(opened).map(Secret::new).map_err(|_| Error::Corrupt { what: WHAT })
    }

    pub(crate) fn seal_judgement(&self, sign_in: &[u8; 16], judged: &[u8]) -> Vec<u8> {
        self.keys().seal("sign_in", sign_in, judged)
    }

    pub(crate) fn open_judgement(&self, sign_in: &[u8; 16], sealed: &[u8]) -> Result<Vec<u8>, Error> {
        self.keys().open_sealed("sign_in", sign_in, sealed, "how a sign-in was judged")
    }

    pub(crate) fn seal_upstream_secret(&self, upstream: &str, secret: &str) -> Vec<u8> {
        self.keys().seal("upstream", upstream.as_bytes(), secret.as_bytes())
    }

    pub(crate) fn open_upstream_secret(
        &self,
        upstream: &str,
        sealed: &[u8],
    ) -> Result<Secret<String>, Error> {
        const WHAT: &str = "an upstream's secret";
        let opened = self.keys().open_sealed("upstream", upstream.as_bytes(), sealed, WHAT)?;
        String::from_utf8(opened).map(Secret::new).map_err(|_| Error::Corrupt { what: WHAT })
    }

    pub(crate) fn seal_upstream_keys(&self, upstream: &str, keys: &[u8]) -> Vec<u8> {
        self.keys().seal("upstream keys", upstream.as_bytes(), keys)
    }

    pub(crate) fn open_upstream_keys(&self, upstream: &str, sealed: &[u8]) -> Result<Secret<Vec<u8>>, Error> {
        const WHAT: &str = "an upstream's keys";
        self.keys().open_sealed("upstream keys", upstream.as_bytes(), sealed, WHAT).map(Secret::new)
    }

    pub(crate) fn seal_sender_secret(&self, sender: &str, secret: &str) -> Vec<u8> {
        self.keys().seal("sender", sender.as_bytes(), secret.as_bytes())
    }

    pub(crate) fn open_sender_secret(&self, sender: &str, sealed: &[u8]) -> Result<Secret<String>, Error> {
        const WHAT: &str = "a sender's secret";
        let opened = self.keys().open_sealed("sender", sender.as_bytes(), sealed, WHAT)?;
        String::from_utf8(opened).map(Secret::new).map_err(|_| Error::Corrupt { what: WHAT })
    }

    pub(crate) fn seal_bind_password(&self, directory: &str, password: &str) -> Vec<u8> {
        self.keys().seal("directory", directory.as_bytes(), password.as_bytes())
    }

    pub(crate) fn open_bind_password(&self, directory: &str, sealed: &[u8]) -> Result<Secret<String>, Error> {
        const WHAT: &str = "a directory's password";
        let opened = self.keys().open_sealed("directory", directory.as_bytes(), sealed, WHAT)?;
        String::from_utf8(opened).map(Secret::new).map_err(|_| Error::Corrupt { what: WHAT })
    }

    /// The derive keys with their versions, the youngest last.
    pub(crate) fn server_keys(&self) -> Vec<(u8, Secret<[u8; 32]>)> {
        self.keys().server.iter().map(|(version, key)| (*version, Secret::new(*key.expose()))).collect()
    }

    /// The version of the data key that seals from now on.
    pub(crate) fn youngest_data_key(&self) -> u8 {
        self.keys().data.last().map_or(0, |(version, _)| *version)
    }

    /// What a row holds, under this label and name, sealed anew.
    pub(crate) fn reseal_row(&self, label: &str, name: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Error> {
        let keys = self.keys();
        let opened = Secret::new(keys.open_sealed(label, name, sealed, "what is sealed")?);
        Ok(keys.seal(label, name, opened.expose()))
    }

    /// The version of the next data key.
    pub(crate) fn next_data_key(&self) -> Option<u8> {
        self.keys().data.last().map_or(Some(1), |(version, _)| version.checked_add(1))
    }

    /// A statement that keeps a new key, unless there is one of this version already.
    pub(crate) fn insert_key(&self, table: KeyTable, version: u8, now: Time) -> Result<Statement, Error> {
        self.masters.with(&self.keys().master, |master| Ok(insert_key(master, table, version, now)))
    }

    /// Statements that seal these keys with the last of the master keys, those that are not yet.
    pub(crate) fn reseal(&self, table: KeyTable, rows: &[SealedKey]) -> Result<Vec<Statement>, Error> {
        self.masters.read_again()?;
        let Some(to) = self.masters.fingerprints().pop() else { return Ok(Vec::new()) };
        let others = rows.iter().filter(|row| row.master != to);
        others.map(|row| row.reseal(table, &self.masters, &to)).collect()
    }

    /// The fingerprints of the master keys that were given.
    pub(crate) fn masters(&self) -> Vec<String> {
        self.masters.fingerprints()
    }

    fn keys(&self) -> Arc<Keys> {
        Arc::clone(&self.keys.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// See [`Vault::insert_key`].
pub(crate) fn insert_key(master: &MasterKey, table: KeyTable, version: u8, now: Time) -> Statement {
    let sealed = seal(master, table, i64::from(version), &Secret::new(random::bytes::<32>()));
    Statement::any(
        Place::Record,
        table.insert(),
        vec![
            Value::Int(i64::from(version)),
            Value::text(master.fingerprint()),
            Value::bytes(sealed),
            now.into(),
        ],
    )
}

fn seal(master: &MasterKey, table: KeyTable, version: i64, key: &Secret<[u8; 32]>) -> Vec<u8> {
    master.sealing_key().seal(&table.binding(version), key.expose())
}

impl KeyTable {
    pub(crate) fn select(self) -> &'static Sql {
        match self {
            Self::Data => sql!("SELECT version, master, sealed FROM data_key ORDER BY version"),
            Self::Server => sql!("SELECT version, master, sealed FROM server_key ORDER BY version"),
        }
    }

    fn insert(self) -> &'static Sql {
        match self {
            Self::Data => sql!(
                "INSERT INTO data_key (version, master, sealed, created_at) VALUES ($1, $2, $3, $4) ",
                "ON CONFLICT (version) DO NOTHING"
            ),
            Self::Server => sql!(
                "INSERT INTO server_key (version, master, sealed, created_at) VALUES ($1, $2, $3, $4) ",
                "ON CONFLICT (version) DO NOTHING"
            ),
        }
    }

    fn update(self) -> &'static Sql {
        match self {
            Self::Data => {
                sql!("UPDATE data_key SET master = $3, sealed = $4 WHERE version = $1 AND master = $2")
            }
            Self::Server => {
                sql!("UPDATE server_key SET master = $3, sealed = $4 WHERE version = $1 AND master = $2")
            }
        }
    }

    fn binding(self, version: i64) -> Vec<u8> {
        let table = match self {
            Self::Data => "data_key",
            Self::Server => "server_key",
        };
        format!("{table} {version}").into_bytes()
    }
}

impl SealedKey {
    pub(crate) fn read(row: &mut Cursor<'_>) -> Result<Self, Error> {
        Ok(Self { version: row.int()?, master: row.text()?.to_owned(), sealed: row.bytes()?.to_vec() })
    }

    /// The fingerprint of the master key that it is sealed with.
    pub(crate) fn master(&self) -> &str {
        &self.master
    }

    fn open(&self, masters: &MasterKeys, table: KeyTable) -> Result<(u8, Secret<[u8; 32]>), Error> {
        let corrupt = || Error::Corrupt { what: "a sealed key" };
        let version = u8::try_from(self.version).map_err(|_| corrupt())?;
        let opened = masters.with(&self.master, |master| {
            master.sealing_key().open(&table.binding(self.version), &self.sealed).map_err(|_| corrupt())
        });
        let opened = Secret::new(opened?);
        Ok((version, Secret::new(opened.expose().as_slice().try_into().map_err(|_| corrupt())?)))
    }

    /// A statement that seals it with another master key, unless that was done since.
    fn reseal(&self, table: KeyTable, masters: &MasterKeys, to: &str) -> Result<Statement, Error> {
        let (_, key) = self.open(masters, table)?;
        let sealed = masters.with(to, |master| Ok(seal(master, table, self.version, &key)))?;
        let values = vec![
            Value::Int(self.version),
            Value::text(self.master.clone()),
            Value::text(to.to_owned()),
            Value::bytes(sealed),
        ];
        Ok(Statement::any(Place::Record, table.update(), values))
    }
}

impl Keys {
    fn open(masters: &MasterKeys, data: &[SealedKey], server: &[SealedKey]) -> Result<Self, Error> {
        let master = data.last().map(|row| row.master.clone()).unwrap_or_default();
        let data = data.iter().map(|row| {
            let (version, key) = row.open(masters, KeyTable::Data)?;
            Ok((version, HmacKey::new(key.expose())))
        });
        let server = server.iter().map(|row| row.open(masters, KeyTable::Server));
        Ok(Self { data: data.collect::<Result<_, _>>()?, server: server.collect::<Result<_, _>>()?, master })
    }

    fn seal(&self, table: &str, name: &[u8], plain: &[u8]) -> Vec<u8> {
        // A store is open only once it has a data key.
        let Some((version, key)) = self.data.last() else { unreachable!() };
        let mut sealed = row_key(key, table, name).seal(name, plain);
        sealed.insert(0, *version);
        sealed
    }

    fn open_sealed(
        &self,
        table: &str,
        name: &[u8],
        sealed: &[u8],
        what: &'static str,
    ) -> Result<Vec<u8>, Error> {
        let (version, sealed) = sealed.split_first().ok_or(Error::Corrupt { what })?;
        let (_, key) = self
            .data
            .iter()
            .rev()
            .find(|(candidate, _)| candidate == version)
            .ok_or(Error::UnknownDataKey { version: *version })?;
        row_key(key, table, name).open(name, sealed).map_err(|_| Error::Corrupt { what })
    }
}

fn row_key(key: &HmacKey, table: &str, name: &[u8]) -> SealingKey {
    SealingKey::new(Secret::new(key.sign(&[table.as_bytes(), &[0], name])))
}
