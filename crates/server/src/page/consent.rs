//! The page where a person says what an app may do.

use std::collections::{BTreeMap, HashMap};

use askama::Template;

use super::brand::Shown;
use super::layout::{html, link};
use super::scope::{self, Words};
use super::{Account, Brand, HiddenField, Language, asset};

/// The consent form. Posts `decision=allow` or `decision=deny` and the hidden fields to `action`.
pub struct Consent<'a> {
    /// Where the form is sent.
    pub action: &'a str,
    /// Values that come back unseen.
    pub hidden: &'a [HiddenField<'a>],
    /// The app's name.
    pub client: &'a str,
    /// What the app shows of itself.
    pub brand: Brand<'a>,
    /// Who is asked.
    pub account: Account<'a>,
    /// The scopes asked for, by their names, in the order to be shown.
    pub scopes: &'a [&'a str],
    /// What administrators say that scopes mean, by language tag.
    pub words: &'a HashMap<String, BTreeMap<String, String>>,
    /// The claims asked for by their names, beside what the scopes open.
    pub claims: &'a [&'a str],
    /// The host the browser goes to afterwards.
    pub return_host: Option<&'a str>,
    /// Whether an answer is kept, so that the same is not asked again.
    pub remembered: bool,
    /// Where another account is chosen.
    pub switch_href: Option<&'a str>,
    /// What is known of the device that asks, where that is another one.
    pub elsewhere: Option<ConsentElsewhere<'a>>,
}

/// What the person can tell their own request from somebody else's by, where it came from another device.
#[derive(Clone, Copy, Default)]
pub struct ConsentElsewhere<'a> {
    /// The code that the device shows.
    pub code: Option<&'a str>,
    /// What the app says, where it says something.
    pub message: Option<&'a str>,
    /// The network address that it asked from.
    pub address: Option<&'a str>,
}

impl Consent<'_> {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self, say: &Language) -> String {
        let scopes = self.scopes.iter().map(|name| scope::words(say, name, self.words.get(*name)));
        let claims = (!self.claims.is_empty()).then(|| scope::words_of_claims(say, self.claims));
        html(&View {
            say,
            page: self,
            scopes: scopes.chain(claims).collect(),
            switch: self.switch_href.and_then(link),
            app: self.brand.shown(),
        })
    }
}

#[derive(Template)]
#[template(path = "consent.html")]
struct View<'a> {
    say: &'a Language,
    page: &'a Consent<'a>,
    scopes: Vec<Words>,
    switch: Option<&'a str>,
    app: Shown<'a>,
}
