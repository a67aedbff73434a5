//! Clients made, changed and removed by an administrator. Those that register themselves are in
//! [`super::registration`].

use jose::secret::Secret;
use oidc::metadata::ClientMetadata;

use super::metadata::{check, check_id};
use super::sector::{self, Sector};
use super::{phone_service, secret};
use crate::decision::{Decision, Env};
use crate::effect::{Effect, Expected};
use crate::model::ClientId;
use crate::model::client::{Client, ClientPolicy};
use crate::model::key::KeyFacts;
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// A client to be made.
#[derive(Clone, Debug)]
pub struct NewClient {
    /// The identifier wanted; one is made up otherwise.
    pub id: Option<String>,
    /// What it registers.
    pub metadata: ClientMetadata,
    /// What it is to be held to.
    pub policy: ClientPolicy,
}

/// A client just made, or with a new secret. The secret is told this once.
#[derive(Debug)]
pub struct WithSecret {
    /// The client.
    pub client: Client,
    /// Its secret, if it has one.
    pub secret: Option<ShownOnce>,
}

/// A client secret in clear.
pub struct ShownOnce(pub Secret<String>);

impl std::fmt::Debug for ShownOnce {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ShownOnce")
    }
}

/// What is wanted changed; what is not named stays.
#[derive(Debug, Default)]
pub struct Changes {
    /// What it registers, all of it.
    pub metadata: Option<ClientMetadata>,
    /// What it is to be held to, all of it.
    pub policy: Option<ClientPolicy>,
    /// Whether it is kept from everything; what it was granted ends with it.
    pub disabled: Option<bool>,
}

/// Makes a client.
pub fn create(
    new: NewClient,
    taken: bool,
    sector: &Sector,
    keys: &[KeyFacts],
    env: &mut Env<'_>,
) -> Decision<Result<WithSecret, Refusal>> {
    let NewClient { id, mut metadata, mut policy } = new;
    phone_service::settle(&mut metadata, &mut policy);
    let checked = check_id(id.as_deref(), taken)
        .and_then(|()| check(&metadata, &policy, keys, env.now))
        .and_then(|()| sector::check(&metadata, sector));
    if let Err(refusal) = checked {
        return Decision::of(Err(refusal), Vec::new());
    }
    let id = id.unwrap_or_else(|| made_up(env));
    let mut client = Client {
        id: ClientId::new(id),
        version: 1,
        secrets: Vec::new(),
        kept_secret: None,
        metadata,
        policy,
        registration: None,
        keys: Vec::new(),
        disabled_at: None,
        created_at: env.now,
        updated_at: env.now,
    };
    let secret = secret::is_needed(&client.metadata).then(|| secret::renew(&mut client, false, env));
    let effects = vec![Effect::PutClient(Expected { replaces: None, record: Box::new(client.clone()) })];
    Decision::of(Ok(WithSecret { client, secret }), effects)
}

/// Changes a client.
pub fn change(
    client: Option<Client>,
    changes: Changes,
    sector: &Sector,
    keys: &[KeyFacts],
    now: Time,
) -> Decision<Result<Client, Refusal>> {
    let Some(mut client) = client else { return Decision::of(Err(Reason::NotFound.into()), Vec::new()) };
    let replaces = Some(client.version);
    let before = client.metadata.clone();
    let service = client.policy.service.clone();
    if let Some(metadata) = changes.metadata {
        client.metadata = metadata;
    }
    if let Some(policy) = changes.policy {
        client.policy = policy;
    }
    phone_service::settle(&mut client.metadata, &mut client.policy);
    client.disabled_at = match changes.disabled {
        None => client.disabled_at,
        Some(true) => client.disabled_at.or(Some(now)),
        Some(false) => None,
    };
    let checked = phone_service::check_change(service.as_ref(), client.policy.service.as_ref())
        .and_then(|()| check(&client.metadata, &client.policy, keys, now));
    if let Err(refusal) = checked.and_then(|()| sector::check(&client.metadata, sector)) {
        return Decision::of(Err(refusal), Vec::new());
    }
    if let Err(refusal) = check_secret(&client) {
        return Decision::of(Err(refusal), Vec::new());
    }
    secret::forget_itself(&mut client, &before);
    client.version += 1;
    client.updated_at = now;
    let effects = vec![Effect::PutClient(Expected { replaces, record: Box::new(client.clone()) })];
    Decision::of(Ok(client), effects)
}

/// An administrator changes a client without seeing its secret, so that there is none to make here.
fn check_secret(client: &Client) -> Result<(), Refusal> {
    if secret::is_there(client) {
        return Ok(());
    }
    let refusal = Refusal::new(Reason::ClientMetadataInvalid).about("token_endpoint_auth_method");
    Err(if secret::is_needed_itself(&client.metadata) {
        refusal.expected(
            "one that needs no more than the hash of the secret, and no algorithm whose key is the secret: \
             only a hash of it is kept. Give the client a new secret that is to be kept, and then register this",
        )
    } else {
        refusal.expected("none, until the client is given a secret")
    })
}

/// Gives a client a new secret; the ones before are void at once. `keep` has the secret itself kept,
/// for what is to be registered next; what is registered already has it kept anyway.
pub fn new_secret(
    client: Option<Client>,
    keep: bool,
    env: &mut Env<'_>,
) -> Decision<Result<WithSecret, Refusal>> {
    let Some(mut client) = client else { return Decision::of(Err(Reason::NotFound.into()), Vec::new()) };
    let replaces = Some(client.version);
    let secret = secret::renew(&mut client, keep, env);
    client.version += 1;
    client.updated_at = env.now;
    let effects = vec![Effect::PutClient(Expected { replaces, record: Box::new(client.clone()) })];
    Decision::of(Ok(WithSecret { client, secret: Some(secret) }), effects)
}

/// Removes a client, and with it everything it was granted.
pub fn remove(client: Option<&Client>) -> Decision<Result<(), Refusal>> {
    match client {
        None => Decision::of(Err(Reason::NotFound.into()), Vec::new()),
        Some(Client { id, version, .. }) => {
            Decision::of(Ok(()), vec![Effect::DeleteClient { id: id.clone(), version: *version }])
        }
    }
}

/// 128 random bits in letters and digits alone: what begins with a hyphen is taken for an option by
/// every command that it is given to.
pub(super) fn made_up(env: &mut Env<'_>) -> String {
    env.random_bytes::<16>().iter().map(|byte| format!("{byte:02x}")).collect()
}
