//! A set of a client's keys that is signed: nothing in it counts before the signature does, by a key that an
//! administrator registered for this alone.

use idp::Time;
use idp::model::client::Client;
use idp::model::client_key::KeyUse;
use jose::{Verified, VerifyingKey, jws};

use crate::node::signed_set::{self, SignedSet};

/// What this token says of a client's keys.
pub(super) fn verify(body: &[u8], client: &Client, now: Time) -> Result<SignedSet, String> {
    let token = std::str::from_utf8(body).map_err(|_| "the set is no text")?.trim_ascii();
    let header = jws::decode(token).map_err(|error| error.to_string())?.header().clone();
    signed_set::check_kind(&header)?;
    let claims = jose::json::parse_object(verified(token, header.alg, client, now)?.as_ref())
        .map_err(|error| error.to_string())?;
    signed_set::read(claims, client.id.as_str(), now)
}

fn verified(
    token: &str,
    algorithm: jose::JwsAlgorithm,
    client: &Client,
    now: Time,
) -> Result<Verified<Vec<u8>>, String> {
    if algorithm.is_symmetric() || !client.policy.profile.rules().allows_signing(algorithm) {
        return Err(format!("{algorithm} is not for this client"));
    }
    let mut last = "no key is registered that signs the set".to_owned();
    for key in client.keys.iter().filter(|key| key.usage == KeyUse::KeySet && key.counts(now)) {
        let tried = VerifyingKey::from_jwk(&key.jwk, algorithm).map_err(|error| error.to_string());
        let tried = tried.and_then(|key| {
            let unverified = jws::decode(token).map_err(|error| error.to_string())?;
            unverified.verify(&key, &[algorithm]).map_err(|error| error.to_string())
        });
        match tried {
            Ok(verified) => return Ok(verified),
            Err(why) => last = why,
        }
    }
    Err(last)
}
