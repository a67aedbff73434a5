//! The page at the bare address.

use askama::Template;

use super::layout::{html, link};
use super::{Account, Language, asset};

/// Tells visitors whether, and as whom, they are signed in.
pub struct Home<'a> {
    /// Who is signed in, if anybody is.
    pub account: Option<Account<'a>>,
    /// Where signing out begins; a page that asks first, so a link does.
    pub logout_href: &'a str,
}

impl Home<'_> {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self, say: &Language) -> String {
        html(&View { say, account: self.account, logout: link(self.logout_href) })
    }
}

#[derive(Template)]
#[template(path = "home.html")]
struct View<'a> {
    say: &'a Language,
    account: Option<Account<'a>>,
    logout: Option<&'a str>,
}
