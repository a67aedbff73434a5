//! What no committed file may hold: this house is the same on every machine.

use crate::{Tree, Violation};

/// Files that name the place where a package is fetched, or a folder of one machine.
pub fn machine_marks(tree: &Tree) -> Vec<Violation> {
    let marks = marks();
    let mut found = Vec::new();
    for file in tree.files() {
        for (at, line) in file.text.lines().enumerate() {
            if let Some(mark) = marks.iter().find(|mark| line.contains(mark.as_str())) {
                found.push(Violation::new(&format!("{}:{}", file.path, at + 1), format!("holds {mark}")));
            }
        }
    }
    found
}

/// Lock files that record where a package was fetched from, instead of its name, version and hash.
pub fn recorded_addresses(tree: &Tree) -> Vec<Violation> {
    let locks = tree.files().filter(|file| file.path.ends_with("package-lock.json"));
    let recording = locks.filter(|file| file.text.contains("\"resolved\": \"http"));
    recording.map(|file| Violation::new(&file.path, "records download addresses")).collect()
}

/// Written in pieces, so that this file does not hold them.
pub fn marks() -> Vec<String> {
    let hosts = [
        ["registry", "npmjs", "org"],
        ["index", "crates", "io"],
        ["static", "crates", "io"],
        ["files", "pythonhosted", "org"],
        ["deb", "debian", "org"],
        ["security", "debian", "org"],
        ["proxy", "golang", "org"],
    ];
    let folders = [["", "work", ""], ["", "root", ""], ["", "tmp", "brief"]];
    let hosts = hosts.iter().map(|parts| parts.join("."));
    hosts.chain([["pypi", "org"].join(".")]).chain(folders.iter().map(|parts| parts.join("/"))).collect()
}
