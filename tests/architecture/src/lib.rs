//! What the house says it never does, held by reading its files.
//!
//! A rule is a function from a [`Tree`] to the [`Violation`]s in it. Its test asks it about the house,
//! and about a small tree made to break it: a rule that finds nothing there would prove nothing here.
//! Nothing of ours is linked, so the rules also speak while the house does not compile.

pub mod arrow;
pub mod document;
pub mod evidence;
pub mod hygiene;
pub mod list;
pub mod manifest;
pub mod name;
pub mod source;
pub mod tree;

pub use tree::Tree;

use std::fmt;

/// One place that breaks a rule.
#[derive(Debug, PartialEq, Eq)]
pub struct Violation {
    /// The file, relative to the root of the repository.
    pub path: String,
    /// What is wrong there, for the person who reads it.
    pub what: String,
}

impl Violation {
    /// `what` is wrong in the file at `path`.
    pub fn new(path: &str, what: impl Into<String>) -> Self {
        Violation { path: path.to_owned(), what: what.into() }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.what)
    }
}

/// Holds a rule in the house.
///
/// # Panics
/// If something breaks it, or the house cannot be read: this is what a test calls.
pub fn hold(rule: impl Fn(&Tree) -> Vec<Violation>) {
    match Tree::house() {
        Ok(house) => assert_none(&rule(&house)),
        Err(error) => assert_none(&[Violation::new("the house", format!("cannot be read: {error}"))]),
    }
}

/// Fails with one line for each violation.
///
/// # Panics
/// If there is any.
pub fn assert_none(violations: &[Violation]) {
    let lines: Vec<String> = violations.iter().map(ToString::to_string).collect();
    assert!(lines.is_empty(), "\n{}\n", lines.join("\n"));
}
