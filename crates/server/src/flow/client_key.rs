//! The registry of client keys.

use idp::client::key::{self, Answered, Challenge, Changed, Changes, NewKey};
use idp::model::ClientId;
use idp::model::client::Client;
use idp::model::client_key::ClientKey;
use idp::{Decision, Env, Reason, Refusal};
use jose::{EncryptionKey, jwe};

use super::{Tries, unavailable};
use crate::node::Node;

/// A key as it is told, and what tests it while it is to be tested.
pub struct Told {
    /// The key.
    pub key: ClientKey,
    /// The challenge, sealed to it.
    pub challenge: Option<String>,
    /// The version of the client it belongs to.
    pub version: idp::model::Version,
}

/// Registers a key.
pub async fn add(node: &Node, id: &str, new: NewKey) -> Result<Told, Refusal> {
    let changed = change(node, id, |client, env| key::add(client, new.clone(), env)).await?;
    told(node, changed)
}

/// Changes when a key counts, or lets it be sealed to untested.
pub async fn amend(
    node: &Node,
    id: &str,
    kid: &str,
    check: impl Fn(&Client) -> Result<(), Refusal>,
    changes: &Changes,
) -> Result<Told, Refusal> {
    let changed = change(node, id, |client, env| match client.as_ref().map(&check) {
        Some(Err(refusal)) => Decision::of(Err(refusal), Vec::new()),
        _ => key::amend(client, kid, changes, env.now),
    });
    told(node, changed.await?)
}

/// Takes what a client found in the challenge.
pub async fn prove(node: &Node, answered: &Answered) -> Result<ClientKey, Refusal> {
    let (_, key) = change(node, &answered.client_id, |client, env| key::prove(client, answered, env)).await?;
    Ok(key)
}

/// Removes a key.
pub async fn remove(
    node: &Node,
    id: &str,
    kid: &str,
    check: impl Fn(&Client) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let client = load(node, id).await?;
        client.as_ref().map_or(Ok(()), &check)?;
        if tries.commit(node, key::remove(client, kid, now), now).await?.is_some() {
            return Ok(());
        }
    }
}

/// The keys of a client, in the order in which they came.
pub async fn list(node: &Node, id: &str) -> Result<Vec<Told>, Refusal> {
    let client = load(node, id).await?.ok_or(Reason::NotFound)?;
    client.keys.clone().into_iter().map(|key| told(node, (client.clone(), key))).collect()
}

/// One key of a client.
pub async fn get(node: &Node, id: &str, kid: &str) -> Result<Told, Refusal> {
    let client = load(node, id).await?.ok_or(Reason::NotFound)?;
    let key = client.keys.iter().find(|key| key.kid == kid).cloned().ok_or(Reason::NotFound)?;
    told(node, (client, key))
}

/// Where what was found in a challenge is posted, below the address of this installation.
pub const KEY_TEST: &str = "/oauth2/key-test";

pub(super) async fn change(
    node: &Node,
    id: &str,
    decide: impl Fn(Option<Client>, &mut Env<'_>) -> Decision<Result<Changed, Refusal>>,
) -> Result<Changed, Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let client = load(node, id).await?;
        let decision = node.decide(now, |env| decide(client, env));
        if let Some(changed) = tries.commit(node, decision, now).await? {
            return Ok(changed);
        }
    }
}

pub(super) fn told(node: &Node, (client, key): Changed) -> Result<Told, Refusal> {
    let send_to = format!("{}{KEY_TEST}", node.issuer.base);
    let challenge = key::challenge(&client, &key, &send_to, node.derive());
    let challenge = challenge.map(|challenge| seal(&challenge, &client, &key)).transpose()?;
    Ok(Told { key, challenge, version: client.version })
}

pub(super) fn seal(challenge: &Challenge, client: &Client, key: &ClientKey) -> Result<String, Refusal> {
    let fault = |why: String| Refusal::new(Reason::Internal).operator(why);
    let (management, content) = key::sealed_by(client, key);
    let recipient =
        EncryptionKey::from_jwk(&key.jwk, management).map_err(|error| fault(error.to_string()))?;
    let inside = serde_json::to_vec(challenge).map_err(|error| fault(error.to_string()))?;
    // Nobody who opens a token takes this for one.
    let members = jwe::Members { typ: None, cty: Some("json") };
    jwe::encrypt(&members, &inside, &recipient, content).map_err(|error| fault(error.to_string()))
}

/// What is to be changed is read past the cache.
async fn load(node: &Node, id: &str) -> Result<Option<Client>, Refusal> {
    node.store().load_client(&ClientId::new(id)).await.map_err(unavailable)
}
