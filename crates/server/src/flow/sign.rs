//! Signing what was decided, after the commit, with the keys that the decision saw.

use std::sync::Arc;

use idp::issue::Draft;
use idp::{Reason, Refusal};
use jose::{JwsAlgorithm, SigningKey, jwt};
use serde::Serialize;

use crate::node::Keyring;

/// The token of a draft.
pub(crate) async fn sign<C>(draft: Draft<C>, keyring: &Keyring) -> Result<String, Refusal>
where
    C: Serialize + Send + 'static,
{
    let key = keyring.signing(&draft.kid).ok_or_else(|| {
        Refusal::new(Reason::Internal).operator(format!("no key {} to sign with", draft.kid))
    })?;
    if !is_slow(draft.algorithm) {
        return signed(&draft, key);
    }
    let key = Arc::clone(key);
    tokio::task::spawn_blocking(move || signed(&draft, &key))
        .await
        .map_err(|error| Refusal::new(Reason::Internal).operator(error.to_string()))?
}

fn signed<C: Serialize>(draft: &Draft<C>, key: &SigningKey) -> Result<String, Refusal> {
    jwt::sign(draft.typ, &draft.claims, key)
        .map_err(|error| Refusal::new(Reason::Internal).operator(error.to_string()))
}

/// RSA takes twenty times longer than the rest and would keep other requests waiting.
const fn is_slow(algorithm: JwsAlgorithm) -> bool {
    matches!(
        algorithm,
        JwsAlgorithm::RS256
            | JwsAlgorithm::RS384
            | JwsAlgorithm::RS512
            | JwsAlgorithm::PS256
            | JwsAlgorithm::PS384
            | JwsAlgorithm::PS512
    )
}
