//! Folders that are lists: one file for each variant of the enum in their `mod.rs`, and no other.

use std::collections::BTreeSet;

use crate::source::enums;
use crate::{Tree, Violation};

/// The lists of the house.
pub const LISTS: &[&str] = &[
    "crates/idp/src/client/authenticate",
    "crates/idp/src/grant",
    "crates/idp/src/login/factor",
    "loadtest/src/workload",
];

/// Where the files of a list and the variants of its enum differ.
pub fn differences(tree: &Tree, folder: &str) -> Vec<Violation> {
    let home = format!("{folder}/mod.rs");
    let Some(file) = tree.file(&home) else {
        return vec![Violation::new(&home, "is missing: a list has its enum there")];
    };
    let files = kinds(tree, folder);
    let enums: Vec<_> =
        enums(&file.text).into_iter().map(|(name, variants)| (name, snake_all(&variants))).collect();
    // The list's own enum is the one most like the files; errors and the like stand beside it.
    let Some((name, variants)) =
        enums.iter().max_by_key(|(_, variants)| variants.intersection(&files).count())
    else {
        return vec![Violation::new(&home, "has no enum to list")];
    };
    let fileless =
        variants.difference(&files).map(|kind| format!("{name} has a variant for {kind}, which has no file"));
    let variantless = files.difference(variants).map(|kind| format!("{kind}.rs has no variant in {name}"));
    fileless.chain(variantless).map(|what| Violation::new(&home, what)).collect()
}

/// The names of the files and folders directly in the list.
fn kinds(tree: &Tree, folder: &str) -> BTreeSet<String> {
    let below = format!("{folder}/");
    let names = tree.below(&below, ".rs").filter_map(|file| file.path[below.len()..].split('/').next());
    names.map(|name| name.trim_end_matches(".rs").to_owned()).filter(|name| name != "mod").collect()
}

fn snake_all(variants: &[String]) -> BTreeSet<String> {
    variants.iter().map(|variant| snake(variant)).collect()
}

/// `PrivateKeyJwt` is in `private_key_jwt.rs`.
fn snake(variant: &str) -> String {
    let mut snake = String::new();
    for c in variant.chars() {
        if c.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(c.to_lowercase());
    }
    snake
}
