//! `/login/{handle}`: the page where a person proves who they are.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::header::SET_COOKIE;
use http::{HeaderMap, StatusCode, Uri};
use idp::{Reason, Refusal};
use jose::secret::Secret;
use oidc::parameters::Parameters;

use super::Web;
use super::authorize::go_on;
use super::error::{html_page, on_page, problem, to_browser, to_browser_at};
use super::form::{Form, Received, check_own};
use super::home::language;
use super::named::Named;
use crate::flow::login::{Given, Shown};
use crate::flow::{self, Browser};
use crate::page::{self, Language, Opener};

pub(super) async fn show(
    State(web): State<Arc<Web>>,
    Named(handle): Named,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let language = language(&headers, uri.query());
    let browser = web.cookies.read(&headers);
    match flow::login::show(&web.node, &handle, &browser).await {
        Ok(shown) => {
            let username = shown.wanted.login_hint.clone().unwrap_or_default();
            let html = render(&shown, &username, None, language);
            html_page(StatusCode::OK, html, Opener::Kept, &targets(&shown))
        }
        Err(refusal) => to_browser_at(Some(&uri), &refusal, language),
    }
}

pub(super) async fn submit(
    State(web): State<Arc<Web>>,
    Named(handle): Named,
    uri: Uri,
    Received(headers, form): Received,
) -> Response {
    let language = language(&headers, uri.query());
    let browser = web.cookies.read(&headers);
    let entered = match form.and_then(|form| read(&form)) {
        Ok(entered) => entered,
        Err(refusal) => return to_browser(&refusal, language),
    };
    let Entered::Credentials(given) = entered else {
        return match flow::login::cancel(&web.node, &handle, &browser).await {
            Ok(answer) => go_on(&web, answer, Some(&handle), language),
            Err(refusal) => to_browser_at(Some(&uri), &refusal, language),
        };
    };
    let username = given.username.clone();
    match flow::login::sign_in(&web.node, &handle, given, &browser).await {
        Ok(settled) => {
            let mut response = go_on(&web, settled.answer, Some(&handle), language);
            if let Some(cookie) = web.cookies.session(settled.session_cookie.expose()) {
                response.headers_mut().append(SET_COOKIE, cookie);
            }
            response
        }
        Err(refusal) if is_shown_again(refusal.reason) => {
            again(&web, &handle, &username, &refusal, &browser, language).await
        }
        Err(refusal) => to_browser_at(Some(&uri), &refusal, language),
    }
}

/// What somebody entered.
enum Entered {
    Credentials(Given),
    Cancel,
}

fn read(form: &Form) -> Result<Entered, Refusal> {
    check_own(&form.headers)?;
    let parameters = Parameters::parse(&form.encoded)?;
    if parameters.get("decision")? == Some("cancel") {
        return Ok(Entered::Cancel);
    }
    let text = |name| parameters.get(name).map(|value| value.unwrap_or_default().to_owned());
    Ok(Entered::Credentials(Given { username: text("username")?, password: Secret::new(text("password")?) }))
}

/// Whether another try makes sense as long as what was entered is still before the person.
const fn is_shown_again(reason: Reason) -> bool {
    matches!(reason, Reason::PasswordWrong | Reason::TooManyTries | Reason::TooManyRequests | Reason::Busy)
}

/// The page once more, with what was wrong.
async fn again(
    web: &Web,
    handle: &str,
    username: &str,
    refusal: &Refusal,
    browser: &Browser,
    language: &Language,
) -> Response {
    match flow::login::show(&web.node, handle, browser).await {
        Ok(shown) => {
            let html = render(&shown, username, Some(refusal), language);
            on_page(refusal, html, &targets(&shown))
        }
        Err(gone) => to_browser(&gone, language),
    }
}

fn render(shown: &Shown, username: &str, refusal: Option<&Refusal>, language: &Language) -> String {
    page::Login {
        // Empty: the form goes back to the page's own address, languages included.
        action: "",
        hidden: &[],
        client: Some(&shown.client),
        username,
        problem: refusal.map(problem),
        cancellable: true,
        forgot_href: None,
        register_href: None,
    }
    .render(language)
}

/// Where the form may lead: to the client, and on from there (browsers hold the policy against
/// every hop).
fn targets(shown: &Shown) -> [&str; 2] {
    [&shown.wanted.return_origin, "https:"]
}
