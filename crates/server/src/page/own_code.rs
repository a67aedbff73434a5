//! The page where a person types a code that they have themselves.

use askama::Template;

use super::brand::Shown;
use super::layout::{Explained, html};
use super::{Brand, Language, Problem, asset};

/// Which code it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OwnCodeKind {
    /// Shown by an authenticator app.
    Totp,
    /// Kept for when the rest is lost.
    Recovery,
}

/// The form. Posts the code as `code`; `decision=cancel` turns back.
pub struct OwnCode<'a> {
    /// Where the form is sent.
    pub action: &'a str,
    /// The name of the app the person is on the way to.
    pub client: Option<&'a str>,
    /// What that app shows of itself.
    pub brand: Brand<'a>,
    /// Which code it is.
    pub kind: OwnCodeKind,
    /// Where another way is chosen, if there is one.
    pub another_href: Option<&'a str>,
    /// For how many days the browser would be remembered, if the person wants it; the form then posts
    /// `remember=true`.
    pub remember_days: Option<u64>,
    /// Why the form is shown again.
    pub problem: Option<Problem<'a>>,
}

impl OwnCode<'_> {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self, say: &Language) -> String {
        let digits = self.kind == OwnCodeKind::Totp;
        let (title, lead, label) = match self.kind {
            OwnCodeKind::Totp => (say.text("totp-title"), say.text("totp-lead"), say.text("totp-code")),
            OwnCodeKind::Recovery => (
                say.text("recovery-code-title"),
                say.text("recovery-code-lead"),
                say.text("recovery-code-field"),
            ),
        };
        let problem = self.problem.map(|problem| problem.explained(say));
        html(&View { say, page: self, app: self.brand.shown(), digits, title, lead, label, problem })
    }
}

#[derive(Template)]
#[template(path = "own_code.html")]
struct View<'a> {
    say: &'a Language,
    page: &'a OwnCode<'a>,
    app: Shown<'a>,
    digits: bool,
    title: String,
    lead: String,
    label: String,
    problem: Option<Explained>,
}
