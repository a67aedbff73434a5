//! Bytes to types and back: every address of the shop.

mod answer;
mod api;
mod asset;
mod buyer;
mod callback;
mod guard;
mod merchant;
mod order;
mod visitor;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn_with_state;
use axum::routing::{get, post};

use crate::Desk;

/// The longest form that is read, in bytes: a private key in one is the longest.
const LONGEST_FORM: usize = 64 * 1024;

/// What all handlers share.
type Shared = Arc<Desk>;

pub(crate) fn router(desk: Shared) -> Router {
    Router::new()
        .route("/", get(buyer::front))
        .route("/venues/{store}", get(buyer::catalogue))
        .route("/venues/{store}/basket", get(buyer::basket).post(buyer::change_basket))
        .route("/venues/{store}/checkout", post(order::checkout))
        .route("/venues/{store}/orders/{order}", get(order::order))
        .route("/venues/{store}/orders/{order}/identify", post(order::identify))
        .route("/venues/{store}/oidc/callback", get(callback::answered))
        .route("/api/orders/{order}", get(api::order))
        .merge(merchant::router())
        .route("/assets/{name}", get(asset::get))
        .fallback(buyer::nothing)
        .layer(from_fn_with_state(desk.clone(), guard::foreign_forms))
        .layer(from_fn_with_state(desk.clone(), guard::headers))
        .layer(DefaultBodyLimit::max(LONGEST_FORM))
        .with_state(desk)
}
