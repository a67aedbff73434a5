//! Clients that register themselves and manage what they registered.

use std::sync::Arc;

use idp::Refusal;
use idp::client::register::WithSecret;
use idp::client::registration::{self, Asked, Facts, Presented, Registered, manage};
use idp::client::sector::Sector;
use idp::model::ClientId;
use idp::model::client::Client;
use idp::model::initial_access_token::InitialAccessToken;

use super::sector::load_sector;
use super::{Tries, unavailable};
use crate::node::Node;

/// Registers a client.
pub async fn register(node: &Node, token: Option<&str>, asked: Asked) -> Result<Registered, Refusal> {
    let mut sector = None;
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let known = match token {
            Some(token) => {
                let sha256 = InitialAccessToken::digest(token);
                node.store().find_initial_access_token(&sha256).await.map_err(unavailable)?
            }
            None => None,
        };
        let open = node.settings.open_registration.as_ref();
        let open_clients = match (token, open) {
            (None, Some(_)) => node.store().count_open_clients().await.map_err(unavailable)?,
            _ => 0,
        };
        let keyring = node.keyring();
        let mut facts = Facts {
            presented: match (token, &known) {
                (None, _) => Presented::Absent,
                (Some(_), None) => Presented::Unknown,
                (Some(_), Some(known)) => Presented::Known(known),
            },
            open,
            open_clients: u64::try_from(open_clients).unwrap_or_default(),
            sector: &Sector::NotAsked,
            keys: &keyring.facts,
        };
        // Nothing is fetched for whoever may not register.
        if Sector::is_needed(None, &asked.metadata) && sector.is_none() {
            registration::check_admitted(facts, now)?;
            sector = Some(load_sector(node, &asked.metadata).await);
        }
        facts.sector = sector.as_ref().unwrap_or(facts.sector);
        let decision = node.decide(now, |env| registration::register(asked.clone(), facts, env));
        if let Some(registered) = tries.commit(node, decision, now).await? {
            return Ok(registered);
        }
    }
}

/// What a client registered, told to itself.
pub async fn read(node: &Node, id: &str, token: Option<&str>) -> Result<Arc<Client>, Refusal> {
    let client = load(node, id).await?;
    manage::verify(client.as_ref(), token)?;
    client.map(Arc::new).ok_or_else(|| idp::Reason::NotFound.into())
}

/// Replaces what a client registered.
pub async fn replace(
    node: &Node,
    id: &str,
    token: Option<&str>,
    asked: Asked,
) -> Result<WithSecret, Refusal> {
    let mut sector = None;
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let client = load(node, id).await?;
        let (registered, _) = manage::verify(client.as_ref(), token)?;
        if Sector::is_needed(Some(&registered.metadata), &asked.metadata) && sector.is_none() {
            sector = Some(load_sector(node, &asked.metadata).await);
        }
        let sector = sector.as_ref().unwrap_or(&Sector::NotAsked);
        let keyring = node.keyring();
        let decision = node
            .decide(now, |env| manage::replace(client.as_ref(), token, &asked, sector, &keyring.facts, env));
        if let Some(made) = tries.commit(node, decision, now).await? {
            return Ok(made);
        }
    }
}

/// Removes a client that asks for it.
pub async fn remove(node: &Node, id: &str, token: Option<&str>) -> Result<(), Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let client = load(node, id).await?;
        let decision = manage::remove(client.as_ref(), token);
        if tries.commit(node, decision, now).await?.is_some() {
            return Ok(());
        }
    }
}

/// Takes a client's registration access token away, for an administrator.
pub async fn take_away(node: &Node, id: &str) -> Result<Client, Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let decision = manage::take_away(load(node, id).await?, now);
        if let Some(client) = tries.commit(node, decision, now).await? {
            return Ok(client);
        }
    }
}

/// What is to be changed is read past the cache.
async fn load(node: &Node, id: &str) -> Result<Option<Client>, Refusal> {
    node.store().load_client(&ClientId::new(id)).await.map_err(unavailable)
}
