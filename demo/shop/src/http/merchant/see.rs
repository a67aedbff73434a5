use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use rp::Pending;
use rp::oidc::parameters::Parameters;

use super::super::answer::{Answer, html, see_other};
use super::super::buyer::{remembering, visitor};
use super::super::visitor::{Cookie, Visitor};
use super::super::{Shared, buyer};
use super::{field, form, frame, visit};
use crate::Result;
use crate::database::{attempts, orders, stores};
use crate::merchant::{self, Visit};
use crate::page::Frame;
use crate::page::merchant::{Enter, Said, StorePage, Stores};
use crate::store::Store;

/// How many orders are listed.
const MOST: u32 = 100;

pub(super) async fn stores(
    State(desk): State<Shared>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Answer {
    let (visitor, chosen) = visitor(&headers, query.as_deref());
    let frame = Frame::new(visitor.language, None);
    let response = match visit(&desk, &headers).await? {
        None => html(StatusCode::OK, &Enter { frame, was_wrong: false }),
        Some(visit) => {
            let stores = desk.database.run(stores::all).await?;
            let (form_token, base) = (visit.form_token.as_str(), desk.base.as_str());
            html(StatusCode::OK, &Stores { frame, form_token, stores: &stores, base, new_token: None })
        }
    };
    Ok(remembering(chosen, &desk.base, response))
}

pub(super) async fn enter(State(desk): State<Shared>, headers: HeaderMap, body: Bytes) -> Answer {
    let form = Parameters::read(&body);
    match merchant::enter(&desk, field(&form, "token")).await? {
        Some(cookie) => {
            let mut response = see_other("/merchant");
            Cookie::Merchant.set(&mut response, &desk.base, cookie.expose(), merchant::VISIT);
            Ok(response)
        }
        None => Ok(html(
            StatusCode::FORBIDDEN,
            &Enter { frame: frame(Visitor::of(&headers).language), was_wrong: true },
        )),
    }
}

pub(super) async fn leave(State(desk): State<Shared>, headers: HeaderMap, body: Bytes) -> Answer {
    if let Err(elsewhere) = form(&desk, &headers, &body).await? {
        return Ok(elsewhere);
    }
    if let Some(cookie) = Visitor::of(&headers).cookie(&desk.base, Cookie::Merchant) {
        merchant::leave(&desk, cookie).await?;
    }
    let mut response = see_other("/merchant");
    Cookie::Merchant.set(&mut response, &desk.base, "", 0);
    Ok(response)
}

pub(super) async fn store(
    State(desk): State<Shared>,
    Path(slug): Path<String>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Answer {
    let Some(visit) = visit(&desk, &headers).await? else { return Ok(see_other("/merchant")) };
    let (visitor, chosen) = visitor(&headers, query.as_deref());
    let frame = Frame::new(visitor.language, None);
    match desk.store(&slug).await? {
        Some(store) => {
            let page = shown(&desk, &visit, &store, None, frame).await?;
            Ok(remembering(chosen, &desk.base, page))
        }
        None => Ok(buyer::nothing(headers).await),
    }
}

/// The page of a store, with what is to be said of what was sent just now.
pub(super) async fn shown(
    desk: &Shared,
    visit: &Visit,
    store: &Store,
    said: Option<Said>,
    frame: Frame<'_>,
) -> Result<Response> {
    let slug = store.slug.clone();
    let before = desk.clock.now() - Pending::LIFETIME;
    let listed = desk.database.run(move |db| {
        attempts::expire(db, before)?;
        orders::of_store(db, &slug, MOST)
    });
    let orders = listed.await?;
    let status =
        if matches!(said, Some(Said::Refused(_))) { StatusCode::BAD_REQUEST } else { StatusCode::OK };
    let page = StorePage {
        frame,
        form_token: &visit.form_token,
        store,
        callback: Store::callback(&desk.base, &store.slug),
        keys: &desk.public_keys(&store.slug).await?,
        orders: &orders,
        said,
    };
    Ok(html(status, &page))
}
