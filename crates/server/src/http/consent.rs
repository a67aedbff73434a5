//! `/consent/{handle}`: the page where a person says what a client may know.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode, Uri};
use idp::Refusal;
use oidc::parameters::{Malformed, Parameters};

use super::Web;
use super::authorize::go_on;
use super::error::{html_page_of, to_browser_at};
use super::form::{Form, Received, check_own};
use super::home::language;
use super::login::{another_account, brand};
use super::named::Named;
use crate::flow::consent::{self, Shown};
use crate::page::{self, Account, Language, Opener};

pub(super) async fn show(
    State(web): State<Arc<Web>>,
    Named(handle): Named,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let language = language(&web, &headers, uri.query());
    match consent::show(&web.node, &handle, &web.cookies.read(&headers), language.tag()).await {
        Ok(shown) => {
            let targets = [shown.wanted.return_origin.as_str(), "https:"];
            let another = another_account(&handle, &uri);
            let html = render(&shown, &another, language);
            html_page_of(brand(&shown.app), StatusCode::OK, language, html, Opener::Kept, &targets)
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
        Ok(allowed) => consent::answer(&web.node, &handle, allowed, &web.cookies.read(&headers)).await,
        Err(refusal) => Err(refusal),
    };
    match answer {
        Ok(answer) => go_on(&web, answer, Some(&handle), language),
        Err(refusal) => to_browser_at(Some(&uri), &refusal, language),
    }
}

fn read(form: &Form) -> Result<bool, Refusal> {
    check_own(&form.headers)?;
    let parameters = Parameters::parse(&form.encoded)?;
    match parameters.require("decision")? {
        "allow" => Ok(true),
        "deny" => Ok(false),
        _ => Err(Malformed::Invalid { name: "decision", expected: "allow or deny" }.into()),
    }
}

fn render(shown: &Shown, another_account: &str, language: &Language) -> String {
    let scopes: Vec<&str> = shown.wanted.scope.iter().collect();
    let claims: Vec<&str> = shown.wanted.claims.iter().map(String::as_str).collect();
    let elsewhere = shown.wanted.elsewhere.as_ref().map(|there| page::ConsentElsewhere {
        code: there.code.as_deref(),
        message: there.message.as_deref(),
        address: there.address.as_deref(),
    });
    page::Consent {
        action: "",
        hidden: &[],
        client: &shown.app.name,
        brand: brand(&shown.app),
        account: Account { username: &shown.username, name: shown.full_name.as_deref() },
        scopes: &scopes,
        words: &shown.words,
        claims: &claims,
        return_host: if elsewhere.is_some() {
            None
        } else {
            shown.wanted.return_origin.split_once("://").map(|(_, host)| host)
        },
        // On another device anybody may have begun it, and it is always asked.
        remembered: elsewhere.is_none(),
        // An app that begins means this very person, and nobody else will do.
        switch_href: elsewhere.as_ref().is_none_or(|there| there.code.is_some()).then_some(another_account),
        elsewhere,
    }
    .render(language)
}
