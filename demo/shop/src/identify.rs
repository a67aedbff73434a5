//! Identifying a buyer: all that a shop needs, in three functions. `docs/identify-buyers.md` tells how to do
//! the same in another one.
//!
//! [`start`] sends the buyer away, [`finish`] reads what they came back with, [`result`] says what is known.
//! Between them the shop remembers, on its side, which order, which browser and which request belong
//! together; the browser has nothing but a cookie that says which one it is, and nothing in the answer names
//! an order.

mod answer;
mod ask;

pub(crate) use answer::auth_at;

use rp::Pending;

use crate::database::{attempts, orders, stores};
use crate::order::{Order, OrderId};
use crate::outcome::Failure;
use crate::provider::Fault;
use crate::store::Store;
use crate::{Browser, Desk, Language, Metadata, Result};

/// Where a buyer goes to be identified.
pub enum Started {
    /// To this address, by a redirect with status 303.
    Away(String),
    /// Nowhere: it failed before it began, and the order says so.
    Failed(Failure),
}

/// What an answer was about.
#[derive(Debug, PartialEq, Eq)]
pub enum Finished {
    /// This order. [`result`] says what is known of its buyer now.
    Order(OrderId),
    /// Nothing that this browser began at this store: no order is touched. Somebody made it up, shows what
    /// is another's, or kept it too long.
    Unknown,
    /// It cannot be read for now, and nothing was done with it: it still counts when it is brought again.
    Later(Failure),
}

/// Begins an identification for an order, of the browser that placed it.
///
/// # Errors
/// The shop itself failed.
pub async fn start(desk: &Desk, order: &OrderId, browser: &Browser, language: Language) -> Result<Started> {
    let now = desk.clock.now();
    let Some((order, store)) = order_of(desk, order, browser).await? else {
        return Ok(Started::Failed(Failure::Expired));
    };
    let begun = match ask::begin(desk, &store, language).await {
        Ok(begun) => begun,
        Err(failure) => {
            let id = order.id;
            desk.database.run(move |db| orders::failed(db, &id, failure)).await?;
            return Ok(Started::Failed(failure));
        }
    };
    let (label, sealed) = (begun.pending.label(), begun.pending.seal(&desk.sealing_key));
    let noted = desk.database.run(move |db| {
        let noted = attempts::begin(db, &label, (&order.id, &order.store, &order.browser), &sealed, now)?;
        if noted.is_none() {
            orders::failed(db, &order.id, Failure::TooOften)?;
        }
        Ok(noted)
    });
    Ok(match noted.await? {
        Some(()) => Started::Away(begun.redirect.url()),
        None => Started::Failed(Failure::TooOften),
    })
}

/// Reads what a browser brought to the callback of a store: the query of its address, without `?`. However
/// it ends, the same answer is looked at once; who brings it again is shown what came of it.
///
/// # Errors
/// The shop itself failed.
pub async fn finish(desk: &Desk, store: &str, browser: Option<&Browser>, query: &str) -> Result<Finished> {
    let Some(store) = desk.store(store).await? else { return Ok(Finished::Unknown) };
    let party = match desk.party(&store).await {
        Ok(party) => party,
        Err(fault) => return Ok(Finished::Later(report(&store, &fault))),
    };
    let label = match party.label(query).await {
        Ok(label) => label,
        Err(error) => {
            return Ok(match report(&store, &error.into()) {
                failure @ Failure::ProviderUnreachable => Finished::Later(failure),
                _ => Finished::Unknown,
            });
        }
    };
    let (slug, wanted) = (store.slug.clone(), label.clone());
    let attempt = desk.database.run(move |db| attempts::get(db, &slug, &wanted)).await?;
    let mine = attempt.filter(|attempt| browser.is_some_and(|browser| browser.hash == attempt.browser));
    let Some(attempt) = mine else { return Ok(Finished::Unknown) };
    let (wanted, now) = (label.clone(), desk.clock.now());
    if attempt.is_used || !desk.database.run(move |db| attempts::spend(db, &wanted, now)).await? {
        answer::wait(desk, &store, &label).await?;
        return Ok(Finished::Order(attempt.order));
    }
    let checked = if now - attempt.began_at > Pending::LIFETIME {
        Err(Failure::Expired)
    } else {
        answer::complete(desk, &store, &attempt.pending, query).await
    };
    let order = attempt.order.clone();
    desk.database
        .run(move |db| match checked {
            Ok(buyer) => {
                attempts::settle(db, &label, "success")?;
                orders::identified(db, &attempt.order, &buyer.name, &buyer.auth_at, &buyer.ftn_idp)
            }
            Err(failure) => {
                attempts::settle(db, &label, failure.code())?;
                orders::failed(db, &attempt.order, failure)
            }
        })
        .await?;
    Ok(Finished::Order(order))
}

/// What is known of an order's buyer: exactly what is kept.
///
/// # Errors
/// The shop itself failed.
pub async fn result(desk: &Desk, order: &OrderId) -> Result<Option<Metadata>> {
    Ok(look(desk, order).await?.map(|order| order.metadata))
}

/// An order, once what was begun too long ago has been given up.
pub(crate) async fn look(desk: &Desk, order: &OrderId) -> Result<Option<Order>> {
    let (order, before) = (order.clone(), desk.clock.now() - Pending::LIFETIME);
    desk.database
        .run(move |db| {
            attempts::expire(db, before)?;
            orders::get(db, &order)
        })
        .await
}

async fn order_of(desk: &Desk, order: &OrderId, browser: &Browser) -> Result<Option<(Order, Store)>> {
    let (id, hash) = (order.clone(), browser.hash.clone());
    desk.database
        .run(move |db| {
            let Some(order) = orders::get(db, &id)?.filter(|order| order.browser == hash) else {
                return Ok(None);
            };
            Ok(stores::get(db, &order.store)?.map(|store| (order, store)))
        })
        .await
}

/// Tells the operator why, and the buyer what.
fn report(store: &Store, fault: &Fault) -> Failure {
    let (why, failure) = match fault {
        Fault::Protocol(error) => (error.to_string(), Failure::from(error)),
        Fault::Setting(error) => (error.to_string(), Failure::NotSetUp),
    };
    tracing::warn!(store = store.slug, failure = failure.code(), "nobody is identified: {why}");
    failure
}
