//! The page where a person chooses how to prove themselves further.

use askama::Template;

use super::brand::Shown;
use super::layout::{Explained, html};
use super::{Brand, Language, Problem, asset};

/// The ways there are. Each leads to its own page; the only button posts `decision=cancel`.
pub struct Factor<'a> {
    /// Where the form is sent.
    pub action: &'a str,
    /// The name of the app the person is on the way to.
    pub client: Option<&'a str>,
    /// What that app shows of itself.
    pub brand: Brand<'a>,
    /// The ways.
    pub offers: &'a [Offer<'a>],
    /// Why there is none.
    pub problem: Option<Problem<'a>>,
}

/// A way.
pub struct Offer<'a> {
    /// Its stable name, such as `totp`.
    pub method: &'a str,
    /// Where a code is sent, masked.
    pub to: Option<&'a str>,
    /// Its page.
    pub href: &'a str,
}

impl Factor<'_> {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self, say: &Language) -> String {
        let problem = self.problem.map(|problem| problem.explained(say));
        html(&View { say, page: self, app: self.brand.shown(), problem })
    }
}

#[derive(Template)]
#[template(path = "factor.html")]
struct View<'a> {
    say: &'a Language,
    page: &'a Factor<'a>,
    app: Shown<'a>,
    problem: Option<Explained>,
}
