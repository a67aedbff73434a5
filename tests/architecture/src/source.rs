//! What a Rust source names, by its tokens: enough of the language for `use` trees and paths.

mod lexer;
mod path;

pub use lexer::{Token, tokens};
pub use path::{Path, paths};

/// The modules a source declares: `mod x;` and `mod x { … }`, whatever their visibility.
pub fn modules(source: &str) -> Vec<String> {
    let tokens = tokens(source);
    let declared = tokens.windows(2).filter_map(|pair| match pair {
        [(_, Token::Word(keyword)), (_, Token::Word(name))] if keyword == "mod" => Some(name.clone()),
        _ => None,
    });
    declared.collect()
}

/// The enums of a source, each with its variants in order.
pub fn enums(source: &str) -> Vec<(String, Vec<String>)> {
    let tokens = tokens(source);
    let mut found = Vec::new();
    for (at, pair) in tokens.windows(2).enumerate() {
        if let [(_, Token::Word(keyword)), (_, Token::Word(name))] = pair
            && keyword == "enum"
        {
            found.push((name.clone(), variants(&tokens[at + 2..])));
        }
    }
    found
}

/// The words that open a variant: at the first depth of braces, after `{` or `,`, attributes left out.
fn variants(tokens: &[(usize, Token)]) -> Vec<String> {
    let (mut depth, mut opens, mut found) = (0_usize, false, Vec::new());
    for (_, token) in tokens {
        match token {
            Token::Sign('{' | '(' | '[') => {
                depth += 1;
                opens |= depth == 1;
            }
            Token::Sign('}' | ')' | ']') => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    break;
                }
            }
            Token::Sign(',') if depth == 1 => opens = true,
            Token::Word(name) if depth == 1 && opens => {
                found.push(name.clone());
                opens = false;
            }
            _ => {}
        }
    }
    found
}
