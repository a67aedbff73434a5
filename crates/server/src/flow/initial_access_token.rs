//! Administering initial access tokens.

use idp::client::registration::initial_access_token::{self, Made, New};
use idp::model::initial_access_token::InitialAccessToken;
use idp::model::issuer;
use idp::{Reason, Refusal};

use super::{Tries, unavailable};
use crate::node::Node;

/// Makes one; the token is in the answer and nowhere else.
pub async fn create(node: &Node, new: New) -> Result<Made, Refusal> {
    let policy = &new.bounds.policy;
    issuer::check(policy.issuer.as_deref(), policy.profile, node.issuers())?;
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let keyring = node.keyring();
        let create = |env: &mut idp::Env<'_>| initial_access_token::create(new.clone(), &keyring.facts, env);
        let decision = node.decide(now, create);
        if let Some(made) = tries.commit(node, decision, now).await? {
            return Ok(made);
        }
    }
}

/// One of them.
pub async fn get(node: &Node, id: &str) -> Result<InitialAccessToken, Refusal> {
    load(node, id).await?.ok_or_else(|| Reason::NotFound.into())
}

/// All of them in the order of their ids, at most `limit`, beginning after `after`.
pub async fn list(node: &Node, after: Option<&str>, limit: u32) -> Result<Vec<InitialAccessToken>, Refusal> {
    node.store().list_initial_access_tokens(after, limit).await.map_err(unavailable)
}

/// Takes one back.
pub async fn remove(node: &Node, id: &str) -> Result<(), Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let decision = initial_access_token::remove(load(node, id).await?.as_ref());
        if tries.commit(node, decision, now).await?.is_some() {
            return Ok(());
        }
    }
}

async fn load(node: &Node, id: &str) -> Result<Option<InitialAccessToken>, Refusal> {
    node.store().load_initial_access_token(id).await.map_err(unavailable)
}
