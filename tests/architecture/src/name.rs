//! Names that say nothing: what is called so gathers what has no home.

use crate::source::modules;
use crate::{Tree, Violation};

/// Never the name of a crate, a folder of sources, a file or a module.
pub const EMPTY: &[&str] = &[
    "base", "common", "core", "helper", "helpers", "manager", "misc", "service", "shared", "types", "util",
    "utils",
];

/// Crates, folders, files and modules with such a name.
pub fn empty_names(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for file in tree.below("", ".rs") {
        for part in file.path.trim_end_matches(".rs").split('/').filter(|part| is_empty(part)) {
            found.push(Violation::new(&file.path, format!("{part} says nothing: call it what it is about")));
        }
        for module in modules(&file.text).iter().filter(|module| is_empty(module)) {
            found.push(Violation::new(&file.path, format!("a module called {module} says nothing")));
        }
    }
    for file in tree.below("", "Cargo.toml") {
        let names = file.text.lines().filter_map(|line| line.strip_prefix("name = "));
        for name in names.map(|name| name.trim_matches('"')).filter(|name| is_empty(name)) {
            found.push(Violation::new(&file.path, format!("a crate called {name} says nothing")));
        }
    }
    found
}

/// `util`, and `token_util` as well; but `grant_types` is the specification's word.
fn is_empty(name: &str) -> bool {
    let name = name.to_ascii_lowercase().replace('-', "_");
    let tail = name.rsplit('_').next().unwrap_or_default();
    EMPTY.contains(&name.as_str()) || ["helper", "helpers", "manager", "util", "utils"].contains(&tail)
}
