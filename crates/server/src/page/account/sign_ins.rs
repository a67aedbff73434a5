//! The page of when somebody signed in, or tried to.

use askama::Template;

use super::{Frame, Moment, agent};
use crate::page::layout::html;
use crate::page::{Language, asset};

/// The sign-ins of late.
pub struct SignIns<'a> {
    /// What every page of the account has.
    pub frame: Frame<'a>,
    /// The sign-ins, in the order to be shown.
    pub sign_ins: &'a [SignInRow<'a>],
}

/// One sign-in.
pub struct SignInRow<'a> {
    /// When.
    pub at: Moment,
    /// Whether the person was signed in.
    pub succeeded: bool,
    /// Whether what they gave was right, and more was asked for.
    pub continued: bool,
    /// Whether it was by a password here.
    pub by_password: bool,
    /// What the browser said of itself.
    pub agent: Option<&'a str>,
    /// The address it came from.
    pub address: Option<&'a str>,
    /// What people know the provider by that said who it was, where it was not a password here.
    pub upstream: Option<&'a str>,
    /// The name of the app it was for.
    pub app: Option<&'a str>,
    /// Whether it was for the account itself.
    pub at_account: bool,
}

impl SignInRow<'_> {
    fn browser(&self, say: &Language) -> String {
        self.agent.and_then(agent::words).unwrap_or_else(|| say.text("account-browser"))
    }
}

impl SignIns<'_> {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self, say: &Language) -> String {
        html(&View { say, page: self })
    }
}

#[derive(Template)]
#[template(path = "account/sign_ins.html")]
struct View<'a> {
    say: &'a Language,
    page: &'a SignIns<'a>,
}
