//! What a page asks an authenticator, by way of the browser, and the page that asks nothing else.

use askama::Template;

use super::brand::Shown;
use super::layout::{Explained, html};
use super::{Brand, Language, Problem, asset};

/// A form that is filled by `passkey.js`. It posts `challenge`, `credential_id` and `client_data`, and either
/// `attestation_object` and `transports`, or `authenticator_data`, `signature` and `user_handle`, all but
/// the transports in base64url.
#[derive(Clone, Debug)]
pub struct Asking {
    /// What the browser is asked, in the JSON of Web Authentication (§5.1.8, §5.1.9).
    pub options: String,
    /// What the form brings back of it.
    pub challenge: String,
    /// Whether a passkey is made, and not used.
    pub makes: bool,
    /// Whether it is offered where people would type their name, too.
    pub autofill: bool,
    /// What is said while it waits and when it fails, in JSON.
    pub words: String,
}

impl Asking {
    /// A form by which a passkey is made.
    #[must_use]
    pub fn creation(options: String, challenge: &str, say: &Language) -> Self {
        let cancelled = say.text("passkey-not-made");
        Self::new(options, challenge, true, words(say, &cancelled))
    }

    /// A form by which a passkey is used.
    #[must_use]
    pub fn request(options: String, challenge: &str, say: &Language) -> Self {
        let cancelled = say.text("passkey-cancelled");
        Self::new(options, challenge, false, words(say, &cancelled))
    }

    fn new(options: String, challenge: &str, makes: bool, words: String) -> Self {
        Self { options, challenge: challenge.to_owned(), makes, autofill: false, words }
    }

    /// The same, offered where people would type their name, too.
    #[must_use]
    pub fn filled_in(self) -> Self {
        Self { autofill: true, ..self }
    }
}

fn words(say: &Language, cancelled: &str) -> String {
    serde_json::json!({
        "waiting": say.text("passkey-waiting"),
        "cancelled": cancelled,
        "known": say.text("passkey-known"),
        "unfit": say.text("passkey-unfit-device"),
        "failed": say.text("passkey-failed"),
        "unsupported": say.text("passkey-unsupported"),
    })
    .to_string()
}

/// The page of a sign-in where a passkey is asked for.
pub struct LoginPasskey<'a> {
    /// The name of the app the person is on the way to.
    pub client: Option<&'a str>,
    /// What that app shows of itself.
    pub brand: Brand<'a>,
    /// Whether it confirms who said who they are before.
    pub confirms: bool,
    /// The form.
    pub asking: &'a Asking,
    /// Where the other ways are, if there are any.
    pub other_href: Option<&'a str>,
    /// For how many days the browser would be remembered, if the person wants it; the form then posts
    /// `remember=true`.
    pub remember_days: Option<u64>,
    /// Where the form of a person is sent who turns back.
    pub cancel_action: &'a str,
    /// Why the page is shown again.
    pub problem: Option<Problem<'a>>,
}

impl LoginPasskey<'_> {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self, say: &Language) -> String {
        let heading = if self.confirms { say.text("passkey-title") } else { say.text("passkey-use") };
        let problem = self.problem.map(|problem| problem.explained(say));
        html(&View { say, page: self, heading, app: self.brand.shown(), problem })
    }
}

#[derive(Template)]
#[template(path = "login_passkey.html")]
struct View<'a> {
    say: &'a Language,
    page: &'a LoginPasskey<'a>,
    heading: String,
    app: Shown<'a>,
    problem: Option<Explained>,
}
