//! The page of the person's e-mail address.

use askama::Template;

use super::Frame;
use crate::page::layout::{Explained, html};
use crate::page::{Language, asset};

/// The form of the address. Posts `email` and `current_password`.
pub struct Email<'a> {
    /// What every page of the account has.
    pub frame: Frame<'a>,
    /// What the person signs in with, for password managers.
    pub username: &'a str,
    /// The address as it stands in the form.
    pub email: &'a str,
    /// Whether the address that is kept was confirmed, if one is.
    pub confirmed: Option<bool>,
}

impl Email<'_> {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self, say: &Language) -> String {
        html(&View { say, page: self, problem: self.frame.explained(say) })
    }
}

#[derive(Template)]
#[template(path = "account/email.html")]
struct View<'a> {
    say: &'a Language,
    page: &'a Email<'a>,
    problem: Option<Explained>,
}
