//! A text of XML that may be parsed.

use std::borrow::Cow;

use crate::{Document, Error, Limits, scan};

/// A text that was found to be within bounds, without document type, entities and processing instructions.
/// Whether it is well-formed shows when it is parsed, which costs no more than its bounds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    text: String,
}

impl Source {
    /// Takes in what came. Line ends are made one (XML 1.0 §2.11); a byte order mark and the declaration, which say
    /// what is known now, are left away.
    ///
    /// # Errors
    /// More than `limits` allow; bytes that are not UTF-8; a document type declaration, a reference to an
    /// entity beside the five, a processing instruction.
    pub fn read(bytes: &[u8], limits: &Limits) -> Result<Self, Error> {
        if bytes.len() > limits.bytes {
            return Err(Error::TooLong);
        }
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let text = std::str::from_utf8(bytes).map_err(|_| Error::Encoding)?;
        let text = scan::check(text, limits)?;
        Ok(Self { text: one_line_end(text).into_owned() })
    }

    /// What we wrote of a document that was within bounds: it is not deeper, and its length was bounded.
    pub(crate) fn of_canonical(text: String) -> Self {
        Self { text }
    }

    /// Parses it.
    ///
    /// # Errors
    /// It is not well-formed, or binds a prefix to no namespace.
    pub fn document(&self) -> Result<Document<'_>, Error> {
        Document::parse(&self.text)
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

fn one_line_end(text: &str) -> Cow<'_, str> {
    if !text.contains('\r') {
        return Cow::Borrowed(text);
    }
    Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
}
