//! Clients made, changed and removed by an administrator. What registers itself comes later.

use jose::secret::Secret;
use oidc::client_authentication::Method;
use oidc::metadata::{ApplicationType, ClientMetadata};
use oidc::redirect_uri::RedirectUri;
use oidc::token::GrantType;

use crate::decision::{Decision, Env};
use crate::effect::{Effect, Expected};
use crate::model::ClientId;
use crate::model::client::{Client, ClientPolicy, SecretHash};
use crate::model::key::{KeyFacts, signer};
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
    keys: &[KeyFacts],
    env: &mut Env<'_>,
) -> Decision<Result<WithSecret, Refusal>> {
    let NewClient { id, metadata, policy } = new;
    let checked = check_id(id.as_deref(), taken).and_then(|()| check(&metadata, &policy, keys, env.now));
    if let Err(refusal) = checked {
        return Decision::of(Err(refusal), Vec::new());
    }
    let id = id.unwrap_or_else(|| jose::base64url::encode(env.random_bytes::<16>()));
    let secret = needs_secret(&metadata).then(|| env.random_secret());
    let client = Client {
        id: ClientId::new(id),
        version: 1,
        secrets: secret.iter().map(|secret| SecretHash::of(secret, env.now)).collect(),
        metadata,
        policy,
        disabled_at: None,
        created_at: env.now,
        updated_at: env.now,
    };
    let effects = vec![Effect::PutClient(Expected { replaces: None, record: client.clone() })];
    let secret = secret.map(|secret| ShownOnce(Secret::new(secret)));
    Decision::of(Ok(WithSecret { client, secret }), effects)
}

/// Changes a client.
pub fn change(
    client: Option<Client>,
    changes: Changes,
    keys: &[KeyFacts],
    now: Time,
) -> Decision<Result<Client, Refusal>> {
    let Some(mut client) = client else { return Decision::of(Err(Reason::NotFound.into()), Vec::new()) };
    let replaces = Some(client.version);
    if let Some(metadata) = changes.metadata {
        client.metadata = metadata;
    }
    if let Some(policy) = changes.policy {
        client.policy = policy;
    }
    client.disabled_at = match changes.disabled {
        None => client.disabled_at,
        Some(true) => client.disabled_at.or(Some(now)),
        Some(false) => None,
    };
    if let Err(refusal) = check(&client.metadata, &client.policy, keys, now) {
        return Decision::of(Err(refusal), Vec::new());
    }
    if needs_secret(&client.metadata) && client.secrets.is_empty() {
        let refusal = Refusal::new(Reason::ClientMetadataInvalid)
            .about("token_endpoint_auth_method")
            .expected("none, until the client is given a secret");
        return Decision::of(Err(refusal), Vec::new());
    }
    client.version += 1;
    client.updated_at = now;
    let effects = vec![Effect::PutClient(Expected { replaces, record: client.clone() })];
    Decision::of(Ok(client), effects)
}

/// Gives a client a new secret; the ones before are void at once.
pub fn new_secret(client: Option<Client>, env: &mut Env<'_>) -> Decision<Result<WithSecret, Refusal>> {
    let Some(mut client) = client else { return Decision::of(Err(Reason::NotFound.into()), Vec::new()) };
    let replaces = Some(client.version);
    let secret = env.random_secret();
    client.secrets = vec![SecretHash::of(&secret, env.now)];
    client.version += 1;
    client.updated_at = env.now;
    let effects = vec![Effect::PutClient(Expected { replaces, record: client.clone() })];
    Decision::of(Ok(WithSecret { client, secret: Some(ShownOnce(Secret::new(secret))) }), effects)
}

/// Removes a client, and with it everything it was granted.
pub fn remove(client: Option<&Client>) -> Decision<Result<(), Refusal>> {
    match client {
        None => Decision::of(Err(Reason::NotFound.into()), Vec::new()),
        Some(client) => Decision::of(Ok(()), vec![Effect::DeleteClient(client.id.clone())]),
    }
}

fn needs_secret(metadata: &ClientMetadata) -> bool {
    matches!(
        metadata.token_endpoint_auth_method,
        Method::ClientSecretBasic | Method::ClientSecretPost | Method::ClientSecretJwt
    )
}

fn check_id(id: Option<&str>, taken: bool) -> Result<(), Refusal> {
    let fits = |id: &str| (1..=200).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic());
    if id.is_some_and(|id| !fits(id)) {
        return Err(invalid("client_id", "1 to 200 printable ASCII characters without a space"));
    }
    if taken { Err(Refusal::new(Reason::ClientIdTaken).about("client_id")) } else { Ok(()) }
}

fn invalid(member: &'static str, expected: &'static str) -> Refusal {
    Refusal::new(Reason::ClientMetadataInvalid).about(member).expected(expected)
}

/// What a client may register (OpenID Connect Registration §2, RFC 9700 §2.1, RFC 8252 §8.4).
fn check(
    metadata: &ClientMetadata,
    policy: &ClientPolicy,
    keys: &[KeyFacts],
    now: Time,
) -> Result<(), Refusal> {
    let method = metadata.token_endpoint_auth_method;
    if matches!(method, Method::ClientSecretJwt | Method::PrivateKeyJwt) {
        return Err(invalid("token_endpoint_auth_method", "client_secret_basic, client_secret_post or none"));
    }
    let has = |grant| metadata.grant_types.contains(&grant);
    if has(GrantType::Implicit) {
        return Err(invalid("grant_types", "authorization_code, refresh_token or client_credentials"));
    }
    if method == Method::None && has(GrantType::ClientCredentials) {
        return Err(invalid(
            "grant_types",
            "without client_credentials for a client that cannot keep a secret",
        ));
    }
    if has(GrantType::AuthorizationCode) {
        if metadata.redirect_uris.is_empty() {
            return Err(invalid("redirect_uris", "at least one address for authorization_code"));
        }
    } else if has(GrantType::RefreshToken) {
        return Err(invalid("grant_types", "authorization_code beside refresh_token"));
    }
    if metadata.response_types.iter().any(|response_type| response_type.as_str() != "code") {
        return Err(invalid("response_types", "code"));
    }
    if metadata.redirect_uris.len() + metadata.post_logout_redirect_uris.len() > 100 {
        return Err(invalid("redirect_uris", "at most 100 addresses"));
    }
    for uri in metadata.redirect_uris.iter().chain(&metadata.post_logout_redirect_uris) {
        check_redirect_uri(uri, metadata.application_type)?;
    }
    if signer(keys, metadata.id_token_signed_response_alg, now).is_none() {
        return Err(invalid(
            "id_token_signed_response_alg",
            "an algorithm we have a key for; an administrator can add one",
        ));
    }
    if signer(keys, policy.access_token_signing_alg, now).is_none() {
        return Err(invalid("access_token_signing_alg", "an algorithm we have a key for"));
    }
    if !policy.require_pkce && method == Method::None {
        return Err(invalid("require_pkce", "true for a client that cannot keep a secret"));
    }
    let lives = [policy.code_ttl, policy.access_token_ttl, policy.id_token_ttl, policy.refresh_token_ttl];
    // No token outlives the key that signed it; see `key::Schedule::outlives_by`.
    let longest = policy.access_token_ttl.max(policy.id_token_ttl);
    if lives.contains(&0) || policy.code_ttl > 600 || longest > 7 * 86_400 {
        return Err(invalid(
            "policy",
            "lives of at least a second; codes at most 10 minutes, access and ID tokens 7 days",
        ));
    }
    if metadata
        .client_name
        .as_ref()
        .is_some_and(|name| name.chars().count() > 200 || name.contains(char::is_control))
    {
        return Err(invalid("client_name", "at most 200 characters, none of them control characters"));
    }
    Ok(())
}

/// Plain http is for the machine itself; an application's own scheme is for native applications.
fn check_redirect_uri(uri: &RedirectUri, application: ApplicationType) -> Result<(), Refusal> {
    let fits = uri.is_https()
        || uri.is_loopback()
        || (uri.is_private_use() && application == ApplicationType::Native);
    if fits {
        return Ok(());
    }
    Err(Refusal::new(Reason::RedirectUriInvalid)
        .about("redirect_uris")
        .expected("https, http on the machine itself, or for a native application its own scheme"))
}
