//! `/oauth2/key-test`: what a client found when it opened the challenge of its key. It takes no token:
//! whoever knows what was inside has the key.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use idp::Refusal;
use idp::client::key::Answered;
use serde_json::json;
use tracing::info;

use super::Web;
use super::admin::body::Body;
use super::error::Api;
use super::peer::Peer;
use super::token::no_store;
use crate::flow;

pub(super) async fn answer(State(web): State<Arc<Web>>, Body(members): Body) -> Result<Response, Api> {
    let node = &web.node;
    let from = Peer::current();
    if let Some(from) = from {
        node.limits.check_failures(from, None)?;
    }
    let proven = async {
        let answered = Answered::read(members)?;
        let key = flow::client_key::prove(node, &answered).await?;
        Ok((answered.client_id, key.kid))
    };
    let (client_id, kid) = proven.await.inspect_err(|refusal: &Refusal| {
        if let Some(from) = from.filter(|_| !refusal.reason.is_ours()) {
            node.limits.failed(from, None);
        }
    })?;
    info!(client_id, kid, "a client opened what was sealed to its key");
    let told = json!({ "client_id": client_id, "kid": kid, "ready": true });
    Ok(no_store(serde_json::to_vec(&told).unwrap_or_default()))
}
