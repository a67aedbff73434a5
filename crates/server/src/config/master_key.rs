//! Where the master key is.

use std::path::{Path, PathBuf};

use jose::secret::Secret;
use store::Location;

use super::error::Error;
use super::layers::Layers;

/// The file beside an embedded store.
const BESIDE: &str = "master.key";

/// Where the master key is.
pub enum MasterKeySource {
    /// In a file.
    File(PathBuf),
    /// Here, as text.
    Text(Secret<String>),
}

pub(super) fn parse(layers: &Layers, location: &Location) -> Result<MasterKeySource, Error> {
    let together = |sentence: &str| Err(Error::Together { sentence: sentence.to_owned() });
    match (layers.get("master_key.value"), layers.get("master_key.file"), location) {
        (Some(_), Some(_), _) => together("master_key.value and master_key.file are both set: keep one"),
        (Some(text), None, _) => Ok(MasterKeySource::Text(Secret::new(text.to_owned()))),
        (None, Some(path), _) => Ok(MasterKeySource::File(layers.path("master_key.file", path))),
        (None, None, Location::Sqlite(database)) => {
            Ok(MasterKeySource::File(database.parent().unwrap_or(Path::new("")).join(BESIDE)))
        }
        (None, None, Location::Postgres(_)) => together(
            "a store on PostgreSQL needs a master key that all its servers share: make one with \
             `head -c 32 /dev/urandom > master.key && chmod 600 master.key` and name it in master_key.file",
        ),
    }
}
