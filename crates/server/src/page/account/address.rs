//! The pages of another e-mail address or mobile number: the number's form, and the codes that confirm either.

use askama::Template;

use super::Frame;
use crate::page::layout::{Explained, html};
use crate::page::{Language, asset};

/// The form of the mobile number. Posts `phone_number` and `current_password`.
pub struct Number<'a> {
    /// What every page of the account has.
    pub frame: Frame<'a>,
    /// What the person signs in with, for password managers.
    pub username: &'a str,
    /// The number as it stands in the form.
    pub number: &'a str,
    /// Whether the number that is kept was confirmed, if one is.
    pub confirmed: Option<bool>,
}

impl Number<'_> {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self, say: &Language) -> String {
        html(&NumberView { say, page: self, problem: self.frame.explained(say) })
    }
}

#[derive(Template)]
#[template(path = "account/number.html")]
struct NumberView<'a> {
    say: &'a Language,
    page: &'a Number<'a>,
    problem: Option<Explained>,
}

/// The codes that confirm a change. Posts `code_new` and `code_old`, or `decision=cancel`.
pub struct AddressCodes<'a> {
    /// What every page of the account has.
    pub frame: Frame<'a>,
    /// Whether it is a number.
    pub is_number: bool,
    /// What it is to be; none where it is to be taken away.
    pub to: Option<&'a str>,
    /// The address before, where that is to confirm it too.
    pub old: Option<&'a str>,
}

impl AddressCodes<'_> {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self, say: &Language) -> String {
        html(&AddressCodesView { say, page: self, problem: self.frame.explained(say) })
    }
}

#[derive(Template)]
#[template(path = "account/address_codes.html")]
struct AddressCodesView<'a> {
    say: &'a Language,
    page: &'a AddressCodes<'a>,
    problem: Option<Explained>,
}
