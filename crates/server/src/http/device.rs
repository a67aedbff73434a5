//! `/oauth2/device_authorization`, where a device begins, and `/device`, where a person types its code.

use std::pin::pin;
use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, Uri};
use idp::authorize::Said;
use idp::cross_device::begin::PAGE;
use idp::{Reason, Refusal};
use oidc::device::Authorization;
use oidc::parameters::Parameters;

use super::authorize::go_on;
use super::error::{OAuth, html_page, on_page, problem, to_browser};
use super::form::{Form, Received, check_own};
use super::home::language;
use super::named::Named;
use super::peer::Peer;
use super::token::{allow_origin, client, no_store};
use super::{Web, certificate, refused};
use crate::flow;
use crate::page::{Brand, Device, DeviceSaid, Language, Opener};

/// The longest code that is shown back to whoever typed it, in characters.
const LONGEST: usize = 32;

pub(super) async fn begin(State(web): State<Arc<Web>>, Received(_headers, form): Received) -> Response {
    let answer = match form {
        Ok(form) => begun(&web, &form).await,
        Err(refusal) => Err(refusal),
    };
    let mut response = match answer {
        Ok(begun) => no_store(serde_json::to_vec(&begun).unwrap_or_default()),
        Err(refusal) => OAuth(refusal).into_response(),
    };
    allow_origin(response.headers_mut());
    response
}

async fn begun(web: &Web, form: &Form) -> Result<Authorization, Refusal> {
    let parameters = Parameters::parse(&form.encoded)?;
    let presented = client(form, &parameters)?;
    let from = Peer::current();
    let certificate = certificate::current();
    let answer = pin!(flow::device::begin(&web.node, &presented, &certificate, &parameters, from));
    flow::failures::bounded(&web.node, from, &presented, answer).await
}

/// The page with the field for the code, filled in where a picture led here. It is sent by the person's hand alone:
/// who merely follows a link has agreed to nothing (RFC 8628 §3.3.1).
pub(super) async fn show(State(web): State<Arc<Web>>, headers: HeaderMap, uri: Uri) -> Response {
    let language = language(&web, &headers, uri.query());
    let parameters = uri.query().and_then(|query| Parameters::parse(query.as_bytes()).ok());
    let code = parameters.as_ref().and_then(|it| it.get("user_code").ok().flatten()).unwrap_or_default();
    let code: String = code.chars().take(LONGEST).collect();
    let html = Device { code: &code, came_with_it: !code.is_empty(), problem: None }.render(language);
    html_page(StatusCode::OK, language, html, Opener::Severed, &[])
}

pub(super) async fn submit(
    State(web): State<Arc<Web>>,
    uri: Uri,
    Received(headers, form): Received,
) -> Response {
    let language = language(&web, &headers, uri.query());
    let browser = web.cookies.read(&headers);
    let typed = match form.and_then(|form| read(&form)) {
        Ok(typed) => typed,
        Err(refusal) => return to_browser(&refusal, language),
    };
    match flow::device::enter(&web.node, &typed, &browser).await {
        Ok(answer) => go_on(&web, answer, None, language),
        Err(refusal) if is_shown_again(refusal.reason) => {
            let code: String = typed.chars().take(LONGEST).collect();
            let page = Device { code: &code, came_with_it: false, problem: Some(problem(&refusal)) };
            on_page(&refusal, language, page.render(language), Brand::default(), &[])
        }
        Err(refusal) => to_browser(&refusal, language),
    }
}

/// The page that says that the device learns now what the person said.
pub(super) async fn said(
    State(web): State<Arc<Web>>,
    Named(said): Named,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let language = language(&web, &headers, uri.query());
    let Some(said) = [Said::Yes, Said::No].into_iter().find(|it| name(*it) == said) else {
        return refused::address(State(web), uri, headers).await;
    };
    let html = DeviceSaid { yes: said == Said::Yes }.render(language);
    html_page(StatusCode::OK, language, html, Opener::Severed, &[])
}

/// Where that page is.
pub(super) fn said_address(web: &Web, said: Said, language: &Language) -> String {
    web.node.issuer.address(&format!("{PAGE}/{}?ui_locales={}", name(said), language.tag()))
}

const fn name(said: Said) -> &'static str {
    match said {
        Said::Yes => "allowed",
        Said::No => "denied",
    }
}

fn read(form: &Form) -> Result<String, Refusal> {
    check_own(&form.headers)?;
    let parameters = Parameters::parse(&form.encoded)?;
    Ok(parameters.get("user_code")?.unwrap_or_default().to_owned())
}

/// Whether another try makes sense, with the form before the person.
const fn is_shown_again(reason: Reason) -> bool {
    matches!(reason, Reason::UserCodeUnknown | Reason::TooManyTries | Reason::TooManyRequests | Reason::Busy)
}
