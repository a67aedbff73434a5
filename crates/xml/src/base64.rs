//! Base64 as XML has it (XML Schema Part 2 §3.2.16): with padding, and white space wherever it likes.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The bytes; `None` for what is not base64.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    if text.contains([' ', '\t', '\n', '\r']) {
        let text: String = text.split([' ', '\t', '\n', '\r']).collect();
        return STANDARD.decode(text).ok();
    }
    STANDARD.decode(text).ok()
}

pub(crate) fn encode(bytes: impl AsRef<[u8]>) -> String {
    STANDARD.encode(bytes)
}
