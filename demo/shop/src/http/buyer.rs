//! The way of a buyer as far as the basket, and what is there for nobody.

use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use rp::Pending;
use rp::oidc::parameters::Parameters;

use super::Shared;
use super::answer::{Answer, html, see_other};
use super::visitor::{Cookie, Visitor};
use crate::catalogue::{PRODUCTS, Product};
use crate::database::{attempts, orders, stores};
use crate::order::Order;
use crate::page::{BasketPage, Catalogue, Frame, Front, Notice};
use crate::store::Store;
use crate::{Browser, Desk, Language, Result};

/// For how long a browser is known, in seconds.
pub(super) const KNOWN_FOR: i64 = 30 * 24 * 60 * 60;

pub(super) async fn front(
    State(desk): State<Shared>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Answer {
    let (visitor, chosen) = visitor(&headers, query.as_deref());
    let stores = desk.database.run(stores::all).await?;
    let orders = ordered(&desk, None, visitor.browser(&desk.base)).await?;
    let page = Front { frame: Frame::new(visitor.language, None), stores: &stores, orders: &orders };
    Ok(remembering(chosen, &desk.base, html(StatusCode::OK, &page)))
}

pub(super) async fn catalogue(
    State(desk): State<Shared>,
    Path(store): Path<String>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Answer {
    let (visitor, chosen) = visitor(&headers, query.as_deref());
    let Some(store) = desk.store(&store).await? else { return Ok(missing(&visitor, None)) };
    let count = Some(visitor.basket(&desk.base).count());
    let frame = Frame { count, ..Frame::new(visitor.language, Some(&store)) };
    let orders = ordered(&desk, Some(&store), visitor.browser(&desk.base)).await?;
    let page = Catalogue { frame, products: &PRODUCTS, orders: &orders };
    Ok(remembering(chosen, &desk.base, html(StatusCode::OK, &page)))
}

pub(super) async fn basket(
    State(desk): State<Shared>,
    Path(store): Path<String>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Answer {
    let (visitor, chosen) = visitor(&headers, query.as_deref());
    let Some(store) = desk.store(&store).await? else { return Ok(missing(&visitor, None)) };
    let basket = visitor.basket(&desk.base);
    let lines = basket.lines(visitor.language);
    let page = BasketPage {
        frame: Frame { count: Some(basket.count()), ..Frame::new(visitor.language, Some(&store)) },
        lines: &lines,
        total: lines.iter().map(|line| line.sum()).sum(),
        asks_nin: store.asks_for("nin"),
    };
    Ok(remembering(chosen, &desk.base, html(StatusCode::OK, &page)))
}

pub(super) async fn change_basket(
    State(desk): State<Shared>,
    Path(store): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let visitor = Visitor::of(&headers);
    let Some(store) = desk.store(&store).await? else { return Ok(missing(&visitor, None)) };
    let form = Parameters::read(&body);
    let product = |name| form.get(name).ok().flatten().and_then(Product::find);
    let mut basket = visitor.basket(&desk.base);
    if let Some(product) = product("add") {
        basket.add(product);
    }
    if let Some(product) = product("set") {
        let quantity = form.get("quantity").ok().flatten().and_then(|text| text.trim().parse().ok());
        basket.set(product, quantity.unwrap_or(1));
    }
    let mut response = see_other(&format!("/venues/{}/basket", store.slug));
    Cookie::Basket.set(&mut response, &desk.base, &basket.write(), KNOWN_FOR);
    Ok(response)
}

/// The latest orders of a browser, of one store or of all.
pub(super) async fn ordered(
    desk: &Desk,
    store: Option<&Store>,
    browser: Option<Browser>,
) -> Result<Vec<Order>> {
    const MOST: u32 = 10;
    let Some(browser) = browser else { return Ok(Vec::new()) };
    let (slug, before) = (store.map(|store| store.slug.clone()), desk.clock.now() - Pending::LIFETIME);
    let listed = desk.database.run(move |db| {
        attempts::expire(db, before)?;
        orders::of_browser(db, slug.as_deref(), &browser.hash, MOST)
    });
    listed.await
}

pub(super) async fn nothing(headers: HeaderMap) -> Response {
    missing(&Visitor::of(&headers), None)
}

pub(super) fn missing(visitor: &Visitor, store: Option<&Store>) -> Response {
    let words = visitor.language.words();
    let frame = Frame { chooses: false, ..Frame::new(visitor.language, store) };
    let page = Notice { frame, title: words.missing_title, text: words.missing_text, orders: &[] };
    html(StatusCode::NOT_FOUND, &page)
}

/// Who comes, and the language that they chose just now.
pub(super) fn visitor(headers: &HeaderMap, query: Option<&str>) -> (Visitor, Option<Language>) {
    let visitor = Visitor::of(headers);
    let chosen = query.and_then(|query| {
        let parameters = Parameters::read(query.as_bytes());
        parameters.get("lang").ok().flatten().and_then(Language::of_tag)
    });
    (Visitor { language: chosen.unwrap_or(visitor.language), ..visitor }, chosen)
}

pub(super) fn remembering(chosen: Option<Language>, base: &str, mut response: Response) -> Response {
    if let Some(language) = chosen {
        Cookie::Language.set(&mut response, base, language.tag(), KNOWN_FOR);
    }
    response
}
