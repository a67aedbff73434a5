//! A client's secret: made here, told once, and kept as its hash alone wherever that is enough.
//!
//! What a client registers may need the secret itself, as a key. Then it is kept, sealed by the store,
//! for as long as something needs it.

use jose::secret::Secret;
use oidc::client_authentication::Method;
use oidc::metadata::ClientMetadata;
use serde_json::Value;

use super::metadata::invalid;
use super::register::ShownOnce;
use crate::decision::Env;
use crate::model::client::{Client, KeptSecret, SecretHash};
use crate::refusal::Refusal;

/// Whether a client that registers this is to have a secret.
pub(super) fn is_needed(metadata: &ClientMetadata) -> bool {
    proves_by_secret(metadata.token_endpoint_auth_method) || is_needed_itself(metadata)
}

/// Whether its hash is not enough, because something is signed, sealed or proven under the secret
/// itself (OpenID Connect Core §9, §10). Every member alike, also those that are thought of later.
pub(super) fn is_needed_itself(metadata: &ClientMetadata) -> bool {
    let by_assertion = metadata.token_endpoint_auth_method == Method::ClientSecretJwt;
    by_assertion || member_that_needs_it(metadata).is_some()
}

/// What asks for a symmetric key, save for how assertions are signed, which the method decides.
fn member_that_needs_it(metadata: &ClientMetadata) -> Option<String> {
    let Ok(Value::Object(members)) = serde_json::to_value(metadata) else { return None };
    let needs = |name: &str, value: &Value| {
        let is_algorithm = name.ends_with("_alg") && name != "token_endpoint_auth_signing_alg";
        is_algorithm && value.as_str().is_some_and(is_symmetric)
    };
    members.into_iter().find(|(name, value)| needs(name, value)).map(|(name, _)| name)
}

/// RFC 7518 §3.1 and §4.1: whose keys both sides have.
fn is_symmetric(algorithm: &str) -> bool {
    let wraps = algorithm.starts_with('A') && algorithm.ends_with("KW");
    algorithm.starts_with("HS") || algorithm == "dir" || wraps
}

fn proves_by_secret(method: Method) -> bool {
    matches!(method, Method::ClientSecretBasic | Method::ClientSecretPost | Method::ClientSecretJwt)
}

/// Who cannot keep a secret has no key of it.
pub(super) fn check(metadata: &ClientMetadata) -> Result<(), Refusal> {
    let asks = metadata.token_endpoint_auth_method == Method::None;
    match asks.then(|| member_that_needs_it(metadata)).flatten() {
        None => Ok(()),
        Some(_) => Err(invalid(
            "token_endpoint_auth_method",
            "another than none where an algorithm is registered whose key is the client's secret",
        )),
    }
}

/// Gives the client a new secret; the ones before are void. `keep` keeps the secret itself, also where
/// nothing that is registered needs it yet.
pub(super) fn renew(client: &mut Client, keep: bool, env: &mut Env<'_>) -> ShownOnce {
    // As a key it is as long as the longest hash it is used with (RFC 7518 §3.2).
    let keep = keep || is_needed_itself(&client.metadata);
    let secret = match keep {
        true => jose::base64url::encode(env.random_bytes::<64>()),
        false => env.random_secret(),
    };
    client.secrets = vec![SecretHash::of(&secret, env.now)];
    client.kept_secret = keep.then(|| KeptSecret::new(Secret::new(secret.clone())));
    ShownOnce(Secret::new(secret))
}

/// Forgets the secret itself once nothing that is registered needs it any longer.
pub(super) fn forget_itself(client: &mut Client, before: &ClientMetadata) {
    if !is_needed_itself(&client.metadata) && is_needed_itself(before) {
        client.kept_secret = None;
    }
}

/// Whether the client has of its secret what its metadata need.
pub(super) fn is_there(client: &Client) -> bool {
    let itself = client.kept_secret.is_some() || !is_needed_itself(&client.metadata);
    itself && (!client.secrets.is_empty() || !is_needed(&client.metadata))
}
