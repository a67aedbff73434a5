//! The browser library that shows a sign-in by phone on the pages of others, embedded as it was built.

use std::borrow::Cow;

use rust_embed::RustEmbed;

/// The files that pages load: the first by the name that pages know from elsewhere, the others by our own.
const SERVED: [&str; 4] =
    ["xignqr-jslogin.umd.min.js", "xignqr-jslogin.umd.js", "countersign-login.js", "countersign-login.mjs"];

/// A file of the library.
pub struct Script {
    /// JavaScript, in UTF-8.
    pub bytes: Cow<'static, [u8]>,
    /// For `ETag`: another for any other content.
    pub tag: String,
}

/// The file of this name.
#[must_use]
pub fn get(name: &str) -> Option<Script> {
    let name = SERVED.iter().find(|served| **served == name)?;
    let file = Files::get(name)?;
    let digits: String =
        file.metadata.sha256_hash().iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    Some(Script { bytes: file.data, tag: format!("\"{digits}\"") })
}

#[derive(RustEmbed)]
#[folder = "../../web/qr-login/dist"]
struct Files;

#[cfg(test)]
mod tests {
    use super::{SERVED, get};

    #[test]
    fn every_file_is_there_and_names_the_global_that_pages_use() {
        for (name, said) in SERVED.into_iter().zip([
            "globalThis.XignQRLogin=",
            "globalThis.XignQRLogin=",
            "globalThis.CountersignLogin=",
            "export{",
        ]) {
            let script = get(name).expect("is served");
            let text = std::str::from_utf8(&script.bytes).expect("is text");
            assert!(text.contains(said), "{name}");
            assert_eq!(script.tag.len(), 26, "{name}");
        }
    }

    #[test]
    fn refuses_what_pages_do_not_load() {
        for name in
            ["", "types/index.d.ts", "../package.json", "countersign-login.js.map", "countersign-login"]
        {
            assert!(get(name).is_none(), "{name:?}");
        }
    }
}
