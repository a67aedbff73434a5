//! What proves people beside their password, as administrators see it.

use idp::Refusal;
use idp::model::credential::{Credential, CredentialKind};
use idp::model::event::Actor;
use idp::model::user::UserId;
use idp::user::factors;

use super::{Tries, notice, unavailable, user};
use crate::node::Node;

/// What there is of a person, by kind, the oldest first; passwords aside.
pub async fn list(node: &Node, user: &UserId) -> Result<Vec<Credential>, Refusal> {
    let mut all = node.store().load_credentials(user).await.map_err(unavailable)?;
    all.retain(|credential| credential.kind != CredentialKind::Password);
    Ok(all)
}

/// Removes the one of this person that is called so.
pub async fn remove(node: &Node, user: &UserId, id: &str, by: &Actor) -> Result<(), Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let person = node.store().load_user(user).await.map_err(unavailable)?;
        let credentials = list(node, user).await?;
        let decision = node.decide(now, |env| factors::remove(id, &credentials, by, env));
        let decision = notice::owing(node, decision, person.as_ref(), None, now).await?;
        if tries.commit(node, decision, now).await?.is_some() {
            return Ok(());
        }
    }
}

/// Removes all of this person's, and tells how many factors there were.
pub async fn reset(node: &Node, user: &UserId, by: &Actor) -> Result<usize, Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let person = user::get(node, user).await?;
        let credentials = list(node, user).await?;
        let decision = node.decide(now, |env| factors::reset(&person, &credentials, by, env));
        let decision = notice::owing(node, decision, Some(&person), None, now).await?;
        if let Some(had) = tries.commit(node, decision, now).await? {
            return Ok(had);
        }
    }
}
