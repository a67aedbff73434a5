//! Every address, and what it answers.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, Path, Query, Request, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::page;
use crate::shelf::{Incoming, Shelf};

/// The longest text message, in bytes.
const MAX_BODY: usize = 64 * 1024;

struct Box {
    shelf: Arc<Shelf>,
    smtp: SocketAddr,
}

type At = State<Arc<Box>>;

/// Serves a socket until it is told to stop.
pub(crate) async fn serve(
    shelf: Arc<Shelf>,
    smtp: SocketAddr,
    listener: TcpListener,
    shutdown: CancellationToken,
) -> io::Result<()> {
    let router = Router::new()
        .route("/", get(list))
        .route("/mailbox.css", get(style))
        .route("/messages", get(messages).delete(clear))
        .route("/messages/{id}", get(one))
        .route("/messages/{id}/html", get(html))
        .route("/sms", post(sms))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(from_fn(fenced))
        .with_state(Arc::new(Box { shelf, smtp }));
    axum::serve(listener, router).with_graceful_shutdown(shutdown.cancelled_owned()).await
}

/// Which messages are asked for.
#[derive(Deserialize)]
struct Asked {
    to: Option<String>,
}

/// The newest first.
async fn messages(State(at): At, Query(Asked { to }): Query<Asked>) -> Response {
    Json(at.shelf.to(to.as_deref())).into_response()
}

async fn clear(State(at): At) -> StatusCode {
    at.shelf.clear();
    StatusCode::NO_CONTENT
}

async fn list(State(at): At, Query(Asked { to }): Query<Asked>) -> Response {
    let to = to.filter(|to| !to.trim().is_empty());
    shown(StatusCode::OK, page::list(&at.shelf.to(to.as_deref()), to.as_deref(), at.smtp))
}

async fn one(State(at): At, Path(id): Path<u64>) -> Response {
    match at.shelf.one(id) {
        Some(caught) => shown(StatusCode::OK, page::one(&caught)),
        None => shown(StatusCode::NOT_FOUND, page::gone()),
    }
}

/// What somebody wrote as HTML, shut in: nothing of it runs, and nothing is fetched.
async fn html(State(at): At, Path(id): Path<u64>) -> Response {
    let Some(html) = at.shelf.one(id).and_then(|caught| caught.html) else {
        return shown(StatusCode::NOT_FOUND, page::gone());
    };
    let mut response = shown(StatusCode::OK, html);
    let policy = HeaderValue::from_static(
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'",
    );
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    response
}

/// A text message as a gateway takes it.
#[derive(Deserialize)]
struct Sms {
    to: String,
    text: String,
    from: Option<String>,
}

async fn sms(State(at): At, Json(Sms { to, text, from }): Json<Sms>) -> Response {
    let from = from.filter(|from| !from.is_empty());
    let id = at.shelf.put(Incoming { channel: "sms", to, from, subject: None, text, html: None });
    (StatusCode::ACCEPTED, Json(json!({ "id": id }))).into_response()
}

async fn style() -> Response {
    ([(CONTENT_TYPE, "text/css; charset=utf-8")], page::STYLE).into_response()
}

fn shown(status: StatusCode, page: String) -> Response {
    (status, [(CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response()
}

/// Holds of every answer that says nothing else.
async fn fenced(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let fence: [(HeaderName, &'static str); 4] = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (CACHE_CONTROL, "no-store"),
    ];
    for (name, value) in fence {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

const POLICY: &str = "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";
