//! What a room may not name, by the paths in its sources.

use crate::source::paths;
use crate::{Tree, Violation};

/// A folder whose sources may not name certain things.
pub struct Room {
    /// Where it is.
    pub folder: &'static str,
    /// The files in it that are excepted: each the one place for what the others may not.
    pub except: &'static [&'static str],
    /// What is not named there, as full paths.
    pub never: &'static [&'static str],
}

/// The world: sockets, files, processes, the clock and random sources.
const WORLD: &[&str] = &[
    "tokio",
    "hyper",
    "hyper_util",
    "axum",
    "http",
    "reqwest",
    "rusqlite",
    "tokio_postgres",
    "deadpool_postgres",
    "rand",
    "getrandom",
    "std::env",
    "std::fs",
    "std::net",
    "std::os",
    "std::process",
    "std::thread",
    "std::time::Instant",
    "std::time::SystemTime",
    "uuid::Uuid::new_v4",
    "uuid::Uuid::now_v7",
];

/// `idp` decides: no I/O, no clock, no random source.
pub const MIND: Room = Room { folder: "crates/idp/src/", except: &[], never: WORLD };

/// `oidc` is a language, and no more than that.
pub const LANGUAGE: Room = Room { folder: "crates/oidc/src/", except: &[], never: WORLD };

/// `xml` reads and writes text, and is told the time.
pub const SCRIPT: Room = Room { folder: "crates/xml/src/", except: &[], never: WORLD };

/// A relying party makes and reads messages; only its feature `http` sends them.
pub const PARTY: Room = Room {
    folder: "crates/rp/src/",
    except: &["crates/rp/src/http.rs", "crates/rp/src/http/"],
    never: WORLD,
};

/// The HTTP edge turns bytes into types and types into bytes; it never touches the store.
pub const EDGE: Room = Room { folder: "crates/server/src/http/", except: &[], never: &["store"] };

/// A flow is load, decide, commit, answer; what carried the request is not its business.
pub const FLOW: Room = Room {
    folder: "crates/server/src/flow/",
    except: &[],
    never: &["axum", "hyper", "hyper_util", "http", "http_body_util", "tower", "tower_http", "crate::http"],
};

/// Pages are pure: plain values in, HTML out.
pub const PAGE: Room = Room {
    folder: "crates/server/src/page/",
    except: &[],
    never: &[
        "axum",
        "hyper",
        "hyper_util",
        "tokio",
        "store",
        "crate::http",
        "crate::flow",
        "std::fs",
        "std::net",
    ],
};

/// The store knows the mind's types and none of its rules.
pub const MEMORY: Room = Room {
    folder: "crates/store/src/",
    except: &[],
    never: &["idp::authorize", "idp::grant", "idp::login", "idp::issue", "idp::client::authenticate"],
};

/// Addresses that came from outside are opened in one place, which guards against private ones.
pub const BODY: Room = Room {
    folder: "crates/server/src/",
    except: &["crates/server/src/fetch.rs", "crates/server/src/fetch/"],
    never: &[
        "reqwest",
        "std::net::TcpStream",
        "tokio::net::TcpStream::connect",
        "hyper::client",
        "hyper_util::client",
    ],
};

/// The backend of cryptography is named by `jose` alone.
pub const EVERYWHERE_BUT_JOSE: Room =
    Room { folder: "", except: &["crates/jose/"], never: &["aws_lc_rs", "aws_lc_sys"] };

impl Room {
    /// The places in the tree where this room names what it may not.
    pub fn violations(&self, tree: &Tree) -> Vec<Violation> {
        let mut found = Vec::new();
        for file in tree.below(self.folder, ".rs") {
            if self.except.iter().any(|except| file.path.starts_with(except)) {
                continue;
            }
            for path in paths(&file.text) {
                if let Some(never) = self.never.iter().find(|never| path.names(never)) {
                    let named = path.segments.join("::");
                    found.push(Violation::new(
                        &format!("{}:{}", file.path, path.line),
                        format!("names {named} ({never} is not for this room)"),
                    ));
                }
            }
        }
        found
    }
}
