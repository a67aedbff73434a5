//! The page that clients load to learn that the session changed. Nobody sees it.

use askama::Template;

use super::asset;
use super::layout::html;

/// The page as HTML; its script reads the cookie of this name.
#[must_use]
pub fn check_session(cookie: &str) -> String {
    html(&View { cookie })
}

#[derive(Template)]
#[template(path = "check_session.html")]
struct View<'a> {
    cookie: &'a str,
}
