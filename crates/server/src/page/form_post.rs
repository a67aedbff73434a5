//! The page that posts what the browser is to take along: an answer to an app, or a message elsewhere.

use askama::Template;

use super::layout::{html, link};
use super::{HiddenField, Language, asset};

/// A form which a script sends at once.
pub struct FormPost<'a> {
    /// Where the browser goes.
    pub toward: Toward,
    /// Their own address. Only one that is known to be theirs, and of the web.
    pub action: &'a str,
    /// What is posted.
    pub fields: &'a [HiddenField<'a>],
}

/// Where a browser goes that takes something along.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Toward {
    /// Back to the app.
    App,
    /// To whoever has the next step, or from there to us.
    NextStep,
}

impl FormPost<'_> {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self, say: &Language) -> String {
        let (title, lead) = match self.toward {
            Toward::App => (say.text("return-title"), say.text("return-lead")),
            Toward::NextStep => (say.text("onward-title"), say.text("onward-lead")),
        };
        html(&View { say, page: self, title, lead, action: link(self.action).unwrap_or_default() })
    }
}

#[derive(Template)]
#[template(path = "form_post.html")]
struct View<'a> {
    say: &'a Language,
    page: &'a FormPost<'a>,
    title: String,
    lead: String,
    action: &'a str,
}
