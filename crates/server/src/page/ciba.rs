//! The page that the mail to a person leads to whom an app asks.

use askama::Template;

use super::layout::html;
use super::{Language, asset};

/// One button. Posts nothing.
pub struct Ciba;

impl Ciba {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self, say: &Language) -> String {
        html(&View { say })
    }
}

#[derive(Template)]
#[template(path = "ciba.html")]
struct View<'a> {
    say: &'a Language,
}
