//! What can be wrong with a configuration, told so that it can be put right.

use std::fmt;
use std::path::PathBuf;

use super::layers::Origin;

/// What is wrong, as a fact. No text repeats a secret.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Error {
    /// A file cannot be read.
    Unreadable {
        /// Which.
        file: PathBuf,
        /// Why.
        why: String,
    },
    /// The file is not TOML.
    Syntax {
        /// Where.
        origin: Origin,
        /// In the words of the parser.
        why: String,
    },
    /// There is no such setting.
    Unknown {
        /// Where it stands.
        origin: Origin,
        /// What stands there.
        name: String,
        /// The nearest that there is.
        nearest: String,
    },
    /// A setting has a value it cannot have.
    Invalid {
        /// Where it stands.
        origin: Origin,
        /// Which setting.
        name: &'static str,
        /// What would be right.
        expected: String,
    },
    /// Settings that exclude or need each other.
    Together {
        /// What is to be done.
        sentence: String,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { file, why } => write!(f, "{} cannot be read: {why}", file.display()),
            Self::Syntax { origin, why } => write!(f, "{origin}: not TOML: {why}"),
            Self::Unknown { origin, name, nearest } => {
                write!(f, "{origin}: there is no setting {name}; the nearest is {nearest}")
            }
            Self::Invalid { origin, name, expected } => {
                write!(f, "{origin}: {name} must be {expected}")
            }
            Self::Together { sentence } => f.write_str(sentence),
        }
    }
}

impl std::error::Error for Error {}
