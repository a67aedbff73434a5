//! `/`, the assets of the pages, and in which language a page is written.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::{ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, StatusCode, Uri};
use oidc::parameters::Parameters;

use super::error::{html_page, to_browser_at};
use super::form::header;
use super::named::Named;
use super::{Web, refused};
use crate::flow;
use crate::page::{self, Account, Language, Opener, asset};

pub(super) async fn home(State(web): State<Arc<Web>>, headers: HeaderMap, uri: Uri) -> Response {
    let language = language(&web, &headers, uri.query());
    match flow::logout::who(&web.node, &web.cookies.read(&headers)).await {
        Ok(who) => {
            let account = who.as_ref().map(|(username, name)| Account { username, name: name.as_deref() });
            let html = page::Home { account, logout_href: "/oidc/logout" }.render(language);
            html_page(StatusCode::OK, language, html, Opener::Severed, &[])
        }
        Err(refusal) => to_browser_at(Some(&uri), &refusal, language),
    }
}

pub(super) async fn asset(
    State(web): State<Arc<Web>>,
    Named(path): Named,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let Some(asset) = asset::get(&path) else { return refused::address(State(web), uri, headers).await };
    let kept = if asset.immutable { "public, max-age=31536000, immutable" } else { "public, max-age=300" };
    let mut response = asset.bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(asset.content_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(kept));
    headers.insert("x-content-type-options", HeaderValue::from_static("nosniff"));
    response
}

/// The language of the page: what the request asks for, then what the browser does, then the default.
pub(super) fn language(web: &Web, headers: &HeaderMap, encoded: Option<&str>) -> &'static Language {
    let parameters = encoded.and_then(|encoded| Parameters::parse(encoded.as_bytes()).ok());
    let ui_locales = parameters.as_ref().and_then(|parameters| parameters.get("ui_locales").ok().flatten());
    Language::negotiate(ui_locales, header(headers, &ACCEPT_LANGUAGE), web.door.default_language)
}
