//! The page of what proves the person beside their password.

use askama::Template;

use super::{Frame, Moment, agent};
use crate::page::layout::html;
use crate::page::{Language, asset};

/// What there is, each with a form that posts `action` (`name` or `remove`) and `id`; a form that posts
/// `action=add_totp`; and one that posts `action=renew_codes`.
pub struct Factors<'a> {
    /// What every page of the account has.
    pub frame: Frame<'a>,
    /// Authenticator apps.
    pub factors: &'a [FactorRow<'a>],
    /// How many recovery codes are left; nothing where there is no factor that they would stand for.
    pub codes_left: Option<usize>,
    /// The browsers that are remembered.
    pub devices: &'a [DeviceRow<'a>],
}

/// A factor that the person set up.
pub struct FactorRow<'a> {
    /// What the forms say that is meant.
    pub id: &'a str,
    /// What the person calls it.
    pub name: Option<&'a str>,
    /// When it was added.
    pub added_at: Moment,
    /// When it last proved the person.
    pub last_used_at: Option<Moment>,
}

/// A browser in which no further factor is asked for.
pub struct DeviceRow<'a> {
    /// What the form says that is meant.
    pub id: &'a str,
    /// What it said of itself.
    pub agent: Option<&'a str>,
    /// Since when.
    pub added_at: Moment,
    /// Until when.
    pub until: Option<Moment>,
}

impl FactorRow<'_> {
    fn called(&self) -> &str {
        self.name.unwrap_or_default()
    }
}

impl DeviceRow<'_> {
    fn browser(&self, say: &Language) -> String {
        self.agent.and_then(agent::words).unwrap_or_else(|| say.text("account-browser"))
    }
}

impl Factors<'_> {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self, say: &Language) -> String {
        html(&View { say, page: self, problem: self.frame.explained(say) })
    }
}

#[derive(Template)]
#[template(path = "account/factors.html")]
struct View<'a> {
    say: &'a Language,
    page: &'a Factors<'a>,
    problem: Option<crate::page::layout::Explained>,
}
