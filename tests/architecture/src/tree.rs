//! The files a rule reads.

use std::fs;
use std::io;
use std::path::Path;

/// A set of text files, by their paths relative to one root. Binary files have an empty text.
pub struct Tree {
    files: Vec<File>,
}

/// One file.
pub struct File {
    /// Relative to the root, with `/` between its parts.
    pub path: String,
    /// Its content.
    pub text: String,
}

/// Never part of a commit: what builds and tools leave behind.
const LEFT_BEHIND: [&str; 4] = ["target", "node_modules", ".git", ".venv"];

impl Tree {
    /// This repository.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn house() -> io::Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let mut files = Vec::new();
        read(&root, "", &mut files)?;
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Tree { files })
    }

    /// A tree made of `(path, text)`, to try a rule on.
    pub fn of(files: &[(&str, &str)]) -> Self {
        let files = files.iter().map(|(path, text)| File { path: (*path).into(), text: (*text).into() });
        Tree { files: files.collect() }
    }

    /// Every file.
    pub fn files(&self) -> impl Iterator<Item = &File> {
        self.files.iter()
    }

    /// The files below a folder (`"crates/idp/src/"`) whose names end so.
    pub fn below<'a>(&'a self, folder: &'a str, ending: &'a str) -> impl Iterator<Item = &'a File> {
        self.files().filter(move |file| file.path.starts_with(folder) && file.path.ends_with(ending))
    }

    /// The file at exactly this path.
    pub fn file(&self, path: &str) -> Option<&File> {
        self.files().find(|file| file.path == path)
    }

    /// Whether a file or a folder is there.
    pub fn has(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        let below = format!("{path}/");
        self.files().any(|file| file.path == path || file.path.starts_with(&below))
    }
}

fn read(folder: &Path, prefix: &str, files: &mut Vec<File>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = format!("{prefix}{name}");
        let kind = entry.file_type()?;
        // A linked work tree has a file for its `.git`.
        if LEFT_BEHIND.contains(&name.as_str()) {
            continue;
        }
        if kind.is_dir() {
            read(&entry.path(), &format!("{path}/"), files)?;
        } else if kind.is_file() && !name.ends_with(".log") {
            let text = String::from_utf8(fs::read(entry.path())?).unwrap_or_default();
            files.push(File { path, text });
        }
    }
    Ok(())
}
