//! The userinfo endpoint.

use idp::{Refusal, userinfo};
use oidc::claims::UserInfo;

use super::bearer::Loaded;
use super::unavailable;
use crate::node::Node;

/// What the token opens of the person it speaks for.
pub async fn userinfo(node: &Node, token: Option<&str>) -> Result<UserInfo<'static>, Refusal> {
    let now = node.now();
    let loaded = Loaded::load(node, token, now).await?;
    let offered = node.load_offered().await.map_err(unavailable)?;
    userinfo::decide(loaded.read(), loaded.facts(), &offered, now).answer
}
