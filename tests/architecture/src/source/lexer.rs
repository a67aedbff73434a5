//! Words, signs and strings of a Rust source, without its comments.

/// One token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Token {
    /// An identifier, a keyword or a number; a raw identifier without its `r#`.
    Word(String),
    /// The content of a string, as written.
    Text(String),
    /// `::`
    Separator,
    /// Any other character.
    Sign(char),
}

/// The tokens of a source, each with its line, counted from 1.
pub fn tokens(source: &str) -> Vec<(usize, Token)> {
    let mut lexer = Lexer { rest: source, line: 1 };
    std::iter::from_fn(|| lexer.next()).collect()
}

struct Lexer<'a> {
    rest: &'a str,
    line: usize,
}

impl Lexer<'_> {
    fn next(&mut self) -> Option<(usize, Token)> {
        self.skip_blanks_and_comments();
        let line = self.line;
        let first = self.rest.chars().next()?;
        let token = if let Some(hashes) = raw_string(self.rest) {
            self.raw_string(hashes)
        } else if self.rest.starts_with("b\"") || self.rest.starts_with("c\"") {
            self.take(1);
            self.string()
        } else if first == '"' {
            self.string()
        } else if first == '\'' {
            self.character_or_lifetime()
        } else if is_word(first) {
            if self.rest.starts_with("r#") {
                self.take(2);
            }
            let end = self.rest.find(|c| !is_word(c)).unwrap_or(self.rest.len());
            Token::Word(self.take(end))
        } else if self.rest.starts_with("::") {
            self.take(2);
            Token::Separator
        } else {
            self.take(first.len_utf8());
            Token::Sign(first)
        };
        Some((line, token))
    }

    fn skip_blanks_and_comments(&mut self) {
        loop {
            if self.rest.starts_with("//") {
                self.take(self.rest.find('\n').unwrap_or(self.rest.len()));
            } else if self.rest.starts_with("/*") {
                self.block_comment();
            } else if let Some(blank) = self.rest.chars().next().filter(|c| c.is_whitespace()) {
                self.take(blank.len_utf8());
            } else {
                return;
            }
        }
    }

    /// Block comments nest.
    fn block_comment(&mut self) {
        let mut depth = 0_usize;
        while let Some(next) = self.rest.chars().next() {
            if self.rest.starts_with("/*") {
                depth += 1;
                self.take(2);
            } else if self.rest.starts_with("*/") {
                depth -= 1;
                self.take(2);
                if depth == 0 {
                    return;
                }
            } else {
                self.take(next.len_utf8());
            }
        }
    }

    fn string(&mut self) -> Token {
        self.take(1);
        let mut escaped = false;
        let end = self.rest.find(|c| {
            let ends = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            ends
        });
        let text = self.take(end.unwrap_or(self.rest.len()));
        self.take(1);
        Token::Text(text)
    }

    fn raw_string(&mut self, hashes: usize) -> Token {
        self.take(self.rest.find('"').map_or(self.rest.len(), |quote| quote + 1));
        let close = format!("\"{}", "#".repeat(hashes));
        let text = self.take(self.rest.find(&close).unwrap_or(self.rest.len()));
        self.take(close.len());
        Token::Text(text)
    }

    /// `'a'`, `'\''` and `b'"'` are characters; `'a` alone is a lifetime.
    fn character_or_lifetime(&mut self) -> Token {
        self.take(1);
        let mut ahead = self.rest.chars();
        match (ahead.next(), ahead.next()) {
            (Some('\\'), Some(escaped)) => {
                let after = 1 + escaped.len_utf8();
                let end = self.rest[after..].find('\'').map_or(self.rest.len(), |at| after + at + 1);
                self.take(end);
            }
            (Some(only), Some('\'')) => {
                self.take(only.len_utf8() + 1);
            }
            _ => {}
        }
        Token::Sign('\'')
    }

    fn take(&mut self, bytes: usize) -> String {
        let (taken, rest) = self.rest.split_at(bytes.min(self.rest.len()));
        self.line += taken.matches('\n').count();
        self.rest = rest;
        taken.to_owned()
    }
}

/// How many `#` a raw string that opens here has; none if none opens.
fn raw_string(rest: &str) -> Option<usize> {
    let after = ["br", "cr", "r"].iter().find_map(|prefix| rest.strip_prefix(prefix))?;
    let hashes = after.len() - after.trim_start_matches('#').len();
    after[hashes..].starts_with('"').then_some(hashes)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(source: &str) -> Vec<String> {
        let words = tokens(source).into_iter().filter_map(|(_, token)| match token {
            Token::Word(word) => Some(word),
            _ => None,
        });
        words.collect()
    }

    #[test]
    fn leaves_comments_strings_and_characters_out_of_the_words() {
        let source = r##"a // b
            /* c /* d */ e */ f "g \" h" r#"i " j"# b"k" 'l' '\'' '"' m b'n' '\u{1F600}' o"##;
        assert_eq!(words(source), ["a", "f", "m", "b", "o"]);
    }

    #[test]
    fn keeps_what_follows_a_lifetime() {
        assert_eq!(words("fn f<'a>(x: &'a str) -> r#type"), ["fn", "f", "a", "x", "a", "str", "type"]);
    }

    #[test]
    fn counts_lines_through_strings() {
        assert_eq!(tokens("\"one\ntwo\"\nthree").last(), Some(&(3, Token::Word("three".into()))));
    }
}
