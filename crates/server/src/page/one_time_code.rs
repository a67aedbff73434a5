//! The page where a person types the code that was sent to them.

use askama::Template;

use super::brand::Shown;
use super::layout::{Explained, html, link};
use super::{Brand, Language, Problem, asset};

/// By which way a code went.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum CodeWay {
    /// By e-mail.
    Email,
    /// By SMS.
    Sms,
}

/// The form. Posts the code as `OTPCode` or `OTPcode`; `resendCode=true` from a form of its own asks for
/// another, and `decision=cancel` turns back.
pub struct OneTimeCode<'a> {
    /// Where the forms are sent.
    pub action: &'a str,
    /// The name of the app the person is on the way to.
    pub client: Option<&'a str>,
    /// What that app shows of itself.
    pub brand: Brand<'a>,
    /// By which way the code went.
    pub way: CodeWay,
    /// Where it went, masked; nothing where none was sent.
    pub to: Option<&'a str>,
    /// Whether it is known not to have arrived.
    pub undelivered: bool,
    /// For how many seconds it still counts.
    pub counts_for: u64,
    /// Whether another may be asked for, now or soon.
    pub may_resend: bool,
    /// Whether codes are made of digits alone.
    pub digits: bool,
    /// Where another way is chosen, if there is one.
    pub another_href: Option<&'a str>,
    /// For how many days the browser would be remembered, if the person wants it; the form then posts
    /// `remember=true`.
    pub remember_days: Option<u64>,
    /// Why the form is shown again.
    pub problem: Option<Problem<'a>>,
}

impl OneTimeCode<'_> {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self, say: &Language) -> String {
        let counts = match self.counts_for {
            0 => say.text("code-over"),
            1..=119 => say.counted("code-counts-seconds", self.counts_for),
            // Rather too little than too much.
            _ => say.counted("code-counts-minutes", self.counts_for / 60),
        };
        html(&View {
            say,
            page: self,
            app: self.brand.shown(),
            // The fields that programs of the source system fill in.
            field: match self.way {
                CodeWay::Email => "OTPCode",
                CodeWay::Sms => "OTPcode",
            },
            counts,
            another: self.another_href.and_then(link),
            problem: self.problem.map(|problem| problem.explained(say)),
        })
    }
}

#[derive(Template)]
#[template(path = "one_time_code.html")]
struct View<'a> {
    say: &'a Language,
    page: &'a OneTimeCode<'a>,
    app: Shown<'a>,
    field: &'static str,
    counts: String,
    another: Option<&'a str>,
    problem: Option<Explained>,
}
