//! The pages on which a person answers another device.

use askama::Template;

use super::layout::{Explained, html};
use super::{Language, Problem, asset};

/// Where the code is typed that a device shows. Posts `user_code`.
pub struct Device<'a> {
    /// What was typed before, or came with the address.
    pub code: &'a str,
    /// Whether it came with the address, so that the person is to compare it.
    pub came_with_it: bool,
    /// Why the form is shown again.
    pub problem: Option<Problem<'a>>,
}

impl Device<'_> {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self, say: &Language) -> String {
        html(&View { say, page: self, problem: self.problem.map(|problem| problem.explained(say)) })
    }
}

#[derive(Template)]
#[template(path = "device.html")]
struct View<'a> {
    say: &'a Language,
    page: &'a Device<'a>,
    problem: Option<Explained>,
}

/// That the person's word is on its way to the device.
pub struct DeviceSaid {
    /// Whether they said yes.
    pub yes: bool,
}

impl DeviceSaid {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self, say: &Language) -> String {
        html(&SaidView { say, page: self })
    }
}

#[derive(Template)]
#[template(path = "device_said.html")]
struct SaidView<'a> {
    say: &'a Language,
    page: &'a DeviceSaid,
}
