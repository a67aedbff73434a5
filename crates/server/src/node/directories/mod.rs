//! Directories as they are asked: whose password somebody wrote, and what is told of them.
//!
//! A connection is ours before it is anybody's: we prove who we are, look for the one entry, and only then show the
//! password for that entry. Who is not found has the password shown for an entry that is not there, so that a name
//! that exists takes as many questions as one that does not; groups are looked for once the password was right.

mod check;
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
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::fetch::Fetcher;

pub use check::{CheckStep, CheckedPerson, DirectoryCheck};
pub use fault::DirectoryFault;

use connection::Connection;
use idle::Idle;

/// How many people are looked for in one directory at the same time; the others wait for their turn.
const MOST_AT_ONCE: usize = 16;

/// The directories that somebody was looked for in.
#[derive(Default)]
pub(super) struct AllDirectories(Mutex<HashMap<DirectoryId, Arc<Kept>>>);

/// What is kept of a directory, as its record was then.
struct Kept {
    of: (Time, Version),
    turns: Semaphore,
    idle: Idle,
}

impl AllDirectories {
    /// Has a directory check a password.
    pub(super) async fn check_password(
        &self,
        directory: &Directory,
        name: &str,
        password: &Secret<String>,
        fetcher: &Fetcher,
    ) -> Result<Tried, DirectoryFault> {
        // A directory takes a name without a password for nobody's, and agrees (RFC 4513 §5.1.2).
        if password.expose().is_empty() {
            return Ok(Tried::Wrong("no password was written".to_owned()));
        }
        let kept = self.kept(directory);
        let patience = Duration::from_secs(directory.definition.timeout.into());
        let turn = timeout(patience, kept.turns.acquire()).await;
        let Ok(Ok(_turn)) = turn else {
            return Err(DirectoryFault::Unavailable(
                "too many people are looked for in it already".to_owned(),
            ));
        };
        let mut connection = match kept.idle.take() {
            // It may have been closed meanwhile: then another is opened.
            Some(mut kept) => match ours(&mut kept, directory).await {
                Ok(()) => kept,
                Err(_) => opened(directory, fetcher).await?,
            },
            None => opened(directory, fetcher).await?,
        };
        let tried = person::check_password(&mut connection, directory, name, password).await?;
        kept.idle.keep(connection);
        Ok(tried)
    }

    fn kept(&self, directory: &Directory) -> Arc<Kept> {
        let of = (directory.created_at, directory.version);
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = all.get(&directory.id).filter(|kept| kept.of == of) {
            return Arc::clone(kept);
        }
        let kept = Arc::new(Kept { of, turns: Semaphore::new(MOST_AT_ONCE), idle: Idle::default() });
        all.insert(directory.id.clone(), Arc::clone(&kept));
        kept
    }

    /// Forgets those that are no more.
    pub(super) fn retain(&self, there: &[Arc<Directory>]) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|id, _| there.iter().any(|directory| directory.id == *id));
    }
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
