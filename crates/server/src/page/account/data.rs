//! The page of all that is kept of the person, and the one that stands where an account was.

use askama::Template;

use super::Frame;
use crate::page::layout::{Explained, html};
use crate::page::{Language, asset};

/// Two forms: one posts `export`, and is answered with a file; the other posts `remove` and, where the person means
/// it, `confirm`.
pub struct Data<'a> {
    /// What every page of the account has.
    pub frame: Frame<'a>,
    /// Whether people may remove their accounts.
    pub removable: bool,
}

impl Data<'_> {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self, say: &Language) -> String {
        html(&View { say, page: self, problem: self.frame.explained(say) })
    }
}

#[derive(Template)]
#[template(path = "account/data.html")]
struct View<'a> {
    say: &'a Language,
    page: &'a Data<'a>,
    problem: Option<Explained>,
}

/// That the account is gone.
pub struct Gone;

impl Gone {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self, say: &Language) -> String {
        html(&GoneView { say })
    }
}

#[derive(Template)]
#[template(path = "account/gone.html")]
struct GoneView<'a> {
    say: &'a Language,
}
