//! The clients' secrets of a world that is kept: a store has only their hashes, so they lie in a
//! file beside it that only its owner may read.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::super::error::Error;

/// The file.
pub(super) const FILE: &str = "demo-secrets.json";

/// Secrets by client.
pub(super) struct Kept {
    file: PathBuf,
    secrets: BTreeMap<String, String>,
}

impl Kept {
    pub(super) fn open(folder: &Path) -> Result<Self, Error> {
        let file = folder.join(FILE);
        let secrets = match std::fs::read(&file) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|_| {
                Error::failed(
                    "file",
                    format!("{} cannot be read: remove it, and new secrets are made", file.display()),
                )
            })?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => {
                return Err(Error::failed("file", format!("{} cannot be read: {error}", file.display())));
            }
        };
        Ok(Self { file, secrets })
    }

    pub(super) fn get(&self, client: &str) -> Option<&str> {
        self.secrets.get(client).map(String::as_str)
    }

    /// Keeps a secret. The file is exchanged whole, so that it is never half written.
    pub(super) fn put(&mut self, client: &str, secret: &str) -> Result<(), Error> {
        self.secrets.insert(client.to_owned(), secret.to_owned());
        let text = serde_json::to_string_pretty(&self.secrets).unwrap_or_default();
        let folder = self.file.parent().unwrap_or(Path::new("."));
        // A temporary file is its owner's alone (mode 0600), and stays so under its new name.
        tempfile::NamedTempFile::new_in(folder)
            .and_then(|mut new| {
                writeln!(new, "{text}")?;
                new.as_file().sync_all()?;
                new.persist(&self.file).map_err(|error| error.error)
            })
            .map(drop)
            .map_err(|error| {
                Error::failed("file", format!("{} cannot be written: {error}", self.file.display()))
            })
    }
}
