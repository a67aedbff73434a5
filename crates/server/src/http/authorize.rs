//! `/oauth2/authorize`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::header::SET_COOKIE;
use http::{HeaderMap, Uri};
use idp::Refusal;
use idp::authorize::{Page, Pick};
use oidc::parameters::Encoder;

use super::Web;
use super::device;
use super::error::{see_other, to_browser, to_browser_at};
use super::form::{Received, text, way_round};
use super::home::language;
use super::respond::to_client;
use crate::flow;
use crate::flow::respond::Answer;
use crate::page::Language;

pub(super) async fn by_query(State(web): State<Arc<Web>>, headers: HeaderMap, uri: Uri) -> Response {
    let encoded = uri.query().unwrap_or_default();
    authorize(&web, &headers, Ok(encoded), language(&web, &headers, Some(encoded)), Some(&uri)).await
}

pub(super) async fn by_form(State(web): State<Arc<Web>>, Received(headers, form): Received) -> Response {
    let encoded = match &form {
        Ok(form) => text(&form.encoded),
        Err(refusal) => return to_browser(refusal, language(&web, &headers, None)),
    };
    if let Ok(encoded) = encoded
        && let Some(query) = way_round(encoded, &headers, &web.cookies.read(&headers))
    {
        return see_other(&format!("{}?{query}", web.node.issuer.authorization_endpoint()));
    }
    let language = language(&web, &headers, encoded.as_ref().ok().copied());
    authorize(&web, &headers, encoded, language, None).await
}

async fn authorize(
    web: &Web,
    headers: &HeaderMap,
    encoded: Result<&str, Refusal>,
    language: &Language,
    here: Option<&Uri>,
) -> Response {
    let browser = web.cookies.read(headers);
    let answer = match encoded {
        Ok(encoded) => flow::authorize::authorize(&web.node, encoded, &browser).await,
        Err(refusal) => Err(refusal),
    };
    match answer {
        Ok(answer) => go_on(web, answer, None, language),
        Err(refusal) => to_browser_at(here, &refusal, language),
    }
}

/// Sends the browser where an answer says. `handle` is that of the sign-in under way, if one is.
pub(super) fn go_on(web: &Web, answer: Answer, handle: Option<&str>, language: &Language) -> Response {
    match answer {
        Answer::Respond(answer) => to_client(&answer.parameters, &answer.redirect, answer.mode, language),
        Answer::Login(page) => to_page(web, "login", page, handle),
        Answer::Register(page) => to_register(web, page, handle, None),
        Answer::Upstream(page, pick) => to_upstream(web, page, &pick, handle),
        Answer::Factor(page) => to_factor(web, page, handle),
        Answer::SelectAccount(page) => to_page(web, "select_account", page, handle),
        Answer::Consent(page) => to_page(web, "consent", page, handle),
        Answer::Elsewhere(said) => see_other(&device::said_address(web, said, language)),
    }
}

pub(super) fn to_page(web: &Web, name: &str, page: Page, handle: Option<&str>) -> Response {
    let address = format!("/{name}/{}", handle_of(&page, handle));
    to(web, address, Encoder::new(), page)
}

/// To the page where somebody makes an account, perhaps by an invitation.
pub(super) fn to_register(web: &Web, page: Page, handle: Option<&str>, invitation: Option<&str>) -> Response {
    let mut query = Encoder::new();
    if let Some(invitation) = invitation {
        query.push("invitation", invitation);
    }
    to(web, format!("/login/{}/register", handle_of(&page, handle)), query, page)
}

/// To the page where the person proves more.
pub(super) fn to_factor(web: &Web, page: Page, handle: Option<&str>) -> Response {
    to(web, format!("/login/{}/factor", handle_of(&page, handle)), Encoder::new(), page)
}

/// Where the person sets out for an upstream.
pub(super) fn to_upstream(web: &Web, page: Page, pick: &Pick, handle: Option<&str>) -> Response {
    let mut query = Encoder::new();
    query.push("upstream", pick.upstream.as_str());
    if let Some(choice) = &pick.choice {
        query.push("choice", choice);
    }
    to(web, format!("/login/{}/upstream", handle_of(&page, handle)), query, page)
}

fn handle_of<'a>(page: &'a Page, handle: Option<&'a str>) -> &'a str {
    let begun = page.handle.as_ref().map(|handle| handle.expose().as_str());
    begun.or(handle).unwrap_or_default()
}

fn to(web: &Web, mut address: String, mut query: Encoder, page: Page) -> Response {
    if !page.ui_locales.is_empty() {
        query.push("ui_locales", &page.ui_locales.join(" "));
    }
    let query = query.finish();
    if !query.is_empty() {
        address.push('?');
        address.push_str(&query);
    }
    let mut response = see_other(&web.node.issuer.address(&address));
    if let Some(cookie) = page.new_cookie.and_then(|cookie| web.cookies.binding(cookie.expose())) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}
