//! The way back to a client: an address to go to, or a form to post.

use axum::response::Response;
use http::{HeaderValue, StatusCode};
use idp::authorize::redirect_uri::TrustedRedirect;
use oidc::authorization;
use oidc::response_mode::ResponseMode;

use super::error::{html_page, see_other};
use crate::page::{FormPost, HiddenField, Language, Opener, Toward};

/// Sends the browser to a client's trusted redirect address, with these parameters.
pub(super) fn to_client(
    parameters: &authorization::Response,
    to: &TrustedRedirect,
    mode: ResponseMode,
    language: &Language,
) -> Response {
    match parameters.location(to.uri(), mode) {
        Some(location) => see_other(&location),
        None => form_post(parameters, to, language),
    }
}

/// A page whose form holds the parameters (OAuth 2.0 Form Post Response Mode §2). It sends itself
/// where scripts run, and has a button where they do not.
fn form_post(parameters: &authorization::Response, to: &TrustedRedirect, language: &Language) -> Response {
    let fields: Vec<HiddenField<'_>> =
        parameters.pairs().iter().map(|(name, value)| HiddenField { name, value }).collect();
    let html = FormPost { toward: Toward::App, action: to.uri().as_str(), fields: &fields }.render(language);
    // To the client, and on from there: browsers hold the policy against every hop.
    let targets = [&to.uri().origin(), "https:"];
    let mut response = html_page(StatusCode::OK, language, html, Opener::Kept, &targets);
    // Otherwise browsers name no origin with the form, and clients that look at it refuse the answer.
    response.headers_mut().insert("referrer-policy", HeaderValue::from_static("origin"));
    response
}
