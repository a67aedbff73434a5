//! The phone app: files that are served as they are written, embedded, and what fences them in.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::LazyLock;

use rust_embed::RustEmbed;

use super::header::{Opener, security_headers};

/// Where the router serves them: `GET {PREFIX}{path}` answers with [`get`].
pub const PREFIX: &str = "/phone/";

/// The page itself, at [`PREFIX`] and wherever a link of a QR code leads.
const PAGE: &str = "index.html";
/// Names all files, and by a version all of them together: what its service worker keeps is renewed when this
/// changes. It is made here, of what is embedded.
const SHELL: &str = "shell.js";
const SERVICE_WORKER: &str = "sw.js";

/// A file to be served.
pub struct File {
    /// The content.
    pub bytes: Cow<'static, [u8]>,
    /// For `Content-Type`.
    pub content_type: &'static str,
    /// For `ETag`, without its quotation marks.
    pub tag: String,
}

/// The file at this path under [`PREFIX`]; the page where the path is empty.
#[must_use]
pub fn get(path: &str) -> Option<File> {
    match path {
        "" => get(PAGE),
        SHELL => {
            let (version, script) = &*LISTED;
            Some(File { bytes: script.as_bytes().into(), content_type: JAVASCRIPT, tag: version.clone() })
        }
        _ => {
            let file = Files::get(path)?;
            let content_type = content_type(path)?;
            Some(File { bytes: file.data, content_type, tag: hexadecimal(&file.metadata.sha256_hash()) })
        }
    }
}

/// What goes along with each file: the headers of every page, save that this app may use the camera, tells nobody
/// where it was, and is kept by its service worker.
pub fn headers() -> impl Iterator<Item = (&'static str, Cow<'static, str>)> {
    security_headers(Opener::Severed).iter().map(|(name, value)| match *name {
        "cache-control" => (*name, Cow::from("no-cache")),
        "referrer-policy" => (*name, Cow::from("no-referrer")),
        "permissions-policy" => (*name, Cow::from(value.replace("camera=()", "camera=(self)"))),
        _ => (*name, Cow::from(*value)),
    })
}

/// The `Content-Security-Policy` of the app. It speaks to every server that its person has an account at; where
/// this one is reached without encryption, as when it is tried out, to such as well.
#[must_use]
pub const fn content_security_policy(encrypted: bool) -> &'static str {
    if encrypted { ENCRYPTED } else { UNENCRYPTED }
}

const ENCRYPTED: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
     img-src 'self' data:; script-src 'self'; style-src 'self'; manifest-src 'self'; worker-src 'self'; \
     connect-src 'self' https:";
const UNENCRYPTED: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
     img-src 'self' data:; script-src 'self'; style-src 'self'; manifest-src 'self'; worker-src 'self'; \
     connect-src 'self' https: http:";

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

/// Nothing for what is there to be read by people who look into the folder.
fn content_type(name: &str) -> Option<&'static str> {
    Some(match name.rsplit_once('.')?.1 {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "js" | "mjs" => JAVASCRIPT,
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "webmanifest" => "application/manifest+json",
        _ => return None,
    })
}

/// The version of all files together, and the script that names them.
static LISTED: LazyLock<(String, String)> = LazyLock::new(|| {
    let mut names: Vec<_> = Files::iter().filter(|name| content_type(name).is_some()).collect();
    names.sort();
    let hashes: String = names
        .iter()
        .filter_map(|name| Some(hexadecimal(&Files::get(name)?.metadata.sha256_hash())))
        .collect();
    let version = jose::digest::sha256(hashes.as_bytes());
    let version = hexadecimal(&version);
    // The page is kept under the folder's own address, and browsers look after the service worker.
    let kept = names.iter().filter(|name| ![PAGE, SERVICE_WORKER].contains(&name.as_ref()));
    let addresses: Vec<String> = kept.map(|name| format!("{PREFIX}{name}")).collect();
    let script = format!("self.SHELL = {};\n", serde_json::json!({ "version": version, "files": addresses }));
    (version, script)
});

/// 96 bits tell versions apart.
fn hexadecimal(hash: &[u8]) -> String {
    hash.iter().take(12).fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

#[derive(RustEmbed)]
#[folder = "../../web/authenticator/app"]
struct Files;

#[cfg(test)]
mod tests {
    use super::{Files, PREFIX, content_security_policy, content_type, get, headers};

    #[test]
    fn every_file_is_served_but_for_what_only_people_read() {
        let mut count = 0;
        for name in Files::iter() {
            let is_read = name.contains("LICENSE") || name.ends_with(".md");
            assert_eq!(get(&name).is_none(), is_read, "{name}");
            count += 1;
        }
        assert!(count > 30, "the files were not found");
    }

    #[test]
    fn the_shell_names_every_file_that_is_kept() {
        let shell = String::from_utf8(get("shell.js").expect("is served").bytes.into_owned()).expect("text");
        for name in Files::iter().filter(|name| content_type(name).is_some()) {
            let is_kept = shell.contains(&format!("\"{PREFIX}{name}\""));
            assert_eq!(is_kept, name != "index.html" && name != "sw.js", "{name}");
        }
    }

    #[test]
    fn the_page_is_at_the_folder() {
        let (page, named) = (get("").expect("is served"), get("index.html").expect("is served"));
        assert_eq!(page.tag, named.tag);
        assert_eq!(page.content_type, "text/html; charset=utf-8");
    }

    #[test]
    fn the_camera_is_its_own_and_nothing_else_is() {
        let (_, policy) = headers().find(|(name, _)| *name == "permissions-policy").expect("is there");
        assert!(policy.contains("camera=(self)") && policy.contains("microphone=()"), "{policy}");
    }

    #[test]
    fn nothing_of_its_policy_is_loose() {
        for encrypted in [true, false] {
            let policy = content_security_policy(encrypted);
            assert!(!policy.contains("unsafe") && !policy.contains('*'), "{policy}");
            assert_eq!(policy.contains("http:"), !encrypted);
        }
    }

    #[test]
    fn refuses_what_is_not_there() {
        for path in [
            "/",
            "nothing.mjs",
            "../package.json",
            "test/jws.test.mjs",
            "screens",
            "screens/",
            "vendor/qr/LICENSE",
        ] {
            assert!(get(path).is_none(), "{path:?}");
        }
    }
}
