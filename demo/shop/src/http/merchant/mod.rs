//! What the merchant sees and sets, behind a sign-in.

mod change;
mod see;

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::routing::{get, post};
use rp::oidc::parameters::Parameters;

use super::Shared;
use super::answer::{html, see_other};
use super::visitor::{Cookie, Visitor};
use crate::merchant::{self, Visit};
use crate::page::{Frame, Notice};
use crate::{Language, Result};

pub(super) fn router() -> Router<Shared> {
    Router::new()
        .route("/merchant", get(see::stores).post(see::enter))
        .route("/merchant/leave", post(see::leave))
        .route("/merchant/token", post(change::token))
        .route("/merchant/stores/{store}", get(see::store).post(change::settings))
        .route("/merchant/stores/{store}/secret", post(change::secret))
        .route("/merchant/stores/{store}/keys", post(change::add_key))
        .route("/merchant/stores/{store}/keys/{key}", post(change::key))
}

/// Around a page that answers a form: it has no address at which it could be had in another language.
fn frame(language: Language) -> Frame<'static> {
    Frame { chooses: false, ..Frame::new(language, None) }
}

async fn visit(desk: &Shared, headers: &HeaderMap) -> Result<Option<Visit>> {
    let visitor = Visitor::of(headers);
    match visitor.cookie(&desk.base, Cookie::Merchant) {
        Some(cookie) => merchant::visit(desk, cookie).await,
        None => Ok(None),
    }
}

/// A form of the merchant's own pages: what it says, or where else to go.
async fn form<'a>(
    desk: &Shared,
    headers: &HeaderMap,
    body: &'a Bytes,
) -> Result<std::result::Result<Parameters<'a>, Response>> {
    let Some(visit) = visit(desk, headers).await? else { return Ok(Err(see_other("/merchant"))) };
    let form = Parameters::read(body);
    if visit.sent(form.get("form_token").ok().flatten()) {
        return Ok(Ok(form));
    }
    let language = Visitor::of(headers).language;
    let words = language.words();
    let page =
        Notice { frame: frame(language), title: words.foreign_title, text: words.foreign_text, orders: &[] };
    Ok(Err(html(StatusCode::FORBIDDEN, &page)))
}

/// A field as it was filled in.
fn field<'f>(form: &'f Parameters<'_>, name: &'static str) -> &'f str {
    form.get(name).ok().flatten().unwrap_or_default().trim()
}
