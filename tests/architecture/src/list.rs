//! Folders that are lists: one file for each kind, and every kind a variant of one enum.

use std::collections::BTreeSet;

use crate::source::{enums, modules};
use crate::{Tree, Violation};

/// A folder that is a list.
pub struct List {
    /// Where the files are.
    pub folder: &'static str,
    /// The file that holds the enum: the list's own `mod.rs`, or `oidc` where the language has the word.
    pub home: &'static str,
    /// The enum whose variants are the kinds.
    pub kind: &'static str,
    /// Variants that are no kind: what nobody sent, or nobody offers.
    pub except: &'static [&'static str],
}

/// The lists of the house.
pub const LISTS: &[List] = &[
    List {
        folder: "crates/idp/src/client/authenticate",
        home: "crates/oidc/src/client_authentication.rs",
        kind: "Presented",
        // An assertion is read and refused until there is a method that takes one.
        except: &["NoClient"],
    },
    List {
        folder: "crates/idp/src/grant",
        home: "crates/oidc/src/token.rs",
        kind: "Request",
        except: &["Unsupported"],
    },
    List {
        folder: "crates/idp/src/login/factor",
        home: "crates/idp/src/login/method.rs",
        kind: "Method",
        except: &[],
    },
    List {
        folder: "loadtest/src/workload",
        home: "loadtest/src/workload/mod.rs",
        kind: "Workload",
        except: &[],
    },
];

impl List {
    /// Where the files of the list and the variants of its enum differ, and files that are not compiled.
    pub fn differences(&self, tree: &Tree) -> Vec<Violation> {
        let at = |what| vec![Violation::new(self.folder, what)];
        let Some(home) = tree.file(self.home) else { return at(format!("{} is missing", self.home)) };
        let Some((_, variants)) = enums(&home.text).into_iter().find(|(name, _)| name == self.kind) else {
            return at(format!("{} has no enum {}", self.home, self.kind));
        };
        let Some(entry) = tree.file(&format!("{}/mod.rs", self.folder)) else {
            return at("has no mod.rs".to_owned());
        };
        let variants = variants.iter().filter(|variant| !self.except.contains(&variant.as_str()));
        let variants: BTreeSet<String> = variants.map(|variant| snake(variant)).collect();
        let files = self.files(tree);
        let declared: BTreeSet<String> = modules(&entry.text).into_iter().collect();

        let fileless = variants.difference(&files).map(|it| format!("{}::{it} has no file", self.kind));
        let variantless =
            files.difference(&variants).map(|it| format!("{it}.rs is no variant of {}", self.kind));
        let undeclared = files.difference(&declared).map(|it| format!("{it}.rs is not declared in mod.rs"));
        let all = fileless.chain(variantless).chain(undeclared);
        all.map(|what| Violation::new(self.folder, what)).collect()
    }

    /// The names of the files and folders directly in the list.
    fn files(&self, tree: &Tree) -> BTreeSet<String> {
        let below = format!("{}/", self.folder);
        let names = tree.below(&below, ".rs").filter_map(|file| file.path[below.len()..].split('/').next());
        names.map(|name| name.trim_end_matches(".rs").to_owned()).filter(|name| name != "mod").collect()
    }
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
