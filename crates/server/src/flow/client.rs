//! Administering clients.

use std::sync::Arc;

use idp::client::register::{self, Changes, NewClient, WithSecret};
use idp::client::sector::Sector;
use idp::issue::seal;
use idp::model::ClientId;
use idp::model::client::Client;
use idp::model::issuer;
use idp::{Reason, Refusal};

use super::sector::load_sector;
use super::{Tries, unavailable};
use crate::node::Node;

/// Makes a client; its secret is in the answer and nowhere else.
pub async fn create(node: &Node, new: NewClient) -> Result<WithSecret, Refusal> {
    issuer::check(new.policy.issuer.as_deref(), new.policy.profile, node.issuers())?;
    let sector = load_sector(node, &new.metadata).await;
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let taken = match &new.id {
            Some(id) => load(node, id).await?.is_some(),
            None => false,
        };
        let keyring = node.keyring();
        let decision =
            node.decide(now, |env| register::create(new.clone(), taken, &sector, &keyring.facts, env));
        if let Some(made) = tries.commit(node, decision, now).await? {
            return Ok(made);
        }
    }
}

/// Changes a client.
pub async fn change(
    node: &Node,
    id: &str,
    changes: impl Fn(&Client) -> Result<Changes, Refusal>,
) -> Result<Client, Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let client = load(node, id).await?.ok_or(Reason::NotFound)?;
        let changes = changes(&client)?;
        if let Some(policy) = &changes.policy {
            issuer::check(policy.issuer.as_deref(), policy.profile, node.issuers())?;
        }
        let sector = match &changes.metadata {
            Some(wanted) if Sector::is_needed(Some(&client.metadata), wanted) => {
                load_sector(node, wanted).await
            }
            _ => Sector::NotAsked,
        };
        let keyring = node.keyring();
        let decision = register::change(Some(client), changes, &sector, &keyring.facts, now);
        if let Some(client) = tries.commit(node, decision, now).await? {
            return Ok(client);
        }
    }
}

/// Gives a client a new secret; `keep` has it kept itself.
pub async fn new_secret(node: &Node, id: &str, keep: bool) -> Result<WithSecret, Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let client = load(node, id).await?;
        let decision = node.decide(now, |env| register::new_secret(client, keep, env));
        if let Some(made) = tries.commit(node, decision, now).await? {
            return Ok(made);
        }
    }
}

/// Removes a client.
pub async fn remove(node: &Node, id: &str) -> Result<(), Refusal> {
    remove_if(node, id, |_| Ok(())).await
}

/// Removes a client of which nothing is refused; it goes as it was looked at, or is looked at again.
pub async fn remove_if(
    node: &Node,
    id: &str,
    check: impl Fn(&Client) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let client = load(node, id).await?.ok_or(Reason::NotFound)?;
        check(&client)?;
        let decision = register::remove(Some(&client));
        if tries.commit(node, decision, now).await?.is_some() {
            return Ok(());
        }
    }
}

/// One client.
pub async fn get(node: &Node, id: &str) -> Result<Arc<Client>, Refusal> {
    load(node, id).await?.map(Arc::new).ok_or_else(|| Reason::NotFound.into())
}

/// Which of the answers that a client wants sealed can be. Asks for its keys where they are registered by
/// address.
pub async fn sealing(node: &Node, client: &Arc<Client>) -> Vec<seal::Standing> {
    let now = node.now();
    let loaded = node.load_sealing(Some(client), now).await;
    seal::standing(client, loaded.facts(), now)
}

/// Clients in the order of their identifiers, at most `limit`, beginning after `after`.
pub async fn list(node: &Node, after: Option<&str>, limit: u32) -> Result<Vec<Client>, Refusal> {
    let after = after.map(ClientId::new);
    node.store().list_clients(after.as_ref(), limit).await.map_err(unavailable)
}

/// What is to be changed is read past the cache.
async fn load(node: &Node, id: &str) -> Result<Option<Client>, Refusal> {
    node.store().load_client(&ClientId::new(id)).await.map_err(unavailable)
}
