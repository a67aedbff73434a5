//! What a signed set of keys says (OpenID Federation §5.2.1), once its signature was found right.

use idp::Time;
use jose::jws::Header;
use serde_json::{Map, Value};

/// The kinds of token that a signed set may say it is.
const KINDS: [&str; 2] = ["jwk-set+jwt", "jwt"];

/// How long a set counts where it does not say: as long as what is fetched does.
const NO_END: Time = Time::NEVER;

/// A set whose signature is right.
pub(super) struct SignedSet {
    /// The set.
    pub(super) set: Value,
    /// Until when it counts.
    pub(super) ends_at: Time,
}

/// Whether the token says that it is a set of keys, if it says what it is.
pub(super) fn check_kind(header: &Header) -> Result<(), String> {
    let kind = header.typ.as_deref().map(|typ| typ.to_ascii_lowercase());
    let kind = kind.as_deref().map(|typ| typ.strip_prefix("application/").unwrap_or(typ));
    if kind.is_some_and(|kind| !KINDS.contains(&kind)) {
        return Err("the token is of another kind than a set of keys".to_owned());
    }
    Ok(())
}

/// The set in these claims: it is its owner's, and its time is not over.
pub(super) fn read(mut claims: Map<String, Value>, owner: &str, now: Time) -> Result<SignedSet, String> {
    for name in ["iss", "sub"] {
        if claims.get(name).is_some_and(|named| named != owner) {
            return Err(format!("the set's {name} is not {owner}"));
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
    Ok(SignedSet { set: serde_json::json!({ "keys": keys }), ends_at })
}
