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
    /// How much there is behind the links.
    pub counts: Counts,
    /// Whether people may remove their accounts.
    pub removable: bool,
}

/// How many there are of what people have many of.
#[derive(Clone, Copy, Default, Debug)]
pub struct Counts {
    /// Authenticator apps.
    pub apps_of_codes: u64,
    /// Passkeys.
    pub passkeys: u64,
    /// Phones that answer for the person.
    pub phones: u64,
    /// Browsers that are asked for no further factor.
    pub devices: u64,
    /// Identities elsewhere.
    pub identities: u64,
    /// Apps that were allowed something, and those of the house that were signed in to.
    pub apps: u64,
    /// Sessions.
    pub sessions: u64,
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
