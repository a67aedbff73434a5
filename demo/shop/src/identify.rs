//! Identifying a buyer: all that a shop needs, in three functions. `docs/identify-buyers.md` tells how to do
//! the same in another one.
//!
//! [`start`] sends the buyer away, [`finish`] reads what they came back with, [`result`] says what is known.
//! Between them the shop remembers, on its side, which order, which browser and which request belong
//! together; the browser has nothing but a cookie that says which one it is, and nothing in the answer names
//! an order.

use std::time::Duration;

use rp::oidc::prompt::Prompt;
use rp::{Authorization, Pending, Tokens, UserInfo};

use crate::database::{attempts, orders, stores};
use crate::level;
use crate::order::{Order, OrderId};
use crate::outcome::Failure;
use crate::provider::Fault;
use crate::store::Store;
use crate::{Browser, Desk, Language, Metadata, RequestStyle, Result};

/// The scope that brings the personal identity code.
const NIN: &str = "nin";

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
    let begun = match begin(desk, &store, language).await {
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
        Err(fault) => {
            report(&store, &fault);
            return Ok(Finished::Unknown);
        }
    };
    let label = match party.label(query).await {
        Ok(label) => label,
        Err(error) => {
            report(&store, &error.into());
            return Ok(Finished::Unknown);
        }
    };
    let (slug, wanted) = (store.slug.clone(), label.clone());
    let attempt = desk.database.run(move |db| attempts::get(db, &slug, &wanted)).await?;
    let mine = attempt.filter(|attempt| browser.is_some_and(|browser| browser.hash == attempt.browser));
    let Some(attempt) = mine else { return Ok(Finished::Unknown) };
    let (wanted, now) = (label.clone(), desk.clock.now());
    if attempt.is_used || !desk.database.run(move |db| attempts::spend(db, &wanted, now)).await? {
        wait(desk, &store, &label).await?;
        return Ok(Finished::Order(attempt.order));
    }
    let checked = if now - attempt.began_at > Pending::LIFETIME {
        Err(Failure::Expired)
    } else {
        complete(desk, &store, &attempt.pending, query).await
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

/// What is kept of a buyer.
struct Buyer {
    name: String,
    auth_at: String,
    ftn_idp: String,
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

async fn begin(desk: &Desk, store: &Store, language: Language) -> std::result::Result<rp::Begun, Failure> {
    let asked = async {
        let party = desk.party(store).await?;
        let wish = wish(store, language)?;
        let pushes = store.request == RequestStyle::Pushed;
        Ok::<_, Fault>(if pushes { party.push(&wish).await? } else { party.begin(&wish).await? })
    };
    asked.await.map_err(|fault| report(store, &fault))
}

/// What is asked: the scopes that the merchant set and no others, of somebody who identifies themselves now.
fn wish(store: &Store, language: Language) -> std::result::Result<Authorization, rp::Error> {
    let mut wish = Authorization::new(&store.scopes.join(" "))
        .prompt([Prompt::Login])
        .max_age(u32::try_from(Pending::LIFETIME).unwrap_or(u32::MAX))
        .ui_locales([language.tag()]);
    if !store.acr_values.is_empty() {
        wish = wish.acr_values(&store.acr_values);
    }
    match &store.idp_hint {
        Some(hint) => wish.parameter("idp_hint", hint),
        None => Ok(wish),
    }
}

async fn complete(
    desk: &Desk,
    store: &Store,
    pending: &str,
    query: &str,
) -> std::result::Result<Buyer, Failure> {
    let asked = async {
        let party = desk.party(store).await?;
        let pending = Pending::open(pending, &desk.sealing_key)?;
        let tokens = party.complete(pending, query).await?;
        let info = party.userinfo(&tokens).await?;
        Ok::<_, Fault>((tokens, info))
    };
    let (tokens, info) = asked.await.map_err(|fault| report(store, &fault))?;
    if !level::is_enough(&store.acr_values, tokens.id_token.acr()) {
        return Err(Failure::TooWeak);
    }
    buyer(store, &tokens, &info).ok_or(Failure::Incomplete)
}

/// What is kept of all that was told; the rest is dropped here, unread but for one question: whether there
/// is a personal identity code, where the store must know that there is one.
fn buyer(store: &Store, tokens: &Tokens, info: &UserInfo) -> Option<Buyer> {
    const LONGEST: usize = 400;
    let told = |name: &str| {
        let text = info.claims().text(name).or_else(|| tokens.id_token.claims().text(name));
        text.filter(|text| !text.trim().is_empty() && text.len() <= LONGEST)
    };
    if store.asks_for(NIN) && told(NIN).is_none() {
        return None;
    }
    Some(Buyer {
        name: told("name")?.to_owned(),
        auth_at: auth_at(tokens.id_token.auth_time()?)?,
        ftn_idp: told("ftn_idp")?.to_owned(),
    })
}

/// A time as the metadata have it: whole seconds, written with milliseconds.
pub(crate) fn auth_at(seconds: i64) -> Option<String> {
    let time = jiff::Timestamp::from_second(seconds).ok()?;
    Some(time.strftime("%Y-%m-%dT%H:%M:%S.000Z").to_string())
}

/// Waits until it is known what came of an answer that another request is looking at.
async fn wait(desk: &Desk, store: &Store, label: &str) -> Result<()> {
    const PAUSE: Duration = Duration::from_millis(100);
    const PAUSES: u32 = 900;
    for _ in 0..PAUSES {
        let (slug, label) = (store.slug.clone(), label.to_owned());
        let attempt = desk.database.run(move |db| attempts::get(db, &slug, &label)).await?;
        if attempt.is_none_or(|attempt| attempt.is_over) {
            break;
        }
        tokio::time::sleep(PAUSE).await;
    }
    Ok(())
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

#[cfg(test)]
mod tests {
    use super::auth_at;

    #[test]
    fn a_time_is_written_with_milliseconds_in_utc() {
        assert_eq!(auth_at(1_730_111_203).as_deref(), Some("2024-10-28T10:26:43.000Z"));
        assert_eq!(auth_at(0).as_deref(), Some("1970-01-01T00:00:00.000Z"));
        assert_eq!(auth_at(i64::MAX), None);
    }
}
