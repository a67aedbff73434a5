//! The page of where the person is signed in.

use askama::Template;

use super::{Frame, Moment, agent};
use crate::page::layout::html;
use crate::page::{Language, asset};

/// The sessions, each with a form that posts `session`; `others` ends all but this one.
pub struct Sessions<'a> {
    /// What every page of the account has.
    pub frame: Frame<'a>,
    /// The sessions, in the order to be shown.
    pub sessions: &'a [SessionRow<'a>],
}

/// One session.
pub struct SessionRow<'a> {
    /// Its name.
    pub id: &'a str,
    /// Whether it is the one of this browser.
    pub here: bool,
    /// What the browser says of itself.
    pub agent: Option<&'a str>,
    /// The address it was begun from.
    pub address: Option<&'a str>,
    /// When it began.
    pub begun_at: Moment,
    /// When it was last used.
    pub last_used_at: Option<Moment>,
    /// The names of the apps that took part in it.
    pub apps: &'a [String],
}

impl SessionRow<'_> {
    fn browser(&self, say: &Language) -> String {
        self.agent.and_then(agent::words).unwrap_or_else(|| say.text("account-browser"))
    }
}

impl Sessions<'_> {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self, say: &Language) -> String {
        let others = self.sessions.iter().any(|session| !session.here);
        html(&View { say, page: self, others })
    }
}

#[derive(Template)]
#[template(path = "account/sessions.html")]
struct View<'a> {
    say: &'a Language,
    page: &'a Sessions<'a>,
    others: bool,
}
