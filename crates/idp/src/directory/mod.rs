//! Directories as records: made, changed and removed by an administrator.

mod check;
pub mod filter;
pub mod person;
mod place;

use crate::decision::Decision;
use crate::effect::{Effect, Expected};
use crate::email_domain::There;
use crate::model::Version;
use crate::model::client::KeptSecret;
use crate::model::directory::{Directory, DirectoryDefinition, DirectoryId};
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// How many directories there may be: every node keeps all of them.
const MOST: usize = 50;

/// A directory to be made.
#[derive(Clone, Debug)]
pub struct NewDirectory {
    /// Its identifier.
    pub id: String,
    /// What it is to be.
    pub definition: DirectoryDefinition,
    /// The password we have there.
    pub bind_password: Option<KeptSecret>,
}

/// What of a directory is to be otherwise; what is absent stays.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// What it is to be.
    pub definition: Option<DirectoryDefinition>,
    /// The password we have there, or that we have none any more.
    pub bind_password: Option<Option<KeptSecret>>,
    /// Whether nobody is looked for there.
    pub disabled: Option<bool>,
}

/// Makes a directory.
pub fn create(new: NewDirectory, there: There<'_>, now: Time) -> Decision<Result<Directory, Refusal>> {
    let NewDirectory { id, definition, bind_password } = new;
    let id = match check_id(&id, there) {
        Ok(id) => id,
        Err(refusal) => return Decision::of(Err(refusal), Vec::new()),
    };
    let (disabled_at, created_at, updated_at) = (None, now, now);
    put(
        None,
        Directory { id, version: 1, definition, bind_password, disabled_at, created_at, updated_at },
        there,
    )
}

/// Changes a directory, from the next sign-in on.
pub fn change(
    before: Directory,
    changes: Changes,
    there: There<'_>,
    now: Time,
) -> Decision<Result<Directory, Refusal>> {
    let replaces = Some(before.version);
    let mut after = Directory { version: before.version + 1, updated_at: now, ..before };
    if let Some(definition) = changes.definition {
        // A password is said to the server it was given for, and to no other.
        let moved =
            (&definition.url, definition.start_tls) != (&after.definition.url, after.definition.start_tls);
        if moved && changes.bind_password.is_none() && after.bind_password.is_some() {
            let refusal = check::invalid("bind_password", "given anew, where the directory is another");
            return Decision::of(Err(refusal), Vec::new());
        }
        after.definition = definition;
    }
    if let Some(password) = changes.bind_password {
        after.bind_password = password;
    }
    match changes.disabled {
        Some(true) => after.disabled_at = after.disabled_at.or(Some(now)),
        Some(false) => after.disabled_at = None,
        None => {}
    }
    put(replaces, after, there)
}

/// Removes a directory. Whose password it checked cannot sign in by it any more.
pub fn remove(directory: &Directory) -> Decision<Result<(), Refusal>> {
    let effect = Effect::DeleteDirectory { id: directory.id.clone(), version: directory.version };
    Decision::of(Ok(()), vec![effect])
}

/// Keeps a directory if it is one that people can be found in.
fn put(
    replaces: Option<Version>,
    directory: Directory,
    there: There<'_>,
) -> Decision<Result<Directory, Refusal>> {
    if let Err(refusal) = check::check(&directory, there) {
        return Decision::of(Err(refusal), Vec::new());
    }
    let effect = Effect::PutDirectory(Expected { replaces, record: Box::new(directory.clone()) });
    Decision::of(Ok(directory), vec![effect])
}

fn check_id(id: &str, there: There<'_>) -> Result<DirectoryId, Refusal> {
    let id: DirectoryId =
        id.parse().map_err(|_| check::invalid("directory", "1 to 64 small letters, digits and hyphens"))?;
    if there.upstreams.iter().any(|upstream| upstream.id == id)
        || there.directories.iter().any(|directory| directory.id == id)
    {
        return Err(Refusal::new(Reason::DirectoryTaken).about("directory"));
    }
    if there.directories.len() >= MOST {
        return Err(check::invalid("directory", "one of at most 50 directories"));
    }
    Ok(id)
}
