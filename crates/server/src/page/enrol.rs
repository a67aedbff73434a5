//! The pages where a person of whom a second step is asked, and who has none, sets one up on the way.

use askama::Template;

use super::brand::Shown;
use super::factor::Offer;
use super::layout::{Explained, html};
use super::passkey::Asking;
use super::qr::{Qr, qr};
use super::{Brand, Language, Problem, asset};

/// What is set up, and on the way to where. Every form but the last is sent to the page's own address; the last
/// posts `decision=cancel`.
pub struct Enrol<'a> {
    /// The name of the app the person is on the way to.
    pub client: Option<&'a str>,
    /// What that app shows of itself.
    pub brand: Brand<'a>,
    /// What is set up.
    pub new: New<'a>,
    /// Where something else is chosen, if there is anything.
    pub another_href: Option<&'a str>,
    /// Where the form of a person is sent who turns back.
    pub cancel_action: &'a str,
    /// Why the page is shown again.
    pub problem: Option<Problem<'a>>,
}

/// What is set up.
pub enum New<'a> {
    /// One of these, each on its own page.
    Choice(&'a [Offer<'a>]),
    /// An authenticator app.
    App(NewApp<'a>),
    /// A passkey; the form posts `name` beside what the script fills in.
    Passkey(&'a Asking),
}

/// What an authenticator app takes in; the form posts `code` and `name`.
pub struct NewApp<'a> {
    /// The `otpauth` address, for the picture and for an app on this very device.
    pub address: &'a str,
    /// The key for typing in.
    pub typed: &'a str,
    /// What was entered as its name.
    pub name: &'a str,
}

impl Enrol<'_> {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self, say: &Language) -> String {
        let problem = self.problem.map(|problem| problem.explained(say));
        let qr = match &self.new {
            New::App(new) => qr(new.address),
            New::Choice(_) | New::Passkey(_) => None,
        };
        html(&View { say, page: self, app: self.brand.shown(), qr, problem })
    }
}

#[derive(Template)]
#[template(path = "enrol.html")]
struct View<'a> {
    say: &'a Language,
    page: &'a Enrol<'a>,
    app: Shown<'a>,
    qr: Option<Qr>,
    problem: Option<Explained>,
}
