//! The page that leads to the others.

use askama::Template;

use super::Frame;
use crate::page::layout::html;
use crate::page::{Account, Language, asset};

/// Who it is, and what they can look at or change.
pub struct Overview<'a> {
    /// What every page of the account has.
    pub frame: Frame<'a>,
    /// What the person signs in with.
    pub username: &'a str,
    /// The person's name, where known.
    pub name: Option<&'a str>,
    /// The person's e-mail address, if they have one here.
    pub email: Option<&'a str>,
    /// Whether there are other providers to sign in by.
    pub identities: bool,
}

impl Overview<'_> {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self, say: &Language) -> String {
        let account = Account { username: self.username, name: self.name };
        html(&View { say, page: self, called: account.called() })
    }
}

#[derive(Template)]
#[template(path = "account/overview.html")]
struct View<'a> {
    say: &'a Language,
    page: &'a Overview<'a>,
    called: String,
}
