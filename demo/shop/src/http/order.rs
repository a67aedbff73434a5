//! From the basket to the bank, and what became of it.

use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};

use super::Shared;
use super::answer::{Answer, html, see_other};
use super::buyer::{KNOWN_FOR, missing, remembering, visitor};
use super::visitor::{Cookie, Visitor};
use crate::database::orders;
use crate::identify::{self, Started};
use crate::order::{Metadata, Order, OrderId};
use crate::page::{Frame, OrderPage, State as Standing};
use crate::store::Store;
use crate::{Browser, Language};

/// For how long an order waits for its buyer to be identified, in seconds.
const KEPT_FOR: i64 = KNOWN_FOR;

/// Places the order, and sends its buyer to their bank.
pub(super) async fn checkout(
    State(desk): State<Shared>,
    Path(store): Path<String>,
    headers: HeaderMap,
) -> Answer {
    let visitor = Visitor::of(&headers);
    let Some(store) = desk.store(&store).await? else { return Ok(missing(&visitor, None)) };
    let lines = visitor.basket(&desk.base).lines(visitor.language);
    if lines.is_empty() {
        return Ok(see_other(&format!("/venues/{}/basket", store.slug)));
    }
    let (browser, new) = match visitor.browser(&desk.base) {
        Some(browser) => (browser, None),
        None => {
            let (browser, secret) = Browser::new();
            (browser, Some(secret))
        }
    };
    let order = Order {
        id: OrderId::random(),
        store: store.slug.clone(),
        browser: browser.hash.clone(),
        placed_at: desk.clock.now(),
        lines,
        metadata: Metadata::Untried,
        failure: None,
        is_under_way: false,
    };
    let id = order.id.clone();
    desk.database
        .run(move |db| {
            orders::forget(db, order.placed_at - KEPT_FOR)?;
            orders::place(db, &order)
        })
        .await?;
    let mut response = sent_away(&desk, &store, &id, &browser, visitor.language).await?;
    Cookie::Basket.set(&mut response, &desk.base, "", 0);
    if let Some(secret) = new {
        Cookie::Browser.set(&mut response, &desk.base, &secret, KNOWN_FOR);
    }
    Ok(response)
}

/// Sends the buyer of an order to their bank once more.
pub(super) async fn identify(
    State(desk): State<Shared>,
    Path((store, order)): Path<(String, String)>,
    headers: HeaderMap,
) -> Answer {
    let visitor = Visitor::of(&headers);
    let Some((store, order)) = own(&desk, &visitor, &store, &order).await? else {
        return Ok(missing(&visitor, None));
    };
    let Some(browser) = visitor.browser(&desk.base) else { return Ok(missing(&visitor, Some(&store))) };
    if matches!(order.metadata, Metadata::Identified { .. }) {
        return Ok(see_other(&order_path(&store, &order.id)));
    }
    sent_away(&desk, &store, &order.id, &browser, visitor.language).await
}

pub(super) async fn order(
    State(desk): State<Shared>,
    Path((store, order)): Path<(String, String)>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Answer {
    let (visitor, chosen) = visitor(&headers, query.as_deref());
    let Some((store, order)) = own(&desk, &visitor, &store, &order).await? else {
        return Ok(missing(&visitor, None));
    };
    let page = OrderPage {
        frame: Frame {
            count: Some(visitor.basket(&desk.base).count()),
            ..Frame::new(visitor.language, Some(&store))
        },
        id: &order.id,
        state: Standing::of(&order, visitor.language),
        lines: &order.lines,
        total: order.cents(),
    };
    Ok(remembering(chosen, &desk.base, html(StatusCode::OK, &page)))
}

pub(super) fn order_path(store: &Store, order: &OrderId) -> String {
    format!("/venues/{}/orders/{order}", store.slug)
}

async fn sent_away(
    desk: &Shared,
    store: &Store,
    order: &OrderId,
    browser: &Browser,
    language: Language,
) -> Answer {
    Ok(match identify::start(desk, order, browser, language).await? {
        Started::Away(url) => see_other(&url),
        Started::Failed(_) => see_other(&order_path(store, order)),
    })
}

/// The order of this name, if this browser placed it at this store.
async fn own(
    desk: &Shared,
    visitor: &Visitor,
    store: &str,
    order: &str,
) -> crate::Result<Option<(Store, Order)>> {
    let (Some(id), Some(browser)) = (OrderId::parse(order), visitor.browser(&desk.base)) else {
        return Ok(None);
    };
    let Some(store) = desk.store(store).await? else { return Ok(None) };
    let found = identify::look(desk, &id).await?;
    let own = found.filter(|order| order.browser == browser.hash && order.store == store.slug);
    Ok(own.map(|order| (store, order)))
}
