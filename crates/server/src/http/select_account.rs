//! `/select_account/{handle}`: the page where a person says as whom to go on.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use http::{HeaderMap, StatusCode, Uri};
use idp::Refusal;
use idp::login::password::Onward;
use oidc::parameters::{Malformed, Parameters};

use super::Web;
use super::error::{html_page_of, to_browser_at};
use super::form::{Form, Received, check_own};
use super::home::language;
use super::login::{another_account, brand, lead};
use super::named::Named;
use crate::flow::{login, select_account};
use crate::page::{Account, Opener, SelectAccount};

pub(super) async fn show(
    State(web): State<Arc<Web>>,
    Named(handle): Named,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let language = language(&web, &headers, uri.query());
    match select_account::show(&web.node, &handle, &web.cookies.read(&headers), language.tag()).await {
        Ok(shown) => {
            let brand = brand(&shown.app);
            let html = SelectAccount {
                action: "",
                client: &shown.app.name,
                account: Account { username: &shown.username, name: shown.full_name.as_deref() },
                another_href: &another_account(&handle, &uri),
                brand,
            }
            .render(language);
            html_page_of(
                brand,
                StatusCode::OK,
                language,
                html,
                Opener::Kept,
                &[&shown.wanted.return_origin, "https:"],
            )
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
    let browser = web.cookies.read(&headers);
    let answer = match form.and_then(|form| read(&form)) {
        Ok(true) => select_account::go_on(&web.node, &handle, &browser).await.map(Onward::Request),
        Ok(false) => login::cancel(&web.node, &handle, &browser).await,
        Err(refusal) => Err(refusal),
    };
    match answer {
        Ok(onward) => lead(&web, onward, &handle, language),
        Err(refusal) => to_browser_at(Some(&uri), &refusal, language),
    }
}

/// Whether the person goes on, and does not turn back.
fn read(form: &Form) -> Result<bool, Refusal> {
    check_own(&form.headers)?;
    let parameters = Parameters::parse(&form.encoded)?;
    match parameters.require("decision")? {
        "continue" => Ok(true),
        "cancel" => Ok(false),
        _ => Err(Malformed::Invalid { name: "decision", expected: "continue or cancel" }.into()),
    }
}
