//! Every address, and how it is served.

mod authorize;
mod end_session;
mod login;
mod metadata;
mod respond;
mod sim;
mod token;
mod userinfo;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::house::House;

/// The longest form, in bytes: a sealed request object fits in.
const MAX_BODY: usize = 128 * 1024;

type At = axum::extract::State<Arc<House>>;

/// Serves a socket until it is told to stop.
pub(crate) async fn serve(
    house: Arc<House>,
    listener: TcpListener,
    shutdown: CancellationToken,
) -> io::Result<()> {
    let service = router(house).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(shutdown.cancelled_owned()).await
}

fn router(house: Arc<House>) -> Router {
    Router::new()
        .route("/", get(login::home))
        .route("/banks.css", get(login::style))
        .route("/.well-known/openid-configuration", get(metadata::discovery))
        .route("/jwks", get(metadata::jwks))
        .route("/jwks.jwt", get(metadata::signed_jwks))
        .route("/authorize", get(authorize::get).post(authorize::post))
        .route("/par", post(authorize::push))
        .route("/token", post(token::token))
        .route("/userinfo", get(userinfo::userinfo).post(userinfo::userinfo))
        .route("/end_session", get(end_session::get).post(end_session::post))
        .route("/login/{handle}", get(login::banks))
        .route("/login/{handle}/end", post(login::end))
        .route("/login/{handle}/{bank}", get(login::bank))
        .route("/login/{handle}/{bank}/consent", get(login::consent))
        .route("/sim/next", post(sim::next).delete(sim::forget))
        .fallback(respond::nothing_here)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(axum::middleware::map_response(respond::fenced))
        .with_state(house)
}
