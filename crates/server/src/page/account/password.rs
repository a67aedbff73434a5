//! The page of the person's password.

use askama::Template;
use idp::login::factor::password::advice::Advice;

use super::{Frame, advised};
use crate::page::layout::{Explained, html};
use crate::page::{Language, asset};

/// The form of the password. Posts `current_password` and `new_password`, and `keep_password=true` from who insists on it.
pub struct Password<'a> {
    /// What every page of the account has.
    pub frame: Frame<'a>,
    /// What the person signs in with, for password managers.
    pub username: &'a str,
    /// How many characters the new one has at least.
    pub shortest: u16,
    /// What is advised instead of the password that was chosen.
    pub advice: Option<Advice>,
}

impl Password<'_> {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self, say: &Language) -> String {
        html(&View {
            say,
            page: self,
            weak: advised::lines(self.advice, say),
            problem: self.frame.explained(say),
        })
    }
}

#[derive(Template)]
#[template(path = "account/password.html")]
struct View<'a> {
    say: &'a Language,
    page: &'a Password<'a>,
    weak: Option<Vec<String>>,
    problem: Option<Explained>,
}
