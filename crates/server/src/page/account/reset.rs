//! The pages of a forgotten password: where a link is asked for, and where it leads.

use askama::Template;
use idp::login::factor::password::advice::Advice;

use super::advised;
use crate::page::layout::{Explained, html};
use crate::page::{Language, Problem, asset};

/// Where a link is asked for. Posts `username`.
pub struct Forgot<'a> {
    /// What was typed before.
    pub username: &'a str,
    /// Why the form is shown again.
    pub problem: Option<Problem<'a>>,
    /// Whether a link was asked for, and is on its way if there is anybody to send it to.
    pub sent: bool,
}

impl Forgot<'_> {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self, say: &Language) -> String {
        html(&ForgotView { say, page: self, problem: self.problem.map(|problem| problem.explained(say)) })
    }
}

#[derive(Template)]
#[template(path = "account/forgot.html")]
struct ForgotView<'a> {
    say: &'a Language,
    page: &'a Forgot<'a>,
    problem: Option<Explained>,
}

/// Where a link leads. Posts `new_password`, and `keep_password=true` from who insists on it.
pub struct Reset<'a> {
    /// What the person signs in with, for password managers.
    pub username: &'a str,
    /// How many characters a password has at least.
    pub shortest: u16,
    /// What is advised instead of the password that was chosen.
    pub advice: Option<Advice>,
    /// Why the form is shown again.
    pub problem: Option<Problem<'a>>,
}

impl Reset<'_> {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self, say: &Language) -> String {
        html(&ResetView {
            say,
            page: self,
            weak: advised::lines(self.advice, say),
            problem: self.problem.map(|problem| problem.explained(say)),
        })
    }
}

#[derive(Template)]
#[template(path = "account/reset.html")]
struct ResetView<'a> {
    say: &'a Language,
    page: &'a Reset<'a>,
    weak: Option<Vec<String>>,
    problem: Option<Explained>,
}

/// That the password was set; the link leads to where people sign in.
pub struct WasReset<'a> {
    /// Where that is.
    pub href: &'a str,
}

impl WasReset<'_> {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self, say: &Language) -> String {
        html(&WasResetView { say, page: self })
    }
}

#[derive(Template)]
#[template(path = "account/was_reset.html")]
struct WasResetView<'a> {
    say: &'a Language,
    page: &'a WasReset<'a>,
}
