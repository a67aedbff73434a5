//! `/oauth2/authorize`

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::header::SET_COOKIE;
use http::{HeaderMap, Uri};
use idp::Refusal;
use idp::authorize::{Answer, Page};
use oidc::parameters::{Encoder, Parameters};

use super::Web;
use super::error::{redirect, see_other, to_browser, to_browser_at};
use super::form::{Received, text};
use super::home::language;
use crate::flow;
use crate::page::Language;

pub(super) async fn by_query(State(web): State<Arc<Web>>, headers: HeaderMap, uri: Uri) -> Response {
    let encoded = uri.query().unwrap_or_default();
    authorize(&web, &headers, Ok(encoded), language(&headers, Some(encoded)), Some(&uri)).await
}

pub(super) async fn by_form(State(web): State<Arc<Web>>, Received(headers, form): Received) -> Response {
    let encoded = match &form {
        Ok(form) => text(&form.encoded),
        Err(refusal) => return to_browser(refusal, language(&headers, None)),
    };
    if let Ok(encoded) = encoded
        && is_without_cookies(&headers)
        && encoded.len() <= LONGEST_QUERY
        && let Ok(parameters) = Parameters::parse(encoded.as_bytes())
    {
        let mut query = Encoder::new();
        parameters.iter().for_each(|(name, value)| query.push(name, value));
        return see_other(&web.node.issuer.address(&format!("/oauth2/authorize?{}", query.finish())));
    }
    let language = language(&headers, encoded.as_ref().ok().copied());
    authorize(&web, &headers, encoded, language, None).await
}

/// The longest form that is sent on as a query.
const LONGEST_QUERY: usize = 8 * 1024;

/// A form from another site comes without our cookies, also where there is a session. The way
/// round by a query brings them along.
fn is_without_cookies(headers: &HeaderMap) -> bool {
    let site = headers.get("sec-fetch-site").map(http::HeaderValue::as_bytes);
    matches!(site, Some(b"cross-site")) && !headers.contains_key(http::header::COOKIE)
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
        Ok(answer) => go_on(web, answer, None),
        Err(refusal) => to_browser_at(here, &refusal, language),
    }
}

/// Sends the browser where an answer says. `handle` is that of the sign-in under way, if one is.
pub(super) fn go_on(web: &Web, answer: Answer, handle: Option<&str>) -> Response {
    match answer {
        Answer::Respond(answer) => {
            let response = oidc::authorization::Response::new()
                .with("code", answer.code.expose().clone())
                .with_some("state", answer.state)
                .with("iss", answer.iss);
            redirect(&response, answer.redirect.uri(), answer.mode)
        }
        Answer::Login(page) => to_page(web, "login", page, handle),
        Answer::Consent(page) => to_page(web, "consent", page, handle),
    }
}

fn to_page(web: &Web, name: &str, page: Page, handle: Option<&str>) -> Response {
    let begun = page.handle.as_ref().map(|handle| handle.expose().as_str());
    let mut address = format!("/{name}/{}", begun.or(handle).unwrap_or_default());
    if !page.ui_locales.is_empty() {
        address.push_str("?ui_locales=");
        address.push_str(&page.ui_locales.join("+"));
    }
    let mut response = see_other(&web.node.issuer.address(&address));
    if let Some(cookie) = page.new_cookie.and_then(|cookie| web.cookies.binding(cookie.expose())) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}
