//! The page where an authenticator app is added.

use askama::Template;

use super::Frame;
use crate::page::layout::html;
use crate::page::qr::{Qr, qr};
use crate::page::{Language, asset};

/// What the app is to take in, and the form that posts `code` and `name`.
pub struct Totp<'a> {
    /// What every page of the account has.
    pub frame: Frame<'a>,
    /// The `otpauth` address, for the picture and for an app on this very device.
    pub address: &'a str,
    /// The key for typing in.
    pub typed: &'a str,
    /// What was entered as its name.
    pub name: &'a str,
}

impl Totp<'_> {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self, say: &Language) -> String {
        html(&View { say, page: self, qr: qr(self.address), problem: self.frame.explained(say) })
    }
}

#[derive(Template)]
#[template(path = "account/totp.html")]
struct View<'a> {
    say: &'a Language,
    page: &'a Totp<'a>,
    qr: Option<Qr>,
    problem: Option<crate::page::layout::Explained>,
}
