//! The page of the apps that the person uses.

use std::collections::{BTreeMap, HashMap};

use askama::Template;

use super::{Frame, Moment};
use crate::page::layout::{html, link};
use crate::page::scope::{self, Words};
use crate::page::{Language, asset};

/// The apps, each with what it may see and a form that posts `client_id` to take that back.
pub struct Apps<'a> {
    /// What every page of the account has.
    pub frame: Frame<'a>,
    /// The apps, in the order to be shown.
    pub apps: &'a [AppRow<'a>],
}

/// One app.
pub struct AppRow<'a> {
    /// Its identifier.
    pub id: &'a str,
    /// Its name.
    pub name: &'a str,
    /// What it was allowed; nothing for an app that need not ask.
    pub scopes: Option<Vec<&'a str>>,
    /// What administrators say that scopes mean, by language tag.
    pub words: &'a HashMap<String, BTreeMap<String, String>>,
    /// The claims it was allowed by their names, beside what the scopes open.
    pub claims: Vec<&'a str>,
    /// When that was.
    pub allowed_at: Option<Moment>,
    /// Where it begins to sign people in.
    pub start_href: Option<&'a str>,
}

impl AppRow<'_> {
    fn start(&self) -> Option<&str> {
        self.start_href.and_then(link)
    }

    fn words(&self, say: &Language) -> Vec<Words> {
        let scopes = self.scopes.iter().flatten();
        let scopes = scopes.map(|name| scope::words(say, name, self.words.get(*name)));
        let claims = (!self.claims.is_empty()).then(|| scope::words_of_claims(say, &self.claims));
        scopes.chain(claims).collect()
    }
}

impl Apps<'_> {
    /// The page as HTML.
    #[must_use]
    pub fn render(&self, say: &Language) -> String {
        html(&View { say, page: self })
    }
}

#[derive(Template)]
#[template(path = "account/apps.html")]
struct View<'a> {
    say: &'a Language,
    page: &'a Apps<'a>,
}
