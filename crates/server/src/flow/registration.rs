//! Clients that register themselves and manage what they registered.

use std::sync::Arc;

use idp::client::key::{Answered, NewKey};
use idp::client::register::WithSecret;
use idp::client::registration::{self, Asked, Facts, Presented, Registered, manage};
use idp::client::sector::Sector;
use idp::model::ClientId;
use idp::model::client::Client;
use idp::model::initial_access_token::InitialAccessToken;
use idp::{Env, Refusal};

use super::sector::load_sector;
use super::{Tries, client_key, unavailable};
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
            issuer: &node.issuer,
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

/// The keys that a client registered here, told to itself.
pub async fn keys(node: &Node, id: &str, token: Option<&str>) -> Result<Vec<client_key::Told>, Refusal> {
    manage::verify(load(node, id).await?.as_ref(), token)?;
    client_key::list(node, id).await
}

/// One of them.
pub async fn key(node: &Node, id: &str, kid: &str, token: Option<&str>) -> Result<client_key::Told, Refusal> {
    manage::verify(load(node, id).await?.as_ref(), token)?;
    client_key::get(node, id, kid).await
}

/// Registers a key of a client that asks for it.
pub async fn add_key(
    node: &Node,
    id: &str,
    token: Option<&str>,
    new: NewKey,
) -> Result<client_key::Told, Refusal> {
    let add = |client, env: &mut Env<'_>| manage::add_key(client, token, new.clone(), env);
    client_key::told(node, client_key::change(node, id, add).await?)
}

/// Takes what a client found in the challenge of its key.
pub async fn prove_key(
    node: &Node,
    answered: &Answered,
    token: Option<&str>,
) -> Result<client_key::Told, Refusal> {
    let prove = |client, env: &mut Env<'_>| manage::prove_key(client, token, answered, env);
    client_key::told(node, client_key::change(node, &answered.client_id, prove).await?)
}

/// Removes a key of a client that asks for it.
pub async fn remove_key(node: &Node, id: &str, kid: &str, token: Option<&str>) -> Result<(), Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let decision = manage::remove_key(load(node, id).await?, token, kid, now);
        if tries.commit(node, decision, now).await?.is_some() {
            return Ok(());
        }
    }
}

/// What is to be changed is read past the cache.
async fn load(node: &Node, id: &str) -> Result<Option<Client>, Refusal> {
    node.store().load_client(&ClientId::new(id)).await.map_err(unavailable)
}
