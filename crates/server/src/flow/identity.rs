//! Identities elsewhere, and whose accounts they lead to.

use idp::Refusal;
use idp::model::linked_identity::LinkedIdentity;
use idp::model::user::UserId;

use super::{Tries, unavailable};
use crate::node::Node;

/// Who a person is at upstreams, the oldest link first.
pub async fn list(node: &Node, user: &UserId) -> Result<Vec<LinkedIdentity>, Refusal> {
    node.store().list_identities(user).await.map_err(unavailable)
}

/// Unlinks the identity of this person that is called so.
pub async fn unlink(node: &Node, user: &UserId, id: &str) -> Result<(), Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let identities = list(node, user).await?;
        if tries.commit(node, idp::identity::unlink(&identities, id), now).await?.is_some() {
            return Ok(());
        }
    }
}
