//! Our public keys for one upstream, for it to fetch.

use idp::{Reason, Refusal};
use jose::JwkSet;
use serde_json::json;
use tokio::task::spawn_blocking;

use super::unavailable;
use crate::node::{Node, public_keys, set_signer};

/// For how long a signed set counts, in seconds: longer than anybody keeps it.
const SIGNED_FOR: i64 = 24 * 60 * 60;

/// The keys that the upstream may see what we signed with, and seal to, as they are now.
pub async fn plain(node: &Node, id: &str) -> Result<JwkSet, Refusal> {
    let upstreams = node.load_upstreams().await.map_err(unavailable)?;
    let upstream = upstreams.iter().find(|upstream| upstream.id.as_str() == id).ok_or(Reason::NotFound)?;
    Ok(public_keys(upstream, node.now()))
}

/// The same as a signed set (OpenID Federation §5.2.1), by the key that signs for this upstream.
pub async fn signed(node: &Node, id: &str) -> Result<String, Refusal> {
    let upstreams = node.load_upstreams().await.map_err(unavailable)?;
    let upstream = upstreams.iter().find(|upstream| upstream.id.as_str() == id).ok_or(Reason::NotFound)?;
    let now = node.now();
    let keys = public_keys(upstream, now).keys;
    let signer = set_signer(upstream, now).ok_or(Reason::NotFound)?;
    let (us, from) = (upstream.definition.client_id.clone(), now.as_secs());
    let claims = json!({ "iss": us, "sub": us, "iat": from, "exp": from + SIGNED_FOR, "keys": keys });
    let signed = spawn_blocking(move || jose::jwt::sign(Some("jwk-set+jwt"), &claims, &signer)).await;
    let internal = |error: String| Refusal::new(Reason::Internal).operator(error);
    signed.map_err(|error| internal(error.to_string()))?.map_err(|error| internal(error.to_string()))
}
