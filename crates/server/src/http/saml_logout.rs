//! `/upstream/{id}/slo`, where an identity provider of SAML asks for sign-outs and answers ours, and
//! `/upstream/{id}/slo/{handle}`, from where a browser sets out to be signed out there.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use http::{HeaderMap, Uri};
use idp::Refusal;
use idp::logout::saml::Brought;
use oidc::parameters::{Malformed, Parameters};
use xml::saml::binding::Parameter;

use super::Web;
use super::error::{see_other, to_browser};
use super::form::{Form, Received, text};
use super::home::language;
use super::logout::signed_out;
use super::peer::Peer;
use super::saml::go;
use crate::flow::saml_logout::{self, Onward};
use crate::page::Language;

pub(super) async fn set_out(
    State(web): State<Arc<Web>>,
    Path((id, handle)): Path<(String, String)>,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let language = language(&web, &headers, uri.query());
    lead(saml_logout::set_out(&web.node, &id, &handle).await, language)
}

/// A message in the address.
pub(super) async fn by_query(
    State(web): State<Arc<Web>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let encoded = uri.query().unwrap_or_default();
    let language = language(&web, &headers, None);
    let message = kind(encoded.as_bytes()).and_then(|kind| Ok((kind, Brought::by_query(encoded, kind)?)));
    take(&web, &id, message, language).await
}

/// A message in a form. It needs none of our cookies: what it names says which sessions it is about.
pub(super) async fn by_form(
    State(web): State<Arc<Web>>,
    Path(id): Path<String>,
    Received(headers, form): Received,
) -> Response {
    let language = language(&web, &headers, None);
    take(&web, &id, form.and_then(|form| in_form(&form)), language).await
}

fn in_form(form: &Form) -> Result<(Parameter, Brought), Refusal> {
    let encoded = text(&form.encoded)?.as_bytes();
    let (kind, parameters) = (kind(encoded)?, Parameters::parse(encoded)?);
    let brought = Brought::by_form(parameters.require(kind.name())?, parameters.get("RelayState")?)?;
    Ok((kind, brought))
}

/// Which of the two is brought.
fn kind(encoded: &[u8]) -> Result<Parameter, Refusal> {
    let parameters = Parameters::parse(encoded)?;
    let is_there = |kind: Parameter| Ok::<_, Malformed>(parameters.get(kind.name())?.is_some());
    match (is_there(Parameter::Request)?, is_there(Parameter::Response)?) {
        (true, false) => Ok(Parameter::Request),
        (false, true) => Ok(Parameter::Response),
        (false, false) => Err(Malformed::Missing { name: "SAMLRequest" }.into()),
        (true, true) => {
            let expected = "only one of SAMLRequest and SAMLResponse";
            Err(Malformed::Invalid { name: "SAMLRequest", expected }.into())
        }
    }
}

async fn take(
    web: &Web,
    id: &str,
    message: Result<(Parameter, Brought), Refusal>,
    language: &Language,
) -> Response {
    let onward = match message {
        Ok((Parameter::Request, brought)) => {
            saml_logout::asked(&web.node, id, brought, Peer::current()).await
        }
        Ok((Parameter::Response, brought)) => {
            saml_logout::answered(&web.node, id, brought, Peer::current()).await
        }
        Err(refusal) => Err(refusal),
    };
    lead(onward, language)
}

fn lead(onward: Result<Onward, Refusal>, language: &Language) -> Response {
    match onward {
        Ok(Onward::With { outgoing, then }) => go(outgoing, then.as_slice(), language),
        Ok(Onward::To(address)) => see_other(&address),
        Ok(Onward::Nowhere) => signed_out(None, &[], language),
        Err(refusal) => to_browser(&refusal, language),
    }
}
