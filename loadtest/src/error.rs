//! What can go wrong, by what the caller should do about it.

use std::fmt;

/// Why a flow, or the whole run, came to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// The program was called wrongly: exit code 2.
    Usage(String),
    /// The provider, or the way to it, failed: exit code 1.
    Failed(String),
    /// The provider asked for patience (429 or 503). In a measured flow this is an error like any
    /// other; while a run is being prepared it is a reason to wait.
    TryAgain(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(text) | Self::Failed(text) | Self::TryAgain(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for Error {}

/// Shorthand for [`Error::Usage`].
pub(crate) fn usage(text: impl Into<String>) -> Error {
    Error::Usage(text.into())
}

/// Shorthand for [`Error::Failed`].
pub(crate) fn failed(text: impl Into<String>) -> Error {
    Error::Failed(text.into())
}
