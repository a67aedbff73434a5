//! Signing and sealing what was decided, after the commit, with the keys that the decision saw.

use std::sync::Arc;

use idp::issue::Draft;
use idp::issue::seal::Seal;
use idp::{Reason, Refusal};
use jose::jwe::{self, Members};
use jose::{EncryptionKey, JwsAlgorithm, SigningKey, jwt, nested};
use serde::Serialize;

use crate::node::{Keyring, Sealing};

/// The token of a draft: signed, and sealed where the draft says so.
pub(crate) async fn sign<C>(draft: Draft<C>, keyring: &Keyring, sealing: &Sealing) -> Result<String, Refusal>
where
    C: Serialize + Send + 'static,
{
    let key = match &draft.kid {
        Some(kid) => keyring.signing(kid).cloned().ok_or_else(|| format!("no key {kid} to sign with")),
        None => sealing.secret_key(draft.algorithm).map(Arc::new),
    };
    let key = key.map_err(internal)?;
    let opener = draft.seal.as_ref().map(|seal| sealing.key(seal)).transpose().map_err(internal)?;
    match is_slow(draft.algorithm) {
        false => signed(&draft, &key, opener.as_deref()),
        true => Box::pin(aside(draft, key, opener)).await,
    }
}

/// Signs where that keeps no other request waiting.
async fn aside<C>(
    draft: Draft<C>,
    key: Arc<SigningKey>,
    opener: Option<Arc<EncryptionKey>>,
) -> Result<String, Refusal>
where
    C: Serialize + Send + 'static,
{
    tokio::task::spawn_blocking(move || signed(&draft, &key, opener.as_deref()))
        .await
        .map_err(|error| internal(error.to_string()))?
}

fn signed<C: Serialize>(
    draft: &Draft<C>,
    key: &SigningKey,
    opener: Option<&EncryptionKey>,
) -> Result<String, Refusal> {
    let signed = jwt::sign(draft.typ, &draft.claims, key).map_err(|error| internal(error.to_string()))?;
    match (&draft.seal, opener) {
        (None, _) => Ok(signed),
        (Some(seal), Some(opener)) => {
            nested::encrypt(&signed, opener, seal.content).map_err(|error| internal(error.to_string()))
        }
        (Some(_), None) => Err(internal("no key to seal with".to_owned())),
    }
}

/// These claims sealed without a signature, where a client wants them so. Neither `typ` nor `cty`: what is
/// inside is no token.
pub(super) fn seal_unsigned<C: Serialize>(
    claims: &C,
    seal: &Seal,
    sealing: &Sealing,
) -> Result<String, Refusal> {
    let opener = sealing.key(seal).map_err(internal)?;
    let json = serde_json::to_vec(claims).map_err(|error| internal(error.to_string()))?;
    jwe::encrypt(&Members::default(), &json, &opener, seal.content)
        .map_err(|error| internal(error.to_string()))
}

fn internal(why: String) -> Refusal {
    Refusal::new(Reason::Internal).operator(why)
}

/// RSA takes twenty times longer than the rest and would keep other requests waiting. Sealing for an RSA key
/// does not: that is its quick side.
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
