//! The pages where a person signs out: the question, and that it is done.

use askama::Template;

use super::header::leads_somewhere;
use super::layout::{html, link};
use super::{Account, HiddenField, Language, ReturnTo, asset};

/// Asks before signing out. Posts `consent=approve` or `consent=deny` and the hidden fields to `action`.
pub struct Logout<'a> {
    /// Where the form is sent.
    pub action: &'a str,
    /// Values that come back unseen.
    pub hidden: &'a [HiddenField<'a>],
    /// The app that asks for it, if one does.
    pub client: Option<&'a str>,
    /// Who is signed in.
    pub account: Option<Account<'a>>,
}

impl Logout<'_> {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self, say: &Language) -> String {
        html(&LogoutView { say, page: self })
    }
}

/// Says that the person is signed out.
pub struct LoggedOut<'a> {
    /// Where the person may go on to.
    pub return_to: Option<ReturnTo<'a>>,
    /// Where the browser goes on to by itself, as soon as the frames are loaded and in any case soon.
    /// Only one that is known to be the app's own, or the upstream's that the person came from.
    pub onward: Option<&'a str>,
    /// Addresses of apps that are loaded unseen.
    pub frames: &'a [String],
}

impl LoggedOut<'_> {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self, say: &Language) -> String {
        html(&LoggedOutView {
            say,
            return_to: self.return_to.filter(|to| link(to.href).is_some()),
            onward: self.onward.filter(|to| leads_somewhere(to)),
            frames: self.frames.iter().filter_map(|frame| link(frame)).collect(),
        })
    }
}

#[derive(Template)]
#[template(path = "logout.html")]
struct LogoutView<'a> {
    say: &'a Language,
    page: &'a Logout<'a>,
}

#[derive(Template)]
#[template(path = "logged_out.html")]
struct LoggedOutView<'a> {
    say: &'a Language,
    return_to: Option<ReturnTo<'a>>,
    onward: Option<&'a str>,
    frames: Vec<&'a str>,
}
