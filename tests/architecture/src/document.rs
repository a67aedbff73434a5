//! What the documents say is there.

use crate::{Tree, Violation};

/// Paths in backticks in a document that lead nowhere.
pub fn dead_paths(tree: &Tree, document: &str) -> Vec<Violation> {
    let Some(file) = tree.file(document) else {
        return vec![Violation::new(document, "is missing")];
    };
    let dead = paths(&file.text).filter(|path| !exists(tree, path));
    dead.map(|path| Violation::new(document, format!("`{path}` does not exist"))).collect()
}

/// What stands in backticks and is a path in this repository: it has a slash inside or ends like a file.
/// `/oauth2/token` is an address, `text/html` a media type, `a::b` a name in code.
pub fn paths(text: &str) -> impl Iterator<Item = &str> {
    let mut fenced = false;
    let lines = text.lines().filter(move |line| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        !fenced && !fence
    });
    lines.flat_map(|line| line.split('`').skip(1).step_by(2)).filter(|code| is_path(code))
}

fn is_path(code: &str) -> bool {
    const FILES: [&str; 12] =
        [".rs", ".md", ".toml", ".sql", ".html", ".ftl", ".css", ".mjs", ".js", ".json", ".lock", ".yml"];
    let plain = code.chars().all(|c| c.is_ascii_alphanumeric() || "_-./*".contains(c));
    let media_type = ["application/", "text/", "image/"].iter().any(|kind| code.starts_with(kind));
    let file = FILES.iter().any(|ending| code.ends_with(ending) && code.len() > ending.len());
    plain && !media_type && !code.starts_with('/') && !code.contains("..") && (code.contains('/') || file)
}

/// A star stands for any one name: `crates/*/src`.
fn exists(tree: &Tree, path: &str) -> bool {
    if !path.contains('*') {
        return tree.has(path);
    }
    let wanted: Vec<&str> = path.trim_end_matches('/').split('/').collect();
    tree.files().any(|file| {
        let parts: Vec<&str> = file.path.split('/').collect();
        parts.len() >= wanted.len() && wanted.iter().zip(&parts).all(|(wanted, part)| fits(wanted, part))
    })
}

fn fits(wanted: &str, part: &str) -> bool {
    wanted
        .split_once('*')
        .map_or(wanted == part, |(before, after)| part.starts_with(before) && part.ends_with(after))
}
