//! What is made of files and made anew when they change, while it is in use.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use std::time::Duration;

use tracing::{info, warn};

/// How often the files are looked at.
const LOOK: Duration = Duration::from_secs(2);

/// Longer files hold something else.
const LONGEST: u64 = 1 << 20;

/// A file as it was read.
pub(crate) struct File {
    path: PathBuf,
    pub(crate) bytes: Vec<u8>,
}

impl File {
    /// What is wrong with it, in a sentence that names it.
    pub(crate) fn wrong(&self, why: impl std::fmt::Display) -> String {
        format!("{}: {why}", self.path.display())
    }
}

/// Something made of files, or why it cannot be.
type Make<T> = fn(&[File]) -> Result<T, String>;

/// What is made of files.
pub(crate) struct KeptFresh<T> {
    /// What it is, for the log.
    name: &'static str,
    paths: Vec<PathBuf>,
    make: Make<T>,
    made: RwLock<Arc<T>>,
    /// What was last read, whether it was right or not.
    seen: Mutex<[u8; 32]>,
}

impl<T: Send + Sync + 'static> KeptFresh<T> {
    /// Reads the files, each of at most a megabyte.
    ///
    /// # Errors
    /// What is wrong with which, in a sentence.
    pub(crate) fn open(name: &'static str, paths: Vec<PathBuf>, make: Make<T>) -> Result<Self, String> {
        let files = read_all(&paths)?;
        let made = RwLock::new(Arc::new(make(&files)?));
        Ok(Self { name, paths, make, made, seen: Mutex::new(hash(&files)) })
    }

    /// What is in force.
    pub(crate) fn current(&self) -> Arc<T> {
        Arc::clone(&self.made.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Looks at the files now and then, for ever. New ones that cannot be used are told, and what was made of
    /// the old ones stays in force.
    pub(crate) async fn keep(self: Arc<Self>) {
        loop {
            tokio::time::sleep(LOOK).await;
            let kept = Arc::clone(&self);
            let what = self.name;
            match tokio::task::spawn_blocking(move || kept.look()).await {
                Ok(Ok(true)) => info!(what, "new files are in force"),
                Ok(Err(why)) => warn!(what, why, "new files cannot be used; what was there stays in force"),
                _ => {}
            }
        }
    }

    /// Takes in files that have changed since they were last looked at; says whether they had. What is
    /// wrong is told once.
    pub(crate) fn look(&self) -> Result<bool, String> {
        let files = read_all(&self.paths);
        let hash =
            files.as_ref().map_or_else(|why| jose::digest::sha256(why.as_bytes()), |files| hash(files));
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if *seen == hash {
            return Ok(false);
        }
        *seen = hash;
        let made = (self.make)(&files?)?;
        *self.made.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(made);
        Ok(true)
    }
}

fn read_all(paths: &[PathBuf]) -> Result<Vec<File>, String> {
    paths.iter().map(|path| Ok(File { path: path.clone(), bytes: read(path)? })).collect()
}

fn hash(files: &[File]) -> [u8; 32] {
    let each: Vec<_> = files.iter().map(|file| jose::digest::sha256(&file.bytes)).collect();
    jose::digest::sha256(&each.concat())
}

fn read(file: &Path) -> Result<Vec<u8>, String> {
    let unreadable = |why: &str| format!("{} cannot be read: {why}", file.display());
    let length = std::fs::metadata(file).map_err(|error| unreadable(&error.to_string()))?.len();
    if length > LONGEST {
        return Err(unreadable("it is longer than a megabyte"));
    }
    std::fs::read(file).map_err(|error| unreadable(&error.to_string()))
}
