//! `/account/forgot` and `/account/reset`: a forgotten password, renewed by a link that was sent.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode, Uri};
use idp::account::Page;
use idp::login::factor::password::advice::Advice;
use idp::{Reason, Refusal};
use oidc::parameters::Parameters;

use super::{address, choice, is_done};
use crate::flow::account::choice::Chosen;
use crate::flow::account::reset;
use crate::http::Web;
use crate::http::error::{html_page, on_page, problem, see_other, to_browser, to_browser_at};
use crate::http::form::{Form, Received, check_own};
use crate::http::home::language;
use crate::http::named::Named;
use crate::page::account::{Forgot, Reset, WasReset};
use crate::page::{Brand, Language, Opener};

/// Where a link is asked for.
pub(in crate::http) fn forgot_href(language: &Language) -> String {
    format!("/account/forgot?ui_locales={}", language.tag())
}

pub(in crate::http) async fn forgot(State(web): State<Arc<Web>>, headers: HeaderMap, uri: Uri) -> Response {
    let language = language(&web, &headers, uri.query());
    let html = Forgot { username: "", problem: None, sent: is_done(&uri) }.render(language);
    html_page(StatusCode::OK, language, html, Opener::Severed, &[])
}

pub(in crate::http) async fn ask(
    State(web): State<Arc<Web>>,
    uri: Uri,
    Received(headers, form): Received,
) -> Response {
    let language = language(&web, &headers, uri.query());
    let browser = web.cookies.read(&headers);
    let username = form.and_then(|form| {
        read(&form, |parameters| Ok(parameters.get("username")?.unwrap_or_default().to_owned()))
    });
    let username = match username {
        Ok(username) => username,
        Err(refusal) => return to_browser(&refusal, language),
    };
    match reset::ask(&web.node, &username, &browser, language).await {
        Ok(()) => see_other(&web.node.issuer.address(&format!("{}&done=1", forgot_href(language)))),
        Err(refusal) if is_shown_again(refusal.reason) => {
            let page = Forgot { username: &username, problem: Some(problem(&refusal)), sent: false };
            on_page(&refusal, language, page.render(language), Brand::default(), &[])
        }
        Err(refusal) => to_browser_at(Some(&uri), &refusal, language),
    }
}

pub(in crate::http) async fn show(
    State(web): State<Arc<Web>>,
    Named(link): Named,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let language = language(&web, &headers, uri.query());
    page(&web, &link, &headers, language, None, None).await
}

pub(in crate::http) async fn set(
    State(web): State<Arc<Web>>,
    Named(link): Named,
    uri: Uri,
    Received(headers, form): Received,
) -> Response {
    let language = language(&web, &headers, uri.query());
    let browser = web.cookies.read(&headers);
    let choice = match form.and_then(|form| read(&form, choice)) {
        Ok(choice) => choice,
        Err(refusal) => return to_browser(&refusal, language),
    };
    match reset::set(&web.node, &link, choice, &browser, language).await {
        Ok(Chosen::Advised(advice)) => page(&web, &link, &headers, language, None, Some(advice)).await,
        Ok(Chosen::Taken(_whose)) => {
            see_other(&web.node.issuer.address(&format!("/account/reset?ui_locales={}", language.tag())))
        }
        Err(refusal) if is_shown_again(refusal.reason) => {
            page(&web, &link, &headers, language, Some(&refusal), None).await
        }
        Err(refusal) => to_browser(&refusal, language),
    }
}

pub(in crate::http) async fn was_set(State(web): State<Arc<Web>>, headers: HeaderMap, uri: Uri) -> Response {
    let language = language(&web, &headers, uri.query());
    let html = WasReset { href: &address(&web, Page::Overview, language) }.render(language);
    html_page(StatusCode::OK, language, html, Opener::Severed, &[])
}

/// Where the link leads, if it leads anywhere.
async fn page(
    web: &Web,
    link: &str,
    headers: &HeaderMap,
    language: &'static Language,
    refusal: Option<&Refusal>,
    advice: Option<Advice>,
) -> Response {
    let browser = web.cookies.read(headers);
    let username = match reset::open(&web.node, link, &browser).await {
        Ok(username) => username,
        Err(refusal) => return to_browser(&refusal, language),
    };
    let shortest = web.node.settings.passwords.shortest;
    let problem = refusal.map(problem);
    let html = Reset { username: &username, shortest, advice, problem }.render(language);
    match refusal {
        Some(refusal) => on_page(refusal, language, html, Brand::default(), &[]),
        None => html_page(StatusCode::OK, language, html, Opener::Severed, &[]),
    }
}

fn read<T>(form: &Form, read: impl FnOnce(&Parameters<'_>) -> Result<T, Refusal>) -> Result<T, Refusal> {
    check_own(&form.headers)?;
    read(&Parameters::parse(&form.encoded)?)
}

/// Whether another try makes sense, with the form before the person.
const fn is_shown_again(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::PasswordUnfit
            | Reason::PasswordKnown
            | Reason::TooManyTries
            | Reason::TooManyRequests
            | Reason::MailUnsendable
            | Reason::Busy
    )
}
