//! `/login/{handle}/totp` and `/login/{handle}/recovery_code`: the pages where a person types a code that they
//! have themselves.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode, Uri};
use idp::login::factor::Method;
use idp::{Reason, Refusal};
use jose::secret::Secret;
use oidc::parameters::Parameters;

use super::Web;
use super::error::{html_page_of, on_page, problem, to_browser, to_browser_at};
use super::factor::{days, remember};
use super::form::{Form, Received, check_own};
use super::home::language;
use super::login::{brand, ended, lead, settled_to};
use super::named::Named;
use crate::flow::own_code::{self, Shown};
use crate::flow::{self, Browser};
use crate::page::{Language, Opener, OwnCode, OwnCodeKind};

macro_rules! pages {
    ($($show:ident $submit:ident $method:ident;)+) => { $(
        pub(super) async fn $show(
            State(web): State<Arc<Web>>,
            Named(handle): Named,
            headers: HeaderMap,
            uri: Uri,
        ) -> Response {
            let language = language(&web, &headers, uri.query());
            let at = At { handle: &handle, method: Method::$method, uri: &uri, language };
            page(&web, at, &web.cookies.read(&headers), None).await
        }

        pub(super) async fn $submit(
            State(web): State<Arc<Web>>,
            Named(handle): Named,
            uri: Uri,
            Received(headers, form): Received,
        ) -> Response {
            let language = language(&web, &headers, uri.query());
            let at = At { handle: &handle, method: Method::$method, uri: &uri, language };
            submit(&web, at, &web.cookies.read(&headers), form).await
        }
    )+ };
}

pages! {
    show_totp submit_totp Totp;
    show_recovery_code submit_recovery_code RecoveryCode;
}

/// Which page it is.
#[derive(Clone, Copy)]
struct At<'a> {
    handle: &'a str,
    method: Method,
    uri: &'a Uri,
    language: &'static Language,
}

async fn submit(web: &Web, at: At<'_>, browser: &Browser, form: Result<Form, Refusal>) -> Response {
    let At { handle, method, uri, language } = at;
    let (code, remember) = match form.and_then(|form| read(&form)) {
        Ok(Some(typed)) => typed,
        Ok(None) => {
            return match flow::login::cancel(&web.node, handle, browser).await {
                Ok(onward) => lead(web, onward, handle, language),
                Err(refusal) => ended(web, handle, uri, &refusal, language).await,
            };
        }
        Err(refusal) => return to_browser(&refusal, language),
    };
    match own_code::enter(&web.node, handle, method, code.expose(), remember, browser).await {
        Ok(settled) => settled_to(web, settled, handle, language),
        Err(refusal) if is_shown_again(refusal.reason) => page(web, at, browser, Some(&refusal)).await,
        Err(refusal) => ended(web, handle, uri, &refusal, language).await,
    }
}

/// The code, and whether the browser is to be remembered; nothing where the person would rather not.
fn read(form: &Form) -> Result<Option<(Secret<String>, bool)>, Refusal> {
    check_own(&form.headers)?;
    let parameters = Parameters::parse(&form.encoded)?;
    if parameters.get("decision")? == Some("cancel") {
        return Ok(None);
    }
    let code = Secret::new(parameters.get("code")?.unwrap_or_default().to_owned());
    Ok(Some((code, remember(&parameters)?)))
}

/// Whether another try makes sense.
const fn is_shown_again(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::TotpWrong
            | Reason::TotpUsed
            | Reason::RecoveryCodeWrong
            | Reason::TooManyTries
            | Reason::TooManyRequests
            | Reason::Busy
    )
}

/// The page, perhaps with what was wrong.
async fn page(web: &Web, at: At<'_>, browser: &Browser, refusal: Option<&Refusal>) -> Response {
    let At { handle, method, uri, language } = at;
    let shown = match own_code::show(&web.node, handle, method, browser, language.tag()).await {
        Ok(shown) => shown,
        Err(gone) if refusal.is_some() => return to_browser_at(Some(uri), &gone, language),
        Err(refusal) => return ended(web, handle, uri, &refusal, language).await,
    };
    let Shown { waits, another, remembers } = &shown;
    let brand = waits.as_ref().map(|(app, _)| brand(app)).unwrap_or_default();
    let another = another.then(|| format!("/login/{handle}/factor?ui_locales={}", language.tag()));
    let html = OwnCode {
        action: "",
        client: waits.as_ref().map(|(app, _)| app.name.as_str()),
        brand,
        kind: match method {
            Method::RecoveryCode => OwnCodeKind::Recovery,
            _ => OwnCodeKind::Totp,
        },
        another_href: another.as_deref(),
        remember_days: remembers.map(days),
        problem: refusal.map(problem),
    }
    .render(language);
    let target = waits.as_ref().map(|(_, wanted)| [wanted.return_origin.as_str(), "https:"]);
    let targets = target.as_ref().map(<[&str; 2]>::as_slice).unwrap_or_default();
    match refusal {
        Some(refusal) => on_page(refusal, language, html, brand, targets),
        None => html_page_of(brand, StatusCode::OK, language, html, Opener::Kept, targets),
    }
}
