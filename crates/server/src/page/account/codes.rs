//! The page that shows new recovery codes, once; and what who sends its form twice is told instead.

use askama::Template;

use super::Frame;
use crate::page::layout::{Explained, html};
use crate::page::{Language, Problem, asset};

/// The codes, to be kept; nothing is posted.
pub struct Codes<'a> {
    /// What every page of the account has.
    pub frame: Frame<'a>,
    /// The codes, as they are typed.
    pub codes: &'a [&'a str],
    /// Where the person goes on to who has kept them.
    pub next: &'a str,
}

impl Codes<'_> {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self, say: &Language) -> String {
        // Letters, digits and hyphens: nothing that would have to be encoded.
        let file = format!("data:text/plain,{}%0A", self.codes.join("%0A"));
        html(&View { say, page: self, file })
    }
}

#[derive(Template)]
#[template(path = "account/codes.html")]
struct View<'a> {
    say: &'a Language,
    page: &'a Codes<'a>,
    file: String,
}

/// That the codes were shown before.
pub struct CodesShown<'a> {
    /// That it is so.
    pub problem: Problem<'a>,
    /// Where the person goes on to who has kept them.
    pub next: &'a str,
    /// Where others are made.
    pub anew: &'a str,
}

impl CodesShown<'_> {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self, say: &Language) -> String {
        html(&ShownView { say, page: self, problem: Some(self.problem.explained(say)) })
    }
}

#[derive(Template)]
#[template(path = "account/codes_shown.html")]
struct ShownView<'a> {
    say: &'a Language,
    page: &'a CodesShown<'a>,
    problem: Option<Explained>,
}
