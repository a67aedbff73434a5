//! The page of the other providers by which the person may sign in.

use askama::Template;

use super::{Frame, Moment};
use crate::page::layout::html;
use crate::page::{Language, asset};

/// The identities elsewhere that are linked to the account, each with a form that posts `identity` to
/// unlink it; and the providers by which one may be linked, each with a form that posts `upstream`.
pub struct Identities<'a> {
    /// What every page of the account has.
    pub frame: Frame<'a>,
    /// What is linked, in the order to be shown.
    pub identities: &'a [IdentityRow<'a>],
    /// Where one may be linked.
    pub upstreams: &'a [UpstreamRow<'a>],
}

/// One identity elsewhere.
pub struct IdentityRow<'a> {
    /// What the form says that is to be unlinked.
    pub id: &'a str,
    /// What people know the provider by.
    pub name: &'a str,
    /// Since when it is linked.
    pub linked_at: Moment,
    /// When somebody last came by it.
    pub last_used_at: Moment,
    /// Whether there is no other way into the account, so that it must stay.
    pub only_way_in: bool,
}

/// A provider by which an identity may be linked.
pub struct UpstreamRow<'a> {
    /// What the form says that was chosen.
    pub id: &'a str,
    /// What people know it by.
    pub name: &'a str,
}

impl Identities<'_> {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self, say: &Language) -> String {
        html(&View { say, page: self, problem: self.frame.explained(say) })
    }
}

#[derive(Template)]
#[template(path = "account/identities.html")]
struct View<'a> {
    say: &'a Language,
    page: &'a Identities<'a>,
    problem: Option<crate::page::layout::Explained>,
}
