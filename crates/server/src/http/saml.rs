//! `/upstream/{id}/metadata`, where an identity provider of SAML reads who we are, and `/upstream/{id}/acs`, where
//! browsers bring its responses.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use bytes::Bytes;
use http::{HeaderMap, StatusCode, Uri};
use idp::login::upstream::saml::Outgoing;
use idp::model::upstream::UpstreamId;
use idp::{Reason, Refusal};
use oidc::parameters::Parameters;

use super::Web;
use super::discovery::public;
use super::error::{Api, html_page, is_over, see_other, to_browser, to_browser_back};
use super::form::{Form, Received, from_elsewhere_without_cookies, text};
use super::home::language;
use super::login::{lead, set_session, strs};
use crate::flow;
use crate::page::{FormPost, HiddenField, Language, Opener, Toward};

/// The longest response that is taken, in bytes of base64.
const LONGEST: usize = 120 * 1024;

pub(super) async fn metadata(State(web): State<Arc<Web>>, Path(id): Path<String>) -> Result<Response, Api> {
    let description = flow::saml::description(&web.node, &id).await?;
    Ok(public(Bytes::copy_from_slice(description.as_bytes()), "application/samlmetadata+xml"))
}

/// On by way of the browser, with a message; `then` is where it may be led to behind that.
pub(super) fn go(outgoing: Outgoing, then: &[String], language: &Language) -> Response {
    match outgoing {
        Outgoing::To(address) => see_other(&address),
        Outgoing::Form { action, fields } => form(&action, &fields, then, language),
    }
}

/// A page whose form goes to an identity provider, or comes back to ourselves. It sends itself where scripts run,
/// and has a button where they do not.
fn form(action: &str, fields: &[(&'static str, String)], then: &[String], language: &Language) -> Response {
    let fields: Vec<HiddenField<'_>> =
        fields.iter().map(|(name, value)| HiddenField { name, value }).collect();
    let html = FormPost { toward: Toward::NextStep, action, fields: &fields }.render(language);
    let targets: Vec<&str> = [action, "https:"].into_iter().chain(strs(then)).collect();
    html_page(StatusCode::OK, language, html, Opener::Kept, &targets)
}

/// A response, brought by a form.
pub(super) async fn acs(
    State(web): State<Arc<Web>>,
    Path(id): Path<String>,
    uri: Uri,
    Received(headers, posted): Received,
) -> Response {
    let language = language(&web, &headers, uri.query());
    let response = posted.and_then(|form| response_in(&form));
    let (id, response) = match (id.parse::<UpstreamId>(), response) {
        (Ok(id), Ok(response)) => (id, response),
        (Err(_), _) => return to_browser(&Reason::NotFound.into(), language),
        (_, Err(refusal)) => return to_browser(&refusal, language),
    };
    // Another site's form brings none of our cookies. Ours does, and is too long for an address.
    if from_elsewhere_without_cookies(&headers, &web.cookies.read(&headers)) {
        let here = web.node.issuer.address(&format!("/upstream/{id}/acs"));
        let leads_to = flow::saml::leads_to(&web.node, &response).await;
        return form(&here, &[("SAMLResponse", response)], &leads_to, language);
    }
    come_back(&web, id.as_str(), &headers, &response, language).await
}

fn response_in(form: &Form) -> Result<String, Refusal> {
    let parameters = Parameters::parse(text(&form.encoded)?.as_bytes())?;
    let response = parameters.require("SAMLResponse")?;
    if response.len() > LONGEST {
        return Err(Refusal::new(Reason::RequestMalformed).about("SAMLResponse").expected("at most 120 KiB"));
    }
    Ok(response.to_owned())
}

async fn come_back(web: &Web, id: &str, headers: &HeaderMap, answer: &str, language: &Language) -> Response {
    match flow::saml::come_back(&web.node, id, answer, &web.cookies.read(headers)).await {
        Ok(settled) => {
            let mut response = lead(web, settled.onward, &settled.handle, language);
            if let Some(session) = &settled.session_cookie {
                set_session(web, &mut response, session);
            }
            response
        }
        Err(refusal) if is_over(refusal.reason) => {
            let handle = flow::saml::set_out_from(&web.node, answer).await;
            let back = flow::way_back::of(&web.node, &handle.unwrap_or_default(), language.tag()).await;
            to_browser_back(&refusal, language, back.as_ref())
        }
        Err(refusal) => to_browser(&refusal, language),
    }
}
