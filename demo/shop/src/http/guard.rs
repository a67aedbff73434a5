//! What holds of every request and every answer.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, ORIGIN, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;

use super::answer::html;
use super::visitor::Visitor;
use crate::Desk;
use crate::page::{Frame, Notice};

/// Nothing is fetched from elsewhere, nothing runs, nothing is framed. Forms may lead anywhere that is
/// `https`, because the one that identifies leads on to the provider and through it to a bank, wherever that
/// is, and browsers hold the whole way to this line.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'none'; \
                      base-uri 'none'; form-action 'self' https:";
/// The same for a shop on this machine, whose provider and banks may be here too.
const POLICY_HERE: &str = "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'none'; \
                           base-uri 'none'; form-action 'self' https: http://localhost:* http://127.0.0.1:*";

/// Forms that another site's page had a browser send here are not looked at.
pub(super) async fn foreign_forms(State(desk): State<Arc<Desk>>, request: Request, next: Next) -> Response {
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if !reads && is_foreign(request.headers(), &desk.base) {
        let visitor = Visitor::of(request.headers());
        let words = visitor.language.words();
        let frame = Frame { chooses: false, ..Frame::new(visitor.language, None) };
        let page = Notice { frame, title: words.foreign_title, text: words.foreign_text, orders: &[] };
        return html(StatusCode::FORBIDDEN, &page);
    }
    next.run(request).await
}

fn is_foreign(headers: &HeaderMap, base: &str) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    match (text("sec-fetch-site"), text(ORIGIN.as_str())) {
        (Some(site), _) => !matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => origin != base,
        (None, None) => false,
    }
}

/// Fences every page in.
pub(super) async fn headers(State(desk): State<Arc<Desk>>, request: Request, next: Next) -> Response {
    let policy = if desk.base.starts_with("http:") { POLICY_HERE } else { POLICY };
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (CONTENT_SECURITY_POLICY, policy),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "same-origin"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}
