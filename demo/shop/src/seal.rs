//! Secrets at rest: sealed under the shop's own key, each bound to what and whose it is.

use std::fs::OpenOptions;
use std::io::{Read, Write};
use std::path::Path;

use rp::SealingKey;
use rp::jose::{Secret, random};

use crate::{Error, Result};

/// Which secret it is, so that none opens in another's place.
pub(crate) enum What<'a> {
    ClientSecret { store: &'a str },
    Key { store: &'a str, kid: &'a str },
}

impl What<'_> {
    fn aad(&self) -> Vec<u8> {
        let parts = match self {
            Self::ClientSecret { store } => ["client secret", store, ""],
            Self::Key { store, kid } => ["key", store, kid],
        };
        serde_json::to_vec(&parts).unwrap_or_default()
    }

    fn name(&self) -> &'static str {
        match self {
            Self::ClientSecret { .. } => "client secret",
            Self::Key { .. } => "private key",
        }
    }
}

pub(crate) fn seal(key: &SealingKey, what: &What<'_>, secret: &Secret<String>) -> Vec<u8> {
    key.seal(&what.aad(), secret.expose().as_bytes())
}

pub(crate) fn open(key: &SealingKey, what: &What<'_>, sealed: &[u8]) -> Result<Secret<String>> {
    let opened = key.open(&what.aad(), sealed).map_err(|_| Error::Sealed(what.name()))?;
    String::from_utf8(opened).map(Secret::new).map_err(|_| Error::Sealed(what.name()))
}

/// The key in this file, made where there is none, for its owner alone.
pub(crate) fn key_of(file: &Path) -> Result<Secret<[u8; 32]>> {
    let mut new = OpenOptions::new();
    new.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut new, 0o600);
    match new.open(file) {
        Ok(mut opened) => {
            let key = random::bytes::<32>();
            opened.write_all(&key)?;
            opened.sync_all()?;
            Ok(Secret::new(key))
        }
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => {
            let mut key = [0; 32];
            OpenOptions::new().read(true).open(file)?.read_exact(&mut key)?;
            Ok(Secret::new(key))
        }
        Err(error) => Err(error.into()),
    }
}
