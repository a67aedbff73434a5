//! Directories as they are asked: whose password somebody wrote, and what is told of them.
//!
//! A connection is ours before it is anybody's: we prove who we are, look for the one entry, and only then show the
//! password for that entry. Who is not found has the password shown for an entry that is not there, so that a name
//! that exists takes as many questions as one that does not; groups are looked for once the password was right.

mod check;
mod circuit;
mod connection;
mod fault;
mod groups;
mod idle;
mod person;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use idp::Time;
use idp::directory::person::Tried;
use idp::model::Version;
use idp::model::directory::{Directory, DirectoryId};
use jose::Secret;
use ldap::Entry;

use crate::fetch::Fetcher;

pub use check::{CheckStep, CheckedPerson, DirectoryCheck};
pub use fault::DirectoryFault;

use circuit::{Circuit, Turn};
use connection::Connection;
use idle::Idle;

/// The directories that somebody was looked for in.
#[derive(Default)]
pub(super) struct AllDirectories(Mutex<HashMap<DirectoryId, Arc<Kept>>>);

/// What is kept of a directory, as its record was then.
struct Kept {
    of: (Time, Version),
    circuit: Circuit,
    idle: Idle,
}

/// Whom a directory has by a name; it waits for their password.
pub struct Sought {
    directory: Directory,
    kept: Arc<Kept>,
    connection: Connection,
    found: Vec<Entry>,
    _turn: Turn,
}

impl AllDirectories {
    /// Looks in a directory for whoever has this name.
    pub(super) async fn seek(
        &self,
        directory: &Directory,
        name: &str,
        fetcher: &Fetcher,
    ) -> Result<Sought, DirectoryFault> {
        let kept = self.kept(directory);
        let patience = Duration::from_secs(directory.definition.timeout.into());
        let turn = kept.circuit.turn(patience).await?;
        let looked = looked(directory, name, &kept.idle, fetcher).await;
        kept.circuit.found(&looked);
        let (connection, found) = looked?;
        Ok(Sought { directory: directory.clone(), kept, connection, found, _turn: turn })
    }

    fn kept(&self, directory: &Directory) -> Arc<Kept> {
        let of = (directory.created_at, directory.version);
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = all.get(&directory.id).filter(|kept| kept.of == of) {
            return Arc::clone(kept);
        }
        let kept = Arc::new(Kept { of, circuit: Circuit::default(), idle: Idle::default() });
        all.insert(directory.id.clone(), Arc::clone(&kept));
        kept
    }

    /// Forgets those that are no more.
    pub(super) fn retain(&self, there: &[Arc<Directory>]) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|id, _| there.iter().any(|directory| directory.id == *id));
    }
}

impl Sought {
    /// By what they are known there, where the name is one person's.
    pub fn subject(&self) -> Option<String> {
        match self.found.as_slice() {
            [entry] => entry.only(&self.directory.definition.subject),
            _ => None,
        }
    }

    /// Has the password checked, which must not be empty.
    ///
    /// # Errors
    /// The directory cannot be asked.
    pub async fn try_password(mut self, password: &Secret<String>) -> Result<Tried, DirectoryFault> {
        // A directory takes a name without a password for nobody's, and agrees (RFC 4513 §5.1.2).
        if password.expose().is_empty() {
            return Ok(Tried::Wrong("no password was written".to_owned()));
        }
        let tried =
            person::check_password(&mut self.connection, &self.directory, &self.found, password).await;
        self.kept.circuit.found(&tried);
        let tried = tried?;
        self.kept.idle.keep(self.connection);
        Ok(tried)
    }
}

/// Those who have this name, and the connection on which they were found.
async fn looked(
    directory: &Directory,
    name: &str,
    idle: &Idle,
    fetcher: &Fetcher,
) -> Result<(Connection, Vec<Entry>), DirectoryFault> {
    let mut connection = match idle.take() {
        // It may have been closed meanwhile: then another is opened.
        Some(mut kept) => match ours(&mut kept, directory).await {
            Ok(()) => kept,
            Err(_) => opened(directory, fetcher).await?,
        },
        None => opened(directory, fetcher).await?,
    };
    let found = person::find(&mut connection, &directory.definition, name).await?;
    Ok((connection, found))
}

/// A connection on which we have said who we are.
async fn opened(directory: &Directory, fetcher: &Fetcher) -> Result<Connection, DirectoryFault> {
    let mut connection = Connection::open(&directory.definition, fetcher).await?;
    ours(&mut connection, directory).await?;
    Ok(connection)
}

/// Says who we are; nobody, where the definition names nobody.
async fn ours(connection: &mut Connection, directory: &Directory) -> Result<(), DirectoryFault> {
    let nobody = Secret::new(String::new());
    let name = directory.definition.bind_dn.as_deref().unwrap_or_default();
    let password = directory.password().unwrap_or(&nobody);
    let outcome = connection.bind(name, password).await?;
    match outcome.is_success() {
        true => Ok(()),
        false => Err(DirectoryFault::of_bind(name, &outcome)),
    }
}

/// Asks a directory for all that we need of it; for a person too, where one is named.
pub(super) async fn check(
    directory: &Directory,
    person: Option<CheckedPerson<'_>>,
    fetcher: &Fetcher,
) -> DirectoryCheck {
    check::check(directory, person, fetcher).await
}
