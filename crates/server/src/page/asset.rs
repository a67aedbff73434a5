//! The files that pages refer to, embedded, each under a name that holds a hash of its content.

use std::borrow::Cow;
use std::sync::LazyLock;

use rust_embed::RustEmbed;

/// Where the router serves them: `GET {PREFIX}{path}` answers with [`get`].
pub const PREFIX: &str = "/assets/";

/// A file to be served.
pub struct Asset {
    /// The content.
    pub bytes: Cow<'static, [u8]>,
    /// For `Content-Type`.
    pub content_type: &'static str,
    /// Whether this address will never hold anything else, so that browsers may keep it for good.
    pub immutable: bool,
}

/// The file at this path under [`PREFIX`], with or without the hash in its name.
///
/// A hash that is not ours gets our file too, not to be kept: while nodes are being replaced, one may be
/// asked for the file of another's page.
#[must_use]
pub fn get(path: &str) -> Option<Asset> {
    let entry = ENTRIES.iter().find(|entry| entry.is_named(path))?;
    let bytes = Files::get(&entry.name)?.data;
    Some(Asset { bytes, content_type: content_type(&entry.name), immutable: path == entry.hashed })
}

/// The address of a file, with its hash: `address("countersign.css")`. An unknown name is kept as it is.
pub(super) fn address(name: &str) -> String {
    let entry = ENTRIES.iter().find(|entry| entry.name == name);
    format!("{PREFIX}{}", entry.map_or(name, |entry| entry.hashed.as_str()))
}

struct Entry {
    name: String,
    hashed: String,
}

impl Entry {
    fn is_named(&self, path: &str) -> bool {
        if path == self.name || path == self.hashed {
            return true;
        }
        let Some((stem, extension)) = self.name.rsplit_once('.') else { return false };
        let middle = path.strip_prefix(stem).and_then(|rest| rest.strip_suffix(extension));
        let hash =
            middle.and_then(|middle| middle.strip_prefix('-')).and_then(|middle| middle.strip_suffix('.'));
        hash.is_some_and(|hash| hash.len() == HASH_DIGITS && hash.bytes().all(|b| b.is_ascii_hexdigit()))
    }
}

/// Hexadecimal digits of SHA-256 in a name: 48 bits tell versions of one file apart.
const HASH_DIGITS: usize = 12;

static ENTRIES: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    Files::iter()
        .filter_map(|name| {
            let hash = Files::get(&name)?.metadata.sha256_hash();
            let digits: String =
                hash.iter().take(HASH_DIGITS / 2).map(|byte| format!("{byte:02x}")).collect();
            let (stem, extension) = name.rsplit_once('.')?;
            Some(Entry { hashed: format!("{stem}-{digits}.{extension}"), name: name.clone().into_owned() })
        })
        .collect()
});

fn content_type(name: &str) -> &'static str {
    match name.rsplit_once('.') {
        Some((_, "css")) => "text/css; charset=utf-8",
        Some((_, "js")) => "text/javascript; charset=utf-8",
        Some((_, "svg")) => "image/svg+xml",
        _ => "application/octet-stream",
    }
}

#[derive(RustEmbed)]
#[folder = "assets"]
struct Files;

#[cfg(test)]
mod tests {
    use super::{Files, PREFIX, address, get};

    #[test]
    fn every_file_is_served_by_the_address_pages_use() {
        let mut count = 0;
        for name in Files::iter() {
            let address = address(&name);
            let asset = get(address.strip_prefix(PREFIX).expect("has the prefix")).expect("is served");
            assert!(asset.immutable, "{name}");
            assert_ne!(asset.content_type, "application/octet-stream", "{name}");
            assert!(!asset.bytes.is_empty(), "{name}");
            count += 1;
        }
        assert!(count >= 4, "the files were not found");
    }

    #[test]
    fn a_name_without_its_hash_or_with_another_is_not_for_keeping() {
        for path in ["countersign.css", "countersign-0123456789ab.css"] {
            let asset = get(path).expect("is served");
            assert!(!asset.immutable);
            assert_eq!(asset.content_type, "text/css; charset=utf-8");
        }
    }

    #[test]
    fn refuses_what_is_not_there() {
        for path in [
            "",
            "/",
            "nothing.css",
            "../Cargo.toml",
            "..%2fCargo.toml",
            "/countersign.css",
            "countersign-0123456789zz.css",
            "countersign-.css",
            "countersign-0123456789ab.js",
            "countersign",
        ] {
            assert!(get(path).is_none(), "{path:?}");
        }
    }
}
