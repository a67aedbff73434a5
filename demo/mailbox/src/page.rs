//! What people see: plain values in, HTML out.

use std::net::SocketAddr;

use askama::Template;

use crate::shelf::Caught;

/// The one style sheet.
pub(crate) const STYLE: &str = include_str!("../assets/mailbox.css");

/// What was caught, the newest first.
pub(crate) fn list(messages: &[Caught], to: Option<&str>, smtp: SocketAddr) -> String {
    html(&List { messages, to: to.unwrap_or_default(), smtp })
}

/// One message.
pub(crate) fn one(message: &Caught) -> String {
    html(&One { message })
}

/// No such message.
pub(crate) fn gone() -> String {
    html(&Gone)
}

/// A page is written into memory, and its templates format nothing that can fail.
fn html(page: &impl Template) -> String {
    page.render().unwrap_or_default()
}

#[derive(Template)]
#[template(path = "list.html")]
struct List<'a> {
    messages: &'a [Caught],
    to: &'a str,
    smtp: SocketAddr,
}

#[derive(Template)]
#[template(path = "one.html")]
struct One<'a> {
    message: &'a Caught,
}

#[derive(Template)]
#[template(path = "gone.html")]
struct Gone;

impl Caught {
    /// What stands for it in a list.
    fn title(&self) -> &str {
        self.subject.as_deref().unwrap_or(&self.text)
    }

    /// When it was caught, to the second (UTC).
    fn moment(&self) -> String {
        let (day, time) = self.sent_at.split_once('T').unwrap_or_default();
        format!("{day} {}", time.get(..8).unwrap_or_default())
    }

    /// The channel, in words.
    fn kind(&self) -> &'static str {
        if self.channel == "sms" { "Text message" } else { "Mail" }
    }
}
