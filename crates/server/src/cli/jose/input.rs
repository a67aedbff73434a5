//! Standard input, and how much of it is read.

use std::io::Read;

use super::super::error::Error;

/// The longest token, payload or line that is read: 4 MiB.
pub(super) const MOST: usize = 4 * 1024 * 1024;

/// A token; white space around it is not part of it.
pub(super) fn token() -> Result<String, Error> {
    let text = String::from_utf8(bytes()?).map_err(|_| failed("a token is text, and this is not"))?;
    Ok(text.trim().to_owned())
}

/// A payload, to the last byte.
pub(super) fn bytes() -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    let limit = MOST as u64 + 1;
    std::io::stdin()
        .lock()
        .take(limit)
        .read_to_end(&mut bytes)
        .map_err(|error| failed(&error.to_string()))?;
    if bytes.len() > MOST { Err(failed("at most 4 MiB are read")) } else { Ok(bytes) }
}

fn failed(why: &str) -> Error {
    Error::failed("input", format!("standard input cannot be used: {why}"))
}
