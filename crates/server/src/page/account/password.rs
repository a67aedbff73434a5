//! The page of the person's password.

use askama::Template;

use super::Frame;
use crate::page::layout::{Explained, html};
use crate::page::{Language, asset};

/// The form of the password. Posts `current_password` and `new_password`.
pub struct Password<'a> {
    /// What every page of the account has.
    pub frame: Frame<'a>,
    /// What the person signs in with, for password managers.
    pub username: &'a str,
    /// How many characters the new one has at least.
    pub shortest: u16,
}

impl Password<'_> {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self, say: &Language) -> String {
        html(&View { say, page: self, problem: self.frame.explained(say) })
    }
}

#[derive(Template)]
#[template(path = "account/password.html")]
struct View<'a> {
    say: &'a Language,
    page: &'a Password<'a>,
    problem: Option<Explained>,
}
