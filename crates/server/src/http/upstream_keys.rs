//! `/upstream/{id}/jwks` and `/upstream/{id}/jwks.jwt`: our public keys for one upstream.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use bytes::Bytes;

use super::Web;
use super::discovery::public;
use super::error::Api;
use crate::flow::upstream_keys;

pub(super) async fn plain(State(web): State<Arc<Web>>, Path(id): Path<String>) -> Result<Response, Api> {
    let keys = upstream_keys::plain(&web.node, &id).await?;
    Ok(public(serde_json::to_vec(&keys).unwrap_or_default().into(), "application/jwk-set+json"))
}

pub(super) async fn signed(State(web): State<Arc<Web>>, Path(id): Path<String>) -> Result<Response, Api> {
    let set = upstream_keys::signed(&web.node, &id).await?;
    Ok(public(Bytes::copy_from_slice(set.as_bytes()), "application/jwk-set+jwt"))
}
