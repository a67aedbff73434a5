//! The pages on which somebody makes an account.

use askama::Template;
use idp::login::factor::password::advice::Advice;

use super::advised;
use crate::page::brand::Shown;
use crate::page::layout::{Explained, html, link};
use crate::page::{Brand, CodeWay, Language, Problem, asset};

/// Where somebody enters who they are. Posts `given_name`, `family_name`, `email`, `phone_number` and
/// `new_password`, and `keep_password=true` from who insists on it; the cancel button posts `decision=cancel` instead.
pub struct Register<'a> {
    /// The name of the app they are on the way to.
    pub client: Option<&'a str>,
    /// What that app shows of itself.
    pub brand: Brand<'a>,
    /// What was entered before.
    pub given_name: &'a str,
    /// What was entered before.
    pub family_name: &'a str,
    /// What was entered before, or the address that was invited.
    pub email: &'a str,
    /// Whether the address was invited, and no other will do.
    pub invited: bool,
    /// What was entered before.
    pub phone_number: &'a str,
    /// Whether a number is asked for.
    pub asks_number: bool,
    /// Whether there must be one.
    pub needs_number: bool,
    /// How many characters a password has at least.
    pub shortest: u16,
    /// What is advised instead of the password that was chosen.
    pub advice: Option<Advice>,
    /// Where who has an account signs in.
    pub login_href: &'a str,
    /// Why the form is shown again.
    pub problem: Option<Problem<'a>>,
    /// The field that it is about, where it is about one.
    pub wrong: &'a str,
}

impl Register<'_> {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self, say: &Language) -> String {
        html(&RegisterView {
            say,
            page: self,
            app: self.brand.shown(),
            login: link(self.login_href),
            weak: advised::lines(self.advice, say),
            problem: self.problem.map(|problem| problem.explained(say)),
        })
    }
}

#[derive(Template)]
#[template(path = "account/register.html")]
struct RegisterView<'a> {
    say: &'a Language,
    page: &'a Register<'a>,
    app: Shown<'a>,
    login: Option<&'a str>,
    weak: Option<Vec<String>>,
    problem: Option<Explained>,
}

/// Where a code is typed that confirms an address or a number. Posts it as `OTPCode` or `OTPcode`;
/// `resendCode=true` from a form of its own asks for another, and `decision=cancel` turns back.
pub struct RegisterCode<'a> {
    /// The name of the app they are on the way to.
    pub client: Option<&'a str>,
    /// What that app shows of itself.
    pub brand: Brand<'a>,
    /// By which way the code went.
    pub way: CodeWay,
    /// Where it went.
    pub to: &'a str,
    /// Whether codes are made of digits alone.
    pub digits: bool,
    /// Where something else is entered; nothing where that is no longer possible.
    pub anew_href: Option<&'a str>,
    /// Why the form is shown again.
    pub problem: Option<Problem<'a>>,
}

impl RegisterCode<'_> {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self, say: &Language) -> String {
        html(&RegisterCodeView {
            say,
            page: self,
            app: self.brand.shown(),
            anew: self.anew_href.and_then(link),
            problem: self.problem.map(|problem| problem.explained(say)),
        })
    }
}

#[derive(Template)]
#[template(path = "account/register_code.html")]
struct RegisterCodeView<'a> {
    say: &'a Language,
    page: &'a RegisterCode<'a>,
    app: Shown<'a>,
    anew: Option<&'a str>,
    problem: Option<Explained>,
}

/// Where the link in the mail leads. Posts `password`, where that is asked for.
pub struct RegisterLink<'a> {
    /// The address that it confirms.
    pub email: &'a str,
    /// Whether the password is asked for that was chosen, since this is another browser.
    pub asks_password: bool,
    /// Why the form is shown again.
    pub problem: Option<Problem<'a>>,
}

impl RegisterLink<'_> {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self, say: &Language) -> String {
        html(&RegisterLinkView {
            say,
            page: self,
            problem: self.problem.map(|problem| problem.explained(say)),
        })
    }
}

#[derive(Template)]
#[template(path = "account/register_link.html")]
struct RegisterLinkView<'a> {
    say: &'a Language,
    page: &'a RegisterLink<'a>,
    problem: Option<Explained>,
}

/// That the account is there, in another browser than the one where it was begun.
pub struct Registered<'a> {
    /// The app for whose sake it was begun: its name, and where it begins to sign people in.
    pub client: Option<(&'a str, Option<&'a str>)>,
    /// Where people sign in to their account.
    pub href: &'a str,
}

impl Registered<'_> {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self, say: &Language) -> String {
        let start = self.client.and_then(|(_, start)| start).and_then(link);
        html(&RegisteredView { say, page: self, start })
    }
}

#[derive(Template)]
#[template(path = "account/registered.html")]
struct RegisteredView<'a> {
    say: &'a Language,
    page: &'a Registered<'a>,
    start: Option<&'a str>,
}
