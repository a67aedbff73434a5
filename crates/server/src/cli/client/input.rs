//! What a command reads: a file, or standard input.

use std::io::Read;
use std::path::Path;

use super::super::error::Error;

/// The most that is read, in bytes.
const MOST: u64 = 1024 * 1024;

/// The content of a file, or of standard input where it is called `-`.
pub(super) fn read(file: &Path) -> Result<Vec<u8>, Error> {
    let failed = |error: std::io::Error| Error::failed("file", format!("{}: {error}", file.display()));
    let mut bytes = Vec::new();
    if file.as_os_str() == "-" {
        std::io::stdin().lock().take(MOST).read_to_end(&mut bytes).map_err(failed)?;
    } else {
        std::fs::File::open(file).map_err(failed)?.take(MOST).read_to_end(&mut bytes).map_err(failed)?;
    }
    Ok(bytes)
}
