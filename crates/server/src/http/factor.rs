//! `/login/{handle}/factor`: the page where a person chooses how to prove themselves further. Where there is
//! nothing to choose it leads straight on.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode, Uri};
use idp::Refusal;
use idp::login::factor::{Method, Offered};
use oidc::parameters::{Malformed, Parameters};

use super::error::{html_page_of, on_page, problem, see_other, to_browser_at};
use super::form::{Form, Received, check_own};
use super::home::language;
use super::login::{brand, ended, lead, settled_to};
use super::named::Named;
use super::{Web, enrol};
use crate::flow::second::Shown;
use crate::flow::{self, second};
use crate::page::{Factor, FactorOffer, Language, Opener};

/// Where a factor has its page in a sign-in.
pub(super) fn path(handle: &str, method: Method) -> String {
    format!("/login/{handle}/{}", method.as_str())
}

/// Whether somebody wants their browser remembered after what they prove.
pub(super) fn remember(parameters: &Parameters<'_>) -> Result<bool, Refusal> {
    Ok(parameters.get("remember")? == Some("true"))
}

/// How many days that is for, as a page says it; part of one is one.
pub(super) fn days(remembers: Duration) -> u64 {
    remembers.as_secs().div_ceil(24 * 60 * 60)
}

pub(super) async fn show(
    State(web): State<Arc<Web>>,
    Named(handle): Named,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let language = language(&web, &headers, uri.query());
    let browser = web.cookies.read(&headers);
    let shown = match second::show(&web.node, &handle, &browser, language.tag()).await {
        Ok(shown) => shown,
        Err(refusal) => return ended(&web, &handle, &uri, &refusal, language).await,
    };
    match shown.offered.as_slice() {
        [] if shown.is_wish => match second::go_without(&web.node, &handle, &browser).await {
            Ok(settled) => settled_to(&web, settled, &handle, language),
            Err(refusal) => ended(&web, &handle, &uri, &refusal, language).await,
        },
        [only] => {
            let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
            see_other(&web.node.issuer.address(&format!("{}{query}", path(&handle, only.method))))
        }
        [] if !shown.set_up.is_empty() => enrol::choose(&web, &shown, &handle, language),
        _ => page(&shown, &handle, language),
    }
}

pub(super) async fn submit(
    State(web): State<Arc<Web>>,
    Named(handle): Named,
    uri: Uri,
    Received(headers, form): Received,
) -> Response {
    let language = language(&web, &headers, uri.query());
    let browser = web.cookies.read(&headers);
    if let Err(refusal) = form.and_then(|form| read_cancel(&form)) {
        return to_browser_at(Some(&uri), &refusal, language);
    }
    match flow::login::cancel(&web.node, &handle, &browser).await {
        Ok(onward) => lead(&web, onward, &handle, language),
        Err(refusal) => ended(&web, &handle, &uri, &refusal, language).await,
    }
}

/// The form has one button.
fn read_cancel(form: &Form) -> Result<(), Refusal> {
    check_own(&form.headers)?;
    match Parameters::parse(&form.encoded)?.require("decision")? {
        "cancel" => Ok(()),
        _ => Err(Malformed::Invalid { name: "decision", expected: "cancel" }.into()),
    }
}

fn page(shown: &Shown, handle: &str, language: &Language) -> Response {
    let hrefs: Vec<String> = shown
        .offered
        .iter()
        .map(|offered| format!("{}?ui_locales={}", path(handle, offered.method), language.tag()))
        .collect();
    let offers: Vec<FactorOffer<'_>> = shown.offered.iter().zip(&hrefs).map(offer).collect();
    let brand = shown.waits.as_ref().map(|(app, _)| brand(app)).unwrap_or_default();
    let html = Factor {
        action: "",
        client: shown.waits.as_ref().map(|(app, _)| app.name.as_str()),
        brand,
        offers: &offers,
        problem: shown.missing.as_ref().map(problem),
    }
    .render(language);
    let target = shown.waits.as_ref().map(|(_, wanted)| [wanted.return_origin.as_str(), "https:"]);
    let targets = target.as_ref().map(<[&str; 2]>::as_slice).unwrap_or_default();
    match &shown.missing {
        Some(refusal) => on_page(refusal, language, html, brand, targets),
        None => html_page_of(brand, StatusCode::OK, language, html, Opener::Kept, targets),
    }
}

fn offer<'a>((offered, href): (&'a Offered, &'a String)) -> FactorOffer<'a> {
    FactorOffer { method: offered.method.as_str(), to: offered.to.as_deref(), href }
}
