use std::fmt;

/// Why the shop itself does not work, for its operator. No text holds a secret.
#[derive(Debug)]
pub enum Error {
    /// The database, or what stands in it.
    Database(String),
    /// Files and sockets.
    Io(std::io::Error),
    /// A setting that cannot be used.
    Setting(String),
    /// Something sealed does not open: the sealing key is not the one it was sealed with.
    Sealed(&'static str),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Database(why) => write!(f, "The shop's database failed: {why}."),
            Self::Io(error) => error.fmt(f),
            Self::Setting(why) => f.write_str(why),
            Self::Sealed(what) => write!(
                f,
                "The {what} does not open. The shop was started with another sealing key than it was kept with."
            ),
        }
    }
}

impl std::error::Error for Error {}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error.to_string())
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}
