//! Whether somebody may administer.

use idp::{Refusal, admin};

use super::bearer::Loaded;
use crate::node::Node;

/// Checks that this token opens the admin API, and says whose it is.
pub async fn verify(node: &Node, token: Option<&str>) -> Result<String, Refusal> {
    let now = node.now();
    let loaded = Loaded::load(node, token, now).await?;
    admin::verify(loaded.read(), loaded.facts(), now).map(str::to_owned)
}
