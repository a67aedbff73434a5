//! The master keys that are given to a store: one, and while it is exchanged two.

use std::fs::{File, OpenOptions, Permissions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use jose::secret::Secret;

use crate::error::Error;
use crate::master_key::{MasterKey, bytes_as_they_are};

/// Longer than any way of writing the most keys there can be, so that a wrong file is not read to its end.
const LONGEST_FILE: u64 = 4096;

/// More than two are of use to nobody for long.
const MOST: usize = 16;

/// One or several master keys. Whichever of them a store's keys are sealed with opens the store; the last
/// is the one that an exchange leads to.
///
/// Those of a file are read again when the store meets a key that none of them opens, so that a running
/// server goes on through an exchange.
pub struct MasterKeys {
    file: Option<PathBuf>,
    known: RwLock<Arc<[MasterKey]>>,
}

impl MasterKeys {
    /// Reads a text, as from the environment: each key in one of the ways of [`MasterKey::from_text`],
    /// with white space between.
    ///
    /// # Errors
    /// [`Error::MasterKey`], which never repeats the text.
    pub fn from_text(text: &str) -> Result<Self, Error> {
        Ok(Self { file: None, known: RwLock::new(parse(text)?) })
    }

    /// Reads a file that holds such a text, or one key as the 32 bytes it is.
    ///
    /// # Errors
    /// [`Error::MasterKey`], which names the file.
    pub fn from_file(path: &Path) -> Result<Self, Error> {
        Ok(Self { file: Some(path.to_owned()), known: RwLock::new(read(path)?) })
    }

    /// Adds a new key at the end of a file. The file is exchanged whole and keeps its mode, so that whoever
    /// reads it meanwhile finds the old keys or all of them. The fingerprint of the new one.
    ///
    /// # Errors
    /// [`Error::MasterKey`], which names the file; it is then as it was.
    pub fn add_to_file(path: &Path) -> Result<String, Error> {
        let new = MasterKey::generate();
        let fingerprint = new.fingerprint();
        let known = read(path)?;
        if known.len() == MOST {
            return Err(Error::MasterKey(format!("{}: it holds {MOST} keys already", path.display())));
        }
        let texts = known.iter().chain([&new]).map(MasterKey::to_text);
        write(path, texts.collect())?;
        Ok(fingerprint)
    }

    /// Takes those keys out of a file that are not of these fingerprints. How many that were.
    ///
    /// # Errors
    /// [`Error::MasterKey`], which names the file, also if none would be left; it is then as it was.
    pub fn keep_in_file(path: &Path, fingerprints: &[String]) -> Result<usize, Error> {
        let known = read(path)?;
        let kept: Vec<_> = known
            .iter()
            .filter(|key| fingerprints.contains(&key.fingerprint()))
            .map(MasterKey::to_text)
            .collect();
        let gone = known.len() - kept.len();
        if kept.is_empty() {
            return Err(Error::MasterKey(format!("{}: no key would be left in it", path.display())));
        }
        if gone > 0 {
            write(path, kept)?;
        }
        Ok(gone)
    }

    /// What may be shown of them, in their order.
    pub fn fingerprints(&self) -> Vec<String> {
        self.known().iter().map(MasterKey::fingerprint).collect()
    }

    /// What `of` finds with the key of this fingerprint.
    pub(crate) fn with<T>(
        &self,
        fingerprint: &str,
        of: impl FnOnce(&MasterKey) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let known = self.known();
        match known.iter().find(|key| key.fingerprint() == fingerprint) {
            Some(key) => of(key),
            None => Err(Error::WrongMasterKey {
                store: fingerprint.to_owned(),
                given: self.fingerprints().join(", "),
            }),
        }
    }

    /// Reads the file again, if there is one.
    pub(crate) fn read_again(&self) -> Result<(), Error> {
        if let Some(path) = &self.file {
            *self.known.write().unwrap_or_else(PoisonError::into_inner) = read(path)?;
        }
        Ok(())
    }

    fn known(&self) -> Arc<[MasterKey]> {
        Arc::clone(&self.known.read().unwrap_or_else(PoisonError::into_inner))
    }
}

impl From<MasterKey> for MasterKeys {
    fn from(key: MasterKey) -> Self {
        Self { file: None, known: RwLock::new(Arc::new([key])) }
    }
}

fn parse(text: &str) -> Result<Arc<[MasterKey]>, Error> {
    let keys: Vec<MasterKey> = text.split_whitespace().map(MasterKey::from_text).collect::<Result<_, _>>()?;
    if keys.is_empty() || keys.len() > MOST {
        // Says what a key must look like.
        MasterKey::from_text("")?;
    }
    Ok(keys.into())
}

fn read(path: &Path) -> Result<Arc<[MasterKey]>, Error> {
    let failed = |why: String| Error::MasterKey(format!("{}: {why}", path.display()));
    let mut content = Vec::with_capacity(256);
    File::open(path)
        .and_then(|file| file.take(LONGEST_FILE).read_to_end(&mut content))
        .map_err(|error| failed(error.to_string()))?;
    let content = Secret::new(content);
    if let Some(key) = bytes_as_they_are(content.expose()) {
        return Ok(Arc::new([key]));
    }
    parse(std::str::from_utf8(content.expose()).unwrap_or_default()).map_err(|error| match error {
        Error::MasterKey(why) => failed(why),
        other => other,
    })
}

/// Writes the file anew: beside it first, made durable, then in its place.
fn write(path: &Path, keys: Vec<Secret<String>>) -> Result<(), Error> {
    let failed = |error: std::io::Error| Error::MasterKey(format!("{}: {error}", path.display()));
    let mut beside = path.as_os_str().to_owned();
    beside.push(".new");
    let beside = PathBuf::from(beside);
    let written = write_beside(&beside, &keys, path.metadata().map_err(failed)?.permissions())
        .and_then(|()| std::fs::rename(&beside, path));
    if written.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    // The exchange must last as well as what is in the file.
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    written.and_then(|()| File::open(folder)?.sync_all()).map_err(failed)
}

fn write_beside(beside: &Path, keys: &[Secret<String>], mode: Permissions) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(beside)?;
    for key in keys {
        file.write_all(key.expose().as_bytes())?;
        file.write_all(b"\n")?;
    }
    file.set_permissions(mode)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file() -> (tempfile::TempDir, PathBuf, String) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("master.key");
        let key = MasterKey::generate();
        key.write_new_file(&path).unwrap();
        (folder, path, key.fingerprint())
    }

    #[test]
    fn a_key_is_added_at_the_end_and_others_are_taken_out() {
        let (_folder, path, first) = file();
        let second = MasterKeys::add_to_file(&path).unwrap();
        let keys = MasterKeys::from_file(&path).unwrap();
        assert_eq!(keys.fingerprints(), [first.clone(), second.clone()]);
        assert_eq!(MasterKeys::keep_in_file(&path, &[first.clone(), second.clone()]), Ok(0));
        assert_eq!(MasterKeys::keep_in_file(&path, std::slice::from_ref(&second)), Ok(1));
        assert_eq!(keys.fingerprints().len(), 2, "what was read is kept until it does not do");
        keys.read_again().unwrap();
        assert_eq!(keys.fingerprints(), [second]);
        assert!(matches!(MasterKeys::keep_in_file(&path, &[first]), Err(Error::MasterKey(_))));
        assert_eq!(MasterKeys::from_file(&path).unwrap().fingerprints().len(), 1);
    }

    #[test]
    fn a_file_of_plain_bytes_can_be_added_to() {
        let (_folder, path, _) = file();
        std::fs::write(&path, [9; 32]).unwrap();
        let nine = MasterKeys::from_file(&path).unwrap().fingerprints();
        let added = MasterKeys::add_to_file(&path).unwrap();
        assert_eq!(MasterKeys::from_file(&path).unwrap().fingerprints(), [nine[0].clone(), added]);
    }

    #[cfg(unix)]
    #[test]
    fn the_file_stays_readable_by_whom_it_was() {
        use std::os::unix::fs::PermissionsExt;
        let (_folder, path, _) = file();
        std::fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
        MasterKeys::add_to_file(&path).unwrap();
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o640);
    }

    #[test]
    fn refuses_a_text_without_a_key_or_with_something_else() {
        let good = MasterKey::generate().to_text();
        assert_eq!(
            MasterKeys::from_text(&format!("{0} {0}", good.expose())).unwrap().fingerprints().len(),
            2
        );
        for text in
            ["", " \n", "x", &format!("{} x", good.expose()), &format!("{} ", good.expose()).repeat(17)]
        {
            let Err(Error::MasterKey(why)) = MasterKeys::from_text(text) else { panic!("accepted {text:?}") };
            assert!(!why.contains(good.expose().as_str()), "{why}");
        }
    }
}
