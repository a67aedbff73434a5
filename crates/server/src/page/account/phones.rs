//! The page of the phones that answer for the person, and the one that a new phone scans.

use askama::Template;

use super::{Frame, Moment};
use crate::page::layout::html;
use crate::page::qr::{Qr, qr};
use crate::page::{Language, asset};

/// The phones of the person, each with forms that post `rename` with a `name`, and `remove`; and one that posts
/// `enrol`.
pub struct Phones<'a> {
    /// What every page of the account has.
    pub frame: Frame<'a>,
    /// What there is, in the order to be shown.
    pub phones: &'a [PhoneRow<'a>],
}

/// One phone.
pub struct PhoneRow<'a> {
    /// What the forms say that it is about.
    pub id: &'a str,
    /// What the person calls it.
    pub name: Option<&'a str>,
    /// When it was added.
    pub created_at: Moment,
    /// When it last answered.
    pub last_used_at: Option<Moment>,
    /// Whether its PIN was wrong too often.
    pub locked: bool,
}

/// What a new phone is to open.
pub struct PhoneEnrolment<'a> {
    /// What every page of the account has.
    pub frame: Frame<'a>,
    /// The address, for the picture and for the phone itself.
    pub address: &'a str,
}

impl Phones<'_> {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self, say: &Language) -> String {
        html(&View { say, page: self, problem: self.frame.explained(say) })
    }
}

impl PhoneEnrolment<'_> {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self, say: &Language) -> String {
        html(&EnrolmentView { say, page: self, qr: qr(self.address) })
    }
}

#[derive(Template)]
#[template(path = "account/phones.html")]
struct View<'a> {
    say: &'a Language,
    page: &'a Phones<'a>,
    problem: Option<crate::page::layout::Explained>,
}

#[derive(Template)]
#[template(path = "account/phone.html")]
struct EnrolmentView<'a> {
    say: &'a Language,
    page: &'a PhoneEnrolment<'a>,
    qr: Option<Qr>,
}
