//! A set of keys that is signed (OpenID Federation §5.2.1): nothing in it counts before the signature does,
//! by a key that an administrator registered for this alone.

use idp::Time;
use idp::model::client::Client;
use idp::model::client_key::KeyUse;
use jose::{Verified, VerifyingKey, jws};
use serde_json::{Map, Value};

/// The kinds of token that a signed set may say it is.
const KINDS: [&str; 2] = ["jwk-set+jwt", "jwt"];

/// How long a set counts where it does not say: as long as what is fetched does.
const NO_END: Time = Time::NEVER;

/// A set whose signature is right.
pub(super) struct Signed {
    /// The set.
    pub(super) set: Value,
    /// Until when it counts.
    pub(super) ends_at: Time,
}

/// What this token says of a client's keys.
pub(super) fn verify(body: &[u8], client: &Client, now: Time) -> Result<Signed, String> {
    let token = std::str::from_utf8(body).map_err(|_| "the set is no text")?.trim_ascii();
    let header = jws::decode(token).map_err(|error| error.to_string())?.header().clone();
    let kind = header.typ.as_deref().map(|typ| typ.to_ascii_lowercase());
    let kind = kind.as_deref().map(|typ| typ.strip_prefix("application/").unwrap_or(typ));
    if kind.is_some_and(|kind| !KINDS.contains(&kind)) {
        return Err("the token is of another kind than a set of keys".to_owned());
    }
    let claims = jose::json::parse_object(verified(token, header.alg, client, now)?.as_ref())
        .map_err(|error| error.to_string())?;
    read(claims, client, now)
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

/// The set is this client's, and its time is not over.
fn read(mut claims: Map<String, Value>, client: &Client, now: Time) -> Result<Signed, String> {
    for name in ["iss", "sub"] {
        if claims.get(name).is_some_and(|named| named != client.id.as_str()) {
            return Err(format!("the set's {name} is not the client"));
        }
    }
    let ends_at = match claims.get("exp") {
        None => NO_END,
        Some(exp) => Time::from_secs(exp.as_i64().ok_or("the set's exp is no time")?),
    };
    if ends_at <= now {
        return Err("the set's time is over".to_owned());
    }
    let keys = claims.remove("keys").ok_or("the set has no keys")?;
    Ok(Signed { set: serde_json::json!({ "keys": keys }), ends_at })
}
