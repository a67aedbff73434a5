//! The page of the person's names.

use askama::Template;

use super::Frame;
use crate::page::layout::{Explained, html};
use crate::page::{Language, asset};

/// The form of the names. Posts `name`, `given_name` and `family_name`.
pub struct Name<'a> {
    /// What every page of the account has.
    pub frame: Frame<'a>,
    /// The whole name.
    pub name: &'a str,
    /// The given name or names.
    pub given_name: &'a str,
    /// The family name or names.
    pub family_name: &'a str,
}

impl Name<'_> {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self, say: &Language) -> String {
        html(&View { say, page: self, problem: self.frame.explained(say) })
    }
}

#[derive(Template)]
#[template(path = "account/name.html")]
struct View<'a> {
    say: &'a Language,
    page: &'a Name<'a>,
    problem: Option<Explained>,
}
