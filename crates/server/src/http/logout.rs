//! `/oidc/logout` (OpenID Connect RP-Initiated Logout), the page that asks, and
//! `/upstream/{id}/logout/callback`, where whoever was signed out at an upstream too comes back.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use http::header::{CONTENT_SECURITY_POLICY, SET_COOKIE};
use http::{HeaderMap, HeaderValue, StatusCode, Uri};
use idp::Refusal;
use idp::logout::Answer;
use oidc::logout::EndSessionRequest;
use oidc::parameters::{Malformed, Parameters};

use super::Web;
use super::error::{html_page, see_other, to_browser, to_browser_at};
use super::form::{Form, Received, check_own, way_round};
use super::home::language;
use super::named::Named;
use crate::flow;
use crate::flow::logout::Shown;
use crate::page::{self, Account, Language, Opener};

pub(super) async fn by_query(State(web): State<Arc<Web>>, headers: HeaderMap, uri: Uri) -> Response {
    let encoded = uri.query().unwrap_or_default();
    logout(&web, &headers, encoded.as_bytes(), language(&web, &headers, Some(encoded)), Some(&uri)).await
}

pub(super) async fn by_form(State(web): State<Arc<Web>>, Received(headers, form): Received) -> Response {
    match form {
        Ok(form) => {
            let text = std::str::from_utf8(&form.encoded).ok();
            let browser = web.cookies.read(&headers);
            if let Some(query) = text.and_then(|encoded| way_round(encoded, &headers, &browser)) {
                return see_other(&format!("{}?{query}", web.node.issuer.end_session_endpoint()));
            }
            let language = language(&web, &headers, text);
            logout(&web, &headers, &form.encoded, language, None).await
        }
        Err(refusal) => to_browser(&refusal, language(&web, &headers, None)),
    }
}

async fn logout(
    web: &Web,
    headers: &HeaderMap,
    encoded: &[u8],
    language: &Language,
    here: Option<&Uri>,
) -> Response {
    let request = Parameters::parse(encoded).and_then(|parameters| EndSessionRequest::parse(&parameters));
    let answer = match request {
        Ok(request) => flow::logout::logout(&web.node, &request, &web.cookies.read(headers)).await,
        Err(malformed) => Err(malformed.into()),
    };
    go_on(web, headers, answer, language, here)
}

pub(super) async fn show(
    State(web): State<Arc<Web>>,
    Named(handle): Named,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let language = language(&web, &headers, uri.query());
    match flow::logout::show(&web.node, &handle, &web.cookies.read(&headers), language.tag()).await {
        Ok(shown) => {
            let targets: Vec<&str> = shown.to.iter().map(String::as_str).chain(["https:"]).collect();
            html_page(StatusCode::OK, language, render(&shown, language), Opener::Kept, &targets)
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
    let language = language(&web, &headers, uri.query());
    let answer = match form.and_then(|form| read(&form)) {
        Ok(true) => flow::logout::confirm(&web.node, &handle, &web.cookies.read(&headers)).await,
        Ok(false) => {
            let address = format!("/?ui_locales={}", language.tag());
            return see_other(&web.node.issuer.address(&address));
        }
        Err(refusal) => Err(refusal),
    };
    go_on(&web, &headers, answer, language, Some(&uri))
}

/// Back from the upstream where the person was signed out too.
pub(super) async fn back(
    State(web): State<Arc<Web>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let encoded = uri.query().unwrap_or_default();
    let language = language(&web, &headers, Some(encoded));
    let parameters = Parameters::parse(encoded.as_bytes()).ok();
    let state = parameters.as_ref().and_then(|parameters| parameters.get("state").ok().flatten());
    let to = match state {
        Some(state) => flow::logout::came_back(&web.node, &id, state).await,
        None => Ok(None),
    };
    match to {
        Ok(Some(to)) => see_other(&to),
        Ok(None) => signed_out(None, &[], language),
        Err(refusal) => to_browser_at(Some(&uri), &refusal, language),
    }
}

fn go_on(
    web: &Web,
    headers: &HeaderMap,
    answer: Result<Answer, Refusal>,
    language: &Language,
    here: Option<&Uri>,
) -> Response {
    match answer {
        Ok(Answer::Done { to, frames }) => {
            let mut response = match to {
                Some(to) if frames.is_empty() => see_other(&to),
                onward => signed_out(onward.as_deref(), &frames, language),
            };
            // Only the cookie that was sent: one that another site's form did not bring along stands
            // for a session that was not ended.
            let sent = web.cookies.read(headers).session.is_some();
            let gone = [web.cookies.without_session(), web.cookies.browser_state(None)];
            for cookie in gone.into_iter().flatten().filter(|_| sent) {
                response.headers_mut().append(SET_COOKIE, cookie);
            }
            response
        }
        Ok(Answer::Confirm { handle }) => {
            let address = format!("/oidc/logout/{}?ui_locales={}", handle.expose(), language.tag());
            see_other(&web.node.issuer.address(&address))
        }
        Err(refusal) => to_browser_at(here, &refusal, language),
    }
}

/// The page that says so. It loads the addresses of clients, from where they are and nowhere else, and
/// then goes on.
pub(super) fn signed_out(onward: Option<&str>, frames: &[String], language: &Language) -> Response {
    let html = page::LoggedOut { return_to: None, onward, frames }.render(language);
    let mut response = html_page(StatusCode::OK, language, html, Opener::Severed, &[]);
    let policy = format!("{}{}", page::content_security_policy(&[]), page::frame_sources(frames));
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    response
}

fn read(form: &Form) -> Result<bool, Refusal> {
    check_own(&form.headers)?;
    let parameters = Parameters::parse(&form.encoded)?;
    match parameters.require("consent")? {
        "approve" => Ok(true),
        "deny" => Ok(false),
        _ => Err(Malformed::Invalid { name: "consent", expected: "approve or deny" }.into()),
    }
}

fn render(shown: &Shown, language: &Language) -> String {
    page::Logout {
        action: "",
        hidden: &[],
        client: shown.client.as_deref(),
        account: Some(Account { username: &shown.username, name: shown.full_name.as_deref() }),
    }
    .render(language)
}
