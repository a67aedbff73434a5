//! Policies to begin with: files that are shown, changed and set.

/// A policy to begin with.
#[derive(Clone, Copy, Debug)]
pub struct Template {
    /// Its name.
    pub name: &'static str,
    /// The file.
    pub text: &'static str,
}

impl Template {
    /// What it does: the first sentence of its first comment.
    pub fn about(&self) -> String {
        let comment = self.text.lines().map_while(|line| line.strip_prefix("# "));
        let words = comment.collect::<Vec<_>>().join(" ");
        words.split_inclusive(". ").next().unwrap_or_default().trim_end().to_owned()
    }
}

macro_rules! templates {
    ($($name:literal),*) => {
        [$(Template { name: $name, text: include_str!(concat!("../policies/", $name, ".toml")) }),*]
    };
}

/// All of them.
pub const fn all() -> [Template; 6] {
    templates!["age", "domain", "network", "upstream", "application", "new-device"]
}
