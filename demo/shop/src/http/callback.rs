//! Where browsers come back to.

use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};

use super::Shared;
use super::answer::{Answer, html, see_other};
use super::buyer::ordered;
use super::order::order_path;
use super::visitor::Visitor;
use crate::identify::{self, Finished};
use crate::page::{Frame, Notice};
use crate::{Error, Language};

/// Looks at what a browser brought, and leads to its order: the answer does not stay in the address.
pub(super) async fn answered(
    State(desk): State<Shared>,
    Path(slug): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Answer {
    let visitor = Visitor::of(&headers);
    let browser = visitor.browser(&desk.base);
    let query = query.unwrap_or_default();
    let (its, of, by) = (desk.clone(), slug.clone(), browser.clone());
    // On a task of its own: a browser that goes away leaves nothing half done.
    let finished = tokio::spawn(async move { identify::finish(&its, &of, by.as_ref(), &query).await });
    let finished = finished.await.map_err(|error| Error::Database(error.to_string()))??;
    let store = desk.store(&slug).await?;
    if let (Finished::Order(order), Some(store)) = (&finished, &store) {
        return Ok(see_other(&order_path(store, order)));
    }
    let orders = match &store {
        Some(store) => ordered(&desk, Some(store), browser).await?,
        None => Vec::new(),
    };
    let language: Language = visitor.language;
    let words = language.words();
    let frame = Frame { chooses: false, ..Frame::new(language, store.as_ref()) };
    let (status, title, text) = match finished {
        Finished::Later(failure) => {
            (StatusCode::SERVICE_UNAVAILABLE, (words.told)(failure).title, words.later_text)
        }
        _ => (StatusCode::BAD_REQUEST, words.unknown_title, words.unknown_text),
    };
    Ok(html(status, &Notice { frame, title, text, orders: &orders }))
}
