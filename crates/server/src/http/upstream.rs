//! `/login/{handle}/upstream`, where somebody sets out for an upstream, and `/upstream/{id}/callback`, where
//! they come back.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use http::header::SET_COOKIE;
use http::{HeaderMap, Uri};
use idp::authorize::Pick;
use idp::model::upstream::{NotAnUpstreamId, UpstreamId};
use idp::{Reason, Refusal};
use oidc::parameters::{Malformed, Parameters};

use super::Web;
use super::error::{is_over, see_other, to_browser, to_browser_at, to_browser_back};
use super::form::{Form, Received, check_own, text, way_round};
use super::home::language;
use super::login::{lead, set_session};
use super::named::Named;
use super::saml;
use crate::flow;
use crate::page::Language;

/// By address, where there was nothing to choose.
pub(super) async fn begin(
    State(web): State<Arc<Web>>,
    Named(handle): Named,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let language = language(&web, &headers, uri.query());
    let pick = picked(uri.query().unwrap_or_default());
    set_out(&web, &handle, &headers, pick, Some(&uri), language).await
}

/// By form, from the page that offers them.
pub(super) async fn pick(
    State(web): State<Arc<Web>>,
    Named(handle): Named,
    uri: Uri,
    Received(headers, form): Received,
) -> Response {
    let language = language(&web, &headers, uri.query());
    let pick = form.and_then(|form| {
        check_own(&form.headers)?;
        picked(text(&form.encoded)?)
    });
    set_out(&web, &handle, &headers, pick, None, language).await
}

/// Has the browser set out for what was picked.
pub(super) async fn set_out(
    web: &Web,
    handle: &str,
    headers: &HeaderMap,
    pick: Result<Pick, Refusal>,
    here: Option<&Uri>,
    language: &Language,
) -> Response {
    let browser = web.cookies.read(headers);
    let begun = match pick {
        Ok(pick) => flow::upstream::begin(&web.node, handle, &pick, &[language.tag()], &browser).await,
        Err(refusal) => Err(refusal),
    };
    match begun {
        Ok(outgoing) => saml::go(outgoing, &[], language),
        Err(refusal) => to_browser_at(here, &refusal, language),
    }
}

fn picked(encoded: &str) -> Result<Pick, Refusal> {
    let parameters = Parameters::parse(encoded.as_bytes())?;
    let invalid = |_| Malformed::Invalid { name: "upstream", expected: "an upstream's identifier" };
    let upstream = parameters.require("upstream")?.parse().map_err(invalid)?;
    let choice = parameters.get("choice")?.filter(|choice| !choice.is_empty());
    Ok(Pick { upstream, choice: choice.map(str::to_owned), address: None })
}

/// Back by address.
pub(super) async fn by_query(
    State(web): State<Arc<Web>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    come_back(&web, &id, &headers, uri.query().unwrap_or_default()).await
}

/// Back by form.
pub(super) async fn by_form(
    State(web): State<Arc<Web>>,
    Path(id): Path<String>,
    uri: Uri,
    Received(headers, form): Received,
) -> Response {
    let encoded = form.and_then(|form: Form| text(&form.encoded).map(str::to_owned));
    let encoded = match encoded {
        Ok(encoded) => encoded,
        Err(refusal) => return to_browser(&refusal, language(&web, &headers, uri.query())),
    };
    // What stands in the path goes into an address again: nothing but a name may.
    let id: UpstreamId = match id.parse() {
        Ok(id) => id,
        Err(NotAnUpstreamId) => {
            return to_browser(&Reason::NotFound.into(), language(&web, &headers, uri.query()));
        }
    };
    match way_round(&encoded, &headers, &web.cookies.read(&headers)) {
        Some(query) => see_other(&web.node.issuer.address(&format!("/upstream/{id}/callback?{query}"))),
        None => come_back(&web, id.as_str(), &headers, &encoded).await,
    }
}

async fn come_back(web: &Web, id: &str, headers: &HeaderMap, encoded: &str) -> Response {
    // What an upstream sends along says nothing of our languages.
    let language = language(web, headers, None);
    match flow::upstream::come_back(&web.node, id, encoded, &web.cookies.read(headers)).await {
        Ok(settled) => {
            let mut response = lead(web, settled.onward, &settled.handle, language);
            if let Some(session) = &settled.session_cookie {
                set_session(web, &mut response, session);
            }
            let choice = settled.choice.and_then(|choice| web.cookies.choice(&choice));
            response.headers_mut().extend(choice.map(|cookie| (SET_COOKIE, cookie)));
            response
        }
        Err(refusal) if is_over(refusal.reason) => {
            let handle = flow::upstream::set_out_from(&web.node, id, encoded).await;
            let back = flow::way_back::of(&web.node, &handle.unwrap_or_default(), language.tag()).await;
            to_browser_back(&refusal, language, back.as_ref())
        }
        Err(refusal) => to_browser(&refusal, language),
    }
}
