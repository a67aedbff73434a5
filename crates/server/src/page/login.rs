//! The page where a person signs in: with user name and password, or through another provider.

use askama::Template;

use super::brand::Shown;
use super::layout::{Explained, html, link};
use super::passkey::Asking;
use super::{Brand, HiddenField, Language, Problem, Upstreams, asset};

/// The ways in. The password form posts `username`, `password` and the hidden fields to `action`; the
/// cancel button posts `decision=cancel` instead, whatever the fields hold.
pub struct Login<'a> {
    /// Where the form is sent.
    pub action: &'a str,
    /// Values that come back unseen.
    pub hidden: &'a [HiddenField<'a>],
    /// The name of the app the person is on the way to.
    pub client: Option<&'a str>,
    /// What that app shows of itself.
    pub brand: Brand<'a>,
    /// Whether a password may be given.
    pub password: bool,
    /// The accounts whose password it may be, where there are several.
    pub accounts: &'a [AccountWay<'a>],
    /// Whether an address alone may lead somewhere, without a password.
    pub address_leads: bool,
    /// What an authenticator is asked, where a passkey will do as well.
    pub passkey: Option<&'a Asking>,
    /// Where its form is sent.
    pub passkey_action: &'a str,
    /// What there is beside it, or instead.
    pub upstreams: Upstreams<'a>,
    /// What was typed before, or what the app suggests (`login_hint`).
    pub username: &'a str,
    /// Why the form is shown again.
    pub problem: Option<Problem<'a>>,
    /// Whether the person can turn back to the app.
    pub cancellable: bool,
    /// Where a forgotten password is renewed.
    pub forgot_href: Option<&'a str>,
    /// Where an account is made.
    pub register_href: Option<&'a str>,
}

/// A kind of account that a password may be of. The form posts its `value` as `account`.
#[derive(Clone, Copy)]
pub struct AccountWay<'a> {
    /// What the form says.
    pub value: &'a str,
    /// The organisation's directory, where it is one's; `None` for an account that is had here.
    pub directory: Option<&'a str>,
    /// Whether it is chosen already.
    pub chosen: bool,
}

impl Login<'_> {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self, say: &Language) -> String {
        let problem = self.problem.map(|problem| problem.explained(say));
        let heading = if self.password { say.text("login-title") } else { say.text("login-identify") };
        html(&View {
            say,
            page: self,
            heading,
            offers: !self.upstreams.offers.is_empty(),
            asks_account: self.accounts.iter().all(|account| !account.chosen) && !self.accounts.is_empty(),
            app: self.brand.shown(),
            forgot: self.forgot_href.and_then(link),
            register: self.register_href.and_then(link),
            problem,
        })
    }
}

#[derive(Template)]
#[template(path = "login.html")]
struct View<'a> {
    say: &'a Language,
    page: &'a Login<'a>,
    heading: String,
    offers: bool,
    /// Whether which account it is has still to be said.
    asks_account: bool,
    app: Shown<'a>,
    forgot: Option<&'a str>,
    register: Option<&'a str>,
    problem: Option<Explained>,
}
