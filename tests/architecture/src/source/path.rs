//! The paths a source names, each resolved through the file's own imports.

use std::collections::HashMap;

use super::lexer::{Token, tokens};

/// A path as the compiler would read it: `use std::time; time::Instant::now()` names
/// `std::time::Instant::now`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Path {
    /// Counted from 1.
    pub line: usize,
    /// `*` stands for a glob.
    pub segments: Vec<String>,
}

impl Path {
    /// Whether it names the thing at `prefix` (`"std::fs"`) or anything in it; a glob names all beside it.
    pub fn names(&self, prefix: &str) -> bool {
        let wanted: Vec<&str> = prefix.split("::").collect();
        let same = self.segments.iter().zip(&wanted).take_while(|(a, b)| a == b).count();
        same == wanted.len() || self.segments.get(same).is_some_and(|s| s == "*" && same > 0)
    }
}

/// Every path with at least two segments and everything imported.
pub fn paths(source: &str) -> Vec<Path> {
    let tokens = tokens(source);
    let mut imports = HashMap::new();
    let mut found = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        at = if is_word(&tokens, at, "use")
            || is_word(&tokens, at, "crate") && at > 0 && is_word(&tokens, at - 1, "extern")
        {
            use_tree(&tokens, at + 1, &[], &mut imports, &mut found)
        } else {
            inline(&tokens, at, &mut found)
        };
    }
    for path in &mut found {
        if let Some(import) = imports.get(&path.segments[0]) {
            path.segments.splice(..1, import.iter().cloned());
        }
    }
    found
}

/// One tree of a `use`, from `at`; returns where it ended.
fn use_tree(
    tokens: &[(usize, Token)],
    mut at: usize,
    prefix: &[String],
    imports: &mut HashMap<String, Vec<String>>,
    found: &mut Vec<Path>,
) -> usize {
    let mut segments = prefix.to_vec();
    let line = tokens.get(at).map_or(0, |(line, _)| *line);
    let mut alias = None;
    while let Some((_, token)) = tokens.get(at) {
        match token {
            Token::Word(word) if word == "as" => {
                if let Some((_, Token::Word(name))) = tokens.get(at + 1) {
                    alias = Some(name.clone());
                }
                at += 1;
            }
            Token::Word(word) if word == "self" && !segments.is_empty() => {}
            Token::Word(word) => segments.push(word.clone()),
            Token::Sign('*') => segments.push("*".into()),
            Token::Separator => {}
            Token::Sign('{') => {
                at += 1;
                while !matches!(tokens.get(at), None | Some((_, Token::Sign('}')))) {
                    at = use_tree(tokens, at, &segments, imports, found);
                    at += usize::from(matches!(tokens.get(at), Some((_, Token::Sign(',')))));
                }
                return at + 1;
            }
            _ => break,
        }
        at += 1;
    }
    let name = alias.or_else(|| segments.last().cloned());
    if let Some(name) = name {
        if segments.len() > 1 || segments[0] != name {
            imports.insert(name, segments.clone());
        }
        found.push(Path { line, segments });
        return at;
    }
    at + 1
}

/// A path in the middle of the code, if one begins at `at`; returns where to go on.
fn inline(tokens: &[(usize, Token)], mut at: usize, found: &mut Vec<Path>) -> usize {
    let (line, Token::Word(first)) = &tokens[at] else { return at + 1 };
    let mut segments = vec![first.clone()];
    while let (Some((_, Token::Separator)), Some((_, Token::Word(next)))) =
        (tokens.get(at + 1), tokens.get(at + 2))
    {
        segments.push(next.clone());
        at += 2;
    }
    if segments.len() > 1 {
        found.push(Path { line: *line, segments });
    }
    at + 1
}

fn is_word(tokens: &[(usize, Token)], at: usize, word: &str) -> bool {
    matches!(tokens.get(at), Some((_, Token::Word(found))) if found == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(source: &str) -> Vec<String> {
        paths(source).iter().map(|path| path.segments.join("::")).collect()
    }

    #[test]
    fn expands_a_tree_of_imports() {
        assert_eq!(
            named("pub use std::{fs, io::{self, Read as R}, net::*};\nuse ::tokio;"),
            ["std::fs", "std::io", "std::io::Read", "std::net::*", "tokio"]
        );
    }

    #[test]
    fn resolves_a_path_through_what_the_file_imports() {
        assert_eq!(
            named("use std::time as t; fn f() { t::Instant::now(); }"),
            ["std::time", "std::time::Instant::now"]
        );
    }

    #[test]
    fn finds_a_path_in_code_attributes_and_generics_but_not_in_comments_and_strings() {
        assert_eq!(
            named(
                "#[tokio::main] fn f(x: Vec<std::fs::File>) { /* a::b */ g(\"c::d\", ::rand::random::<u8>()) }"
            ),
            ["tokio::main", "std::fs::File", "rand::random"]
        );
    }

    #[test]
    fn names_what_is_in_a_prefix_and_what_a_glob_may_bring() {
        let path = |text: &str| Path { line: 1, segments: text.split("::").map(Into::into).collect() };
        assert!(path("std::fs::read").names("std::fs"));
        assert!(path("std::time::*").names("std::time::Instant"));
        assert!(!path("std::time::Duration").names("std::time::Instant"));
        assert!(!path("crate::std::fs").names("std::fs"));
        assert!(!path("std").names("std::fs"));
    }
}
