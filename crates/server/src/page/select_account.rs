//! The page where a person says as whom to go on.

use askama::Template;

use super::brand::Shown;
use super::layout::{html, link};
use super::{Account, Brand, Language, asset};

/// The form. Posts `decision=continue` to go on as the account, or `decision=cancel`.
pub struct SelectAccount<'a> {
    /// Where the form is sent.
    pub action: &'a str,
    /// The app's name.
    pub client: &'a str,
    /// What the app shows of itself.
    pub brand: Brand<'a>,
    /// Who is signed in.
    pub account: Account<'a>,
    /// Where another account is chosen.
    pub another_href: &'a str,
}

impl SelectAccount<'_> {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self, say: &Language) -> String {
        html(&View { say, page: self, app: self.brand.shown(), another: link(self.another_href) })
    }
}

#[derive(Template)]
#[template(path = "select_account.html")]
struct View<'a> {
    say: &'a Language,
    page: &'a SelectAccount<'a>,
    app: Shown<'a>,
    another: Option<&'a str>,
}
