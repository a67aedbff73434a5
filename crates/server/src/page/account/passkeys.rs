//! The page of the person's passkeys.

use askama::Template;

use super::{Frame, Moment};
use crate::page::layout::html;
use crate::page::passkey::Asking;
use crate::page::{Language, asset};

/// The passkeys of the person, each with forms that post `rename` with a `name`, and `remove`; and how another
/// is added.
pub struct Passkeys<'a> {
    /// What every page of the account has.
    pub frame: Frame<'a>,
    /// What there is, in the order to be shown.
    pub passkeys: &'a [PasskeyRow<'a>],
    /// How another is added.
    pub adding: &'a Adding,
}

/// One passkey.
pub struct PasskeyRow<'a> {
    /// What the forms say that it is about.
    pub id: &'a str,
    /// What the person calls it.
    pub name: Option<&'a str>,
    /// When it was added.
    pub created_at: Moment,
    /// When it was last used.
    pub last_used_at: Option<Moment>,
    /// Whether it may be on several devices.
    pub synced: bool,
    /// Whether there is no other way into the account, so that it must stay.
    pub only_way_in: bool,
}

/// How a passkey is added.
pub enum Adding {
    /// By this form.
    Here(Box<Asking>),
    /// After the person proved who they are, by a form that posts `prove`.
    ProveFirst,
    /// Not at all: there are as many as may be.
    Full,
    /// Not at this address.
    Nowhere,
}

impl Passkeys<'_> {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self, say: &Language) -> String {
        html(&View { say, page: self, problem: self.frame.explained(say) })
    }
}

#[derive(Template)]
#[template(path = "account/passkeys.html")]
struct View<'a> {
    say: &'a Language,
    page: &'a Passkeys<'a>,
    problem: Option<crate::page::layout::Explained>,
}
