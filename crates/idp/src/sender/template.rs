//! Texts with words in braces, and what takes their place.

use jose::secret::Secret;

use crate::model::text_message::TextMessage;

/// A word that something takes the place of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Word {
    Number,
    Digits,
    Text,
    From,
    Secret,
}

impl Word {
    fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "number" => Self::Number,
            "digits" => Self::Digits,
            "text" => Self::Text,
            "from" => Self::From,
            "secret" => Self::Secret,
            _ => return None,
        })
    }
}

/// What takes the place of the words.
pub(super) struct Words<'a> {
    pub(super) message: &'a TextMessage,
    pub(super) from: &'a str,
    pub(super) secret: Option<&'a Secret<String>>,
}

impl Words<'_> {
    fn of(&self, word: Word) -> &str {
        let number = self.message.to.as_str();
        match word {
            Word::Number => number,
            Word::Digits => number.trim_start_matches('+'),
            Word::Text => &self.message.text,
            Word::From => self.from,
            Word::Secret => self.secret.map_or("", |secret| secret.expose()),
        }
    }
}

/// The text with its words replaced, each escaped for where it stands.
pub(super) fn fill(template: &str, words: &Words<'_>, escape: impl Fn(&str, &mut String)) -> String {
    let mut filled = String::with_capacity(template.len());
    for part in parts(template) {
        match part {
            Part::Plain(text) => filled.push_str(text),
            // What nobody knows was refused when the sender was made.
            Part::Braced(name) => match Word::parse(name) {
                Some(word) => escape(words.of(word), &mut filled),
                None => filled.push_str(name),
            },
        }
    }
    filled
}

/// The words of a template, or the first name in braces that is none.
pub(super) fn words(template: &str) -> Result<Vec<Word>, &str> {
    let braced = parts(template).filter_map(|part| match part {
        Part::Braced(name) => Some(Word::parse(name).ok_or(name)),
        Part::Plain(_) => None,
    });
    braced.collect()
}

enum Part<'a> {
    Plain(&'a str),
    /// Small letters between braces: whatever else is in braces is part of the text, as in JSON.
    Braced(&'a str),
}

fn parts(template: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = template;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if let Some((name, after)) = braced(rest) {
            rest = after;
            return Some(Part::Braced(name));
        }
        let starts = rest.char_indices().skip(1).map(|(at, _)| at);
        let end = starts.into_iter().find(|at| braced(&rest[*at..]).is_some()).unwrap_or(rest.len());
        let (plain, after) = rest.split_at(end);
        rest = after;
        Some(Part::Plain(plain))
    })
}

fn braced(text: &str) -> Option<(&str, &str)> {
    let (name, after) = text.strip_prefix('{')?.split_once('}')?;
    let is_name = (1..=20).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_lowercase());
    is_name.then_some((name, after))
}
