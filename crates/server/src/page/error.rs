//! The page for what cannot go on: what happened, what to do, and a reference to look it up by.

use askama::Template;

use super::layout::{Explained, html, link};
use super::{Language, Problem, ReturnTo, asset};

/// A refusal told to a person. Also the page of 429 and 503, with `problem.retry_after`.
pub struct Error<'a> {
    /// The stable code, and when to try again.
    pub problem: Problem<'a>,
    /// What an administrator has the person told, in their language.
    pub said: Option<&'a str>,
    /// Short, unique, in the log: what the operator looks up.
    pub reference: &'a str,
    /// For whoever builds the app: a public sentence with the facts, such as the address that did not
    /// match. Folded away; in English.
    pub detail: Option<&'a str>,
    /// A page of ours where the person can try again.
    pub again_href: Option<&'a str>,
    /// Our front page, where that helps.
    pub front_href: Option<&'a str>,
    /// The app to go back to. Only one whose address is known to be its own.
    pub return_to: Option<ReturnTo<'a>>,
}

impl Error<'_> {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self, say: &Language) -> String {
        html(&View {
            say,
            page: self,
            explained: self.problem.explained(say),
            again: self.again_href.and_then(link),
            front: self.front_href.and_then(link),
            return_to: self.return_to.filter(|to| link(to.href).is_some()),
        })
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct View<'a> {
    say: &'a Language,
    page: &'a Error<'a>,
    explained: Explained,
    again: Option<&'a str>,
    front: Option<&'a str>,
    return_to: Option<ReturnTo<'a>>,
}
