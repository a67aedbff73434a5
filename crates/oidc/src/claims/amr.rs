//! `amr`: how a person was authenticated, as methods (RFC 8176).

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// Methods, as an array; or as one text, which is no specification's, but what readers of Signicat's
/// tokens expect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Amr<'a> {
    /// As an array.
    Methods(Vec<Cow<'a, str>>),
    /// As one text, with spaces between them.
    Text(Cow<'a, str>),
}

impl Amr<'_> {
    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::Methods(methods) => methods.is_empty(),
            Self::Text(text) => text.is_empty(),
        }
    }
}

impl Default for Amr<'_> {
    fn default() -> Self {
        Self::Methods(Vec::new())
    }
}

impl<'a, T: Into<Cow<'a, str>>> FromIterator<T> for Amr<'a> {
    fn from_iter<I: IntoIterator<Item = T>>(methods: I) -> Self {
        Self::Methods(methods.into_iter().map(Into::into).collect())
    }
}
