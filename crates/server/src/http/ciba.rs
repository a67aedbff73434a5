//! `/oauth2/bc-authorize`, where a client begins, and `/ciba/{link}`, where the mail to the person leads.

use std::pin::pin;
use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, Uri};
use idp::{Reason, Refusal};
use oidc::ciba::Acknowledgement;
use oidc::parameters::Parameters;

use super::authorize::go_on;
use super::error::{OAuth, html_page, to_browser};
use super::form::{Form, Received, check_own};
use super::home::language;
use super::named::Named;
use super::peer::Peer;
use super::token::{allow_origin, client, no_store};
use super::{Web, certificate};
use crate::flow;
use crate::page::{Ciba, Opener};

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

async fn begun(web: &Web, form: &Form) -> Result<Acknowledgement, Refusal> {
    let parameters = Parameters::parse(&form.encoded)?;
    let presented = client(form, &parameters)?;
    let certificate = certificate::current();
    let language = web.door.default_language;
    let answer = pin!(flow::ciba::begin(&web.node, &presented, &certificate, &parameters, language));
    flow::failures::bounded(&web.node, Peer::current(), &presented, answer).await
}

/// A page with one button. Programs that look through mail open links, and nothing comes of it.
pub(super) async fn show(
    State(web): State<Arc<Web>>,
    Named(_link): Named,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let language = language(&web, &headers, uri.query());
    html_page(StatusCode::OK, language, Ciba.render(language), Opener::Severed, &[])
}

pub(super) async fn submit(
    State(web): State<Arc<Web>>,
    Named(link): Named,
    uri: Uri,
    Received(headers, form): Received,
) -> Response {
    let language = language(&web, &headers, uri.query());
    let browser = web.cookies.read(&headers);
    if let Err(refusal) = form.and_then(|form| check_own(&form.headers)) {
        return to_browser(&refusal, language);
    }
    match flow::ciba::enter(&web.node, &link, &browser).await {
        Ok(answer) => go_on(&web, answer, None, language),
        // Nobody typed anything here.
        Err(refusal) if refusal.reason == Reason::UserCodeUnknown => {
            to_browser(&Refusal::new(Reason::CrossDeviceOver), language)
        }
        Err(refusal) => to_browser(&refusal, language),
    }
}
