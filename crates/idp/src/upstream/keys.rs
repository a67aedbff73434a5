//! Which keys of ours an upstream needs.

use jose::{JwsAlgorithm, KeyManagement};

use crate::model::key::{KeyAlgorithm, KeyFacts, KeyRecord, in_charge};
use crate::model::upstream::UpstreamDefinition;
use crate::time::Time;

/// The algorithms that we sign with for it, with keys of ours, each once.
pub fn signing(definition: &UpstreamDefinition) -> Vec<JwsAlgorithm> {
    if let Some(saml) = &definition.saml {
        return vec![saml.signing_alg];
    }
    let mut algorithms: Vec<JwsAlgorithm> = Vec::new();
    for algorithm in [definition.assertion_alg(), definition.request_alg()].into_iter().flatten() {
        if !algorithm.is_symmetric() && !algorithms.contains(&algorithm) {
            algorithms.push(algorithm);
        }
    }
    algorithms
}

/// All that it needs keys of ours for, each once: those that sign first, then those that it seals to.
pub fn needed(definition: &UpstreamDefinition) -> Vec<KeyAlgorithm> {
    let mut needed: Vec<KeyAlgorithm> = signing(definition).into_iter().map(KeyAlgorithm::Sig).collect();
    if definition.saml.is_some() {
        needed.extend(KeyAlgorithm::opening(KeyManagement::RsaOaep, None));
        return needed;
    }
    let answers = [
        definition.id_token_encryption(),
        definition.userinfo_encryption(),
        definition.authorization_encryption(),
    ];
    for encryption in answers.into_iter().flatten() {
        if let Some(opening) = KeyAlgorithm::opening(encryption.alg, None)
            && !needed.contains(&opening)
        {
            needed.push(opening);
        }
    }
    needed
}

/// What it needs and has no key for whose time is not over.
pub fn lacking(definition: &UpstreamDefinition, keys: &[KeyRecord], now: Time) -> Vec<KeyAlgorithm> {
    let facts: Vec<KeyFacts> = keys.iter().map(KeyFacts::from).collect();
    let mut lacking = needed(definition);
    lacking.retain(|algorithm| in_charge(&facts, *algorithm, now).is_none());
    lacking
}

/// Keys that were just made, each the first of its algorithm: they count at once.
pub(super) fn first(made: Vec<KeyRecord>, now: Time) -> Vec<KeyRecord> {
    let first = |key| KeyRecord { created_at: now, signs_from: now, published_until: Time::NEVER, ..key };
    made.into_iter().map(first).collect()
}
