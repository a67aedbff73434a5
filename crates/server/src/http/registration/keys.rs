//! The keys of a client, looked after by itself, below the address of its registration.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::CACHE_CONTROL;
use http::{HeaderValue, StatusCode};
use serde::Serialize;
use tracing::info;

use super::super::Web;
use super::super::admin::body::Body;
use super::super::admin::client_keys::{answered, new_key};
use super::super::admin::id::{Id, Two};
use super::super::admin::offered_key::OfferedKey;
use super::super::admin::schema::client_key::{ClientKeyAnswer, ClientKeyList};
use super::super::error::Api;
use super::super::token::no_store;
use super::{Shown, told};
use crate::flow;

pub(in crate::http) async fn list(State(web): State<Arc<Web>>, Shown(token): Shown, Id(id): Id) -> Response {
    let list = async {
        let keys = flow::registration::keys(&web.node, &id, token.as_deref()).await?;
        let keys = keys.into_iter().map(|key| ClientKeyAnswer::of(key, web.node.now())).collect();
        Ok(json(&ClientKeyList { keys }))
    };
    told(list.await)
}

pub(in crate::http) async fn create(
    State(web): State<Arc<Web>>,
    Shown(token): Shown,
    Id(id): Id,
    body: Result<OfferedKey, Api>,
) -> Response {
    let create = async {
        let new = new_key(body?.0)?;
        let key = flow::registration::add_key(&web.node, &id, token.as_deref(), new).await?;
        info!(client_id = id, kid = key.key.kid, "a client registered a key of its own");
        Ok((StatusCode::CREATED, json(&ClientKeyAnswer::of(key, web.node.now()))).into_response())
    };
    told(create.await)
}

pub(in crate::http) async fn read(
    State(web): State<Arc<Web>>,
    Shown(token): Shown,
    Two(id, kid): Two,
) -> Response {
    let read = async {
        let key = flow::registration::key(&web.node, &id, &kid, token.as_deref()).await?;
        Ok(json(&ClientKeyAnswer::of(key, web.node.now())))
    };
    told(read.await)
}

pub(in crate::http) async fn remove(
    State(web): State<Arc<Web>>,
    Shown(token): Shown,
    Two(id, kid): Two,
) -> Response {
    let remove = async {
        flow::registration::remove_key(&web.node, &id, &kid, token.as_deref()).await?;
        info!(client_id = id, kid, "a client removed a key of its own");
        let mut response = StatusCode::NO_CONTENT.into_response();
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        Ok(response)
    };
    told(remove.await)
}

pub(in crate::http) async fn prove(
    State(web): State<Arc<Web>>,
    Shown(token): Shown,
    Two(id, kid): Two,
    body: Result<Body, Api>,
) -> Response {
    let prove = async {
        let answered = answered(&id, &kid, body?.0)?;
        let key = flow::registration::prove_key(&web.node, &answered, token.as_deref()).await?;
        info!(client_id = id, kid, "a client opened what was sealed to its key");
        Ok(json(&ClientKeyAnswer::of(key, web.node.now())))
    };
    told(prove.await)
}

fn json(answer: &impl Serialize) -> Response {
    no_store(serde_json::to_vec(answer).unwrap_or_default())
}
