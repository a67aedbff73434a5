//! Our public keys for one upstream, for it to fetch.

use std::sync::Arc;

use idp::model::upstream::Upstream;
use idp::{Reason, Refusal};
use jose::JwkSet;

use super::unavailable;
use crate::node::{Node, public_keys};

/// The keys that the upstream may see what we signed with, and seal to, as they are now.
pub async fn plain(node: &Node, id: &str) -> Result<JwkSet, Refusal> {
    Ok(public_keys(&*load(node, id).await?, node.now()))
}

/// The same as a signed set (OpenID Federation §5.2.1), by the key that signs for this upstream.
pub async fn signed(node: &Node, id: &str) -> Result<Arc<str>, Refusal> {
    let signed = node.signed_upstream_keys(&*load(node, id).await?).await;
    signed.map_err(|why| Refusal::new(Reason::Internal).operator(why))?.ok_or_else(|| Reason::NotFound.into())
}

async fn load(node: &Node, id: &str) -> Result<Arc<Upstream>, Refusal> {
    let upstreams = node.load_upstreams().await.map_err(unavailable)?;
    let found = upstreams.iter().find(|upstream| upstream.id.as_str() == id);
    found.cloned().ok_or_else(|| Reason::NotFound.into())
}
