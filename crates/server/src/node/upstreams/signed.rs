//! An upstream's keys as a signed set (OpenID Federation §5.2.1): nothing in it counts before the signature
//! does, by a key whose thumbprint stands in the record.

use idp::Time;
use idp::model::upstream::UpstreamDefinition;
use idp::upstream::fingerprint;
use jose::{Jwk, JwkSet, VerifyingKey, base64url, json, jws};
use rp::message::{Request, Response};
use serde_json::Value;

use super::fault::UpstreamFault;
use crate::node::signed_set::{self, SignedSet};

/// A set whose signature is right.
pub(super) struct Signed {
    pub(super) set: JwkSet,
    pub(super) ends_at: Time,
}

/// Asks for the set at this address.
pub(super) fn request(address: &str) -> Result<Request, UpstreamFault> {
    let endpoint = rp::Endpoint::parse(address)?;
    Ok(Request { endpoint, headers: Vec::new(), form: None })
}

/// The keys in this answer.
pub(super) fn verify(
    response: &Response,
    definition: &UpstreamDefinition,
    now: Time,
) -> Result<Signed, String> {
    if response.status != 200 {
        return Err(format!("the answer has status {}", response.status));
    }
    let token = std::str::from_utf8(&response.body).map_err(|_| "it is no text")?.trim_ascii();
    let unverified = jws::decode(token).map_err(|error| error.to_string())?;
    signed_set::check_kind(unverified.header())?;
    let algorithm = unverified.header().alg;
    if algorithm.is_symmetric() {
        return Err(format!("{algorithm} is signed with what others know as well"));
    }
    let pinned: Vec<_> =
        definition.signed_jwks_fingerprints.iter().filter_map(|it| fingerprint(it)).collect();
    let kid = unverified.header().kid.clone();
    let fits = |key: &&Jwk| {
        let named = kid.is_none() || key.kid() == kid.as_deref();
        named && key.thumbprint().is_some_and(|it| fingerprint(&it).is_some_and(|it| pinned.contains(&it)))
    };
    let candidates = own_keys(token).into_iter().chain(definition.jwks.clone().map(set).unwrap_or_default());
    let candidates: Vec<Jwk> = candidates.collect();
    let mut last = "no key with one of signed_jwks_fingerprints signed it".to_owned();
    for key in candidates.iter().filter(fits) {
        let key = VerifyingKey::from_jwk(key, algorithm).map_err(|error| error.to_string())?;
        let unverified = jws::decode(token).map_err(|error| error.to_string())?;
        match unverified.verify(&key, &[algorithm]) {
            Ok(verified) => {
                let claims = json::parse_object(verified.as_ref()).map_err(|error| error.to_string())?;
                let SignedSet { set, ends_at } = signed_set::read(claims, &definition.issuer, now)?;
                let (set, _) = JwkSet::from_value_skipping(set).map_err(|error| error.to_string())?;
                return Ok(Signed { set, ends_at });
            }
            Err(error) => last = error.to_string(),
        }
    }
    Err(last)
}

/// The keys in the set itself: one of them may have signed it. Which of them may is pinned, so that it does
/// no harm to look before anything is verified.
fn own_keys(token: &str) -> Vec<Jwk> {
    let payload = token.split('.').nth(1).and_then(|part| base64url::decode(part).ok());
    let claims = payload.and_then(|payload| json::parse_object(&payload).ok());
    let keys = claims.and_then(|mut claims| claims.remove("keys"));
    keys.map(|keys| set(serde_json::json!({ "keys": keys }))).unwrap_or_default()
}

fn set(value: Value) -> Vec<Jwk> {
    JwkSet::from_value_skipping(value).map(|(set, _)| set.keys).unwrap_or_default()
}
