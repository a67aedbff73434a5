//! The page that posts an answer to an app.

use askama::Template;

use super::layout::{html, link};
use super::{HiddenField, Language, asset};

/// A form with an app's answer, which a script sends at once.
pub struct FormPost<'a> {
    /// The app's own address. Only one that is known to be its own, and of the web.
    pub action: &'a str,
    /// What is posted.
    pub fields: &'a [HiddenField<'a>],
}

impl FormPost<'_> {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self, say: &Language) -> String {
        html(&View { say, page: self, action: link(self.action).unwrap_or_default() })
    }
}

#[derive(Template)]
#[template(path = "form_post.html")]
struct View<'a> {
    say: &'a Language,
    page: &'a FormPost<'a>,
    action: &'a str,
}
