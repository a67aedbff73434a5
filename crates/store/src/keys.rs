//! The keys of the store itself: made at the first opening, added to, sealed anew with another master key.

use idp::Time;
use jose::secret::Secret;

use crate::engine::{Engine, Ran};
use crate::error::Error;
use crate::master_keys::MasterKeys;
use crate::statement::Statement;
use crate::store::Store;
use crate::vault::{self, KeyTable, SealedKey, Vault};

/// What is known of the master keys: those the store's own keys are sealed with, and those that were given.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MasterKeysInUse {
    /// The fingerprints of those in use; more than one only within an exchange.
    pub in_use: Vec<String>,
    /// The fingerprints of those given, in their order.
    pub given: Vec<String>,
}

impl Store {
    /// The keys that one-way derivations go by, with their versions, the youngest last.
    pub fn server_keys(&self) -> Vec<(u8, Secret<[u8; 32]>)> {
        self.inner.vault.server_keys()
    }

    /// Adds a data key, under which everything is sealed from now on; what was sealed before stays
    /// readable. Other nodes learn of it when they first meet it.
    ///
    /// # Errors
    /// As for any commit, and after 255 keys.
    pub async fn rotate_data_key(&self, now: Time) -> Result<u8, Error> {
        self.refresh_keys().await?;
        let full = Error::Unstorable { what: "a 256th data key" };
        let version = self.inner.vault.next_data_key().ok_or(full)?;
        let statement = self.inner.vault.insert_key(KeyTable::Data, version, now)?;
        run(&self.inner.engine, vec![statement]).await?;
        self.refresh_keys().await?;
        Ok(version)
    }

    /// Seals the store's keys with the last of the master keys that were given, in one transaction. What
    /// they seal themselves stays as it is, and whoever has them open goes on. How many were sealed anew.
    ///
    /// # Errors
    /// As for any commit; nothing is changed then.
    pub async fn rotate_master_key(&self) -> Result<usize, Error> {
        let mut sealed = 0;
        // A node that has not heard of it may add a key under the old one meanwhile.
        loop {
            let (data, server) = sealed_keys(&self.inner.engine).await?;
            let mut statements = self.inner.vault.reseal(KeyTable::Data, &data)?;
            statements.extend(self.inner.vault.reseal(KeyTable::Server, &server)?);
            if statements.is_empty() {
                self.inner.vault.refresh(&data, &server)?;
                return Ok(sealed);
            }
            sealed += statements.len();
            run(&self.inner.engine, statements).await?;
        }
    }

    /// Which master keys are in use.
    ///
    /// # Errors
    /// As for any load.
    pub async fn master_keys(&self) -> Result<MasterKeysInUse, Error> {
        let (data, server) = sealed_keys(&self.inner.engine).await?;
        let mut in_use: Vec<String> = Vec::new();
        for row in data.iter().chain(&server) {
            if !in_use.iter().any(|known| known == row.master()) {
                in_use.push(row.master().to_owned());
            }
        }
        Ok(MasterKeysInUse { in_use, given: self.inner.vault.masters() })
    }

    /// Takes in keys that another node added.
    pub(crate) async fn refresh_keys(&self) -> Result<(), Error> {
        let (data, server) = sealed_keys(&self.inner.engine).await?;
        self.inner.vault.refresh(&data, &server)
    }
}

/// Opens the store's keys, and makes them the first time. Two nodes may do so at once: then the
/// keys of one of them stay, and both open these.
pub(crate) async fn open_vault(engine: &Engine, masters: MasterKeys, now: Time) -> Result<Vault, Error> {
    let (mut data, mut server) = sealed_keys(engine).await?;
    let mut first = Vec::new();
    let mut make = |table| {
        let last = masters.fingerprints().pop().unwrap_or_default();
        let made = masters.with(&last, |master| Ok(vault::insert_key(master, table, 1, now)))?;
        first.push(made);
        Ok::<(), Error>(())
    };
    if data.is_empty() {
        make(KeyTable::Data)?;
    }
    if server.is_empty() {
        make(KeyTable::Server)?;
    }
    if !first.is_empty() {
        run(engine, first).await?;
        (data, server) = sealed_keys(engine).await?;
    }
    Vault::open(masters, &data, &server)
}

async fn sealed_keys(engine: &Engine) -> Result<(Vec<SealedKey>, Vec<SealedKey>), Error> {
    let data = engine.query(KeyTable::Data.select(), &[], SealedKey::read).await?;
    let server = engine.query(KeyTable::Server.select(), &[], SealedKey::read).await?;
    Ok((data, server))
}

async fn run(engine: &Engine, statements: Vec<Statement>) -> Result<(), Error> {
    match engine.run(statements).await {
        Ran::Done(_) | Ran::Lost(_) => Ok(()),
        Ran::Failed(error) | Ran::Unknown(error) => Err(error),
    }
}
