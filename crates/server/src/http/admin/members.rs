//! The members of JSON objects: none that is not known, and each that does not fit is named.

use std::borrow::Cow;

use idp::model::client::KeptSecret;
use idp::{Reason, Refusal};
use jose::Secret;
use oidc::metadata::{ClientMetadata, nearest};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

/// The members of an object.
pub(in crate::http) type Members = Map<String, Value>;

/// Refuses members that are not known, naming the nearest that is.
pub(super) fn check_known(members: &Members, known: &[&[&str]], reason: Reason) -> Result<(), Refusal> {
    let known = || known.iter().copied().flatten().copied();
    let Some(unknown) = members.keys().find(|name| !known().any(|other| other == name.as_str())) else {
        return Ok(());
    };
    let expected = match nearest(unknown, known()) {
        Some(nearest) => format!("{nearest}, as there is no such member"),
        None => "only members that are known".to_owned(),
    };
    Err(Refusal::new(reason).about(nameable(unknown)).expected(expected))
}

/// Reads members into a type of which each member can stand alone; the first that does not fit is named.
pub(super) fn read<T: DeserializeOwned>(members: Members, reason: Reason) -> Result<T, Refusal> {
    let error = match serde_json::from_value(Value::Object(members.clone())) {
        Ok(read) => return Ok(read),
        Err(error) => error,
    };
    for (name, value) in members {
        let alone = Members::from_iter([(name.clone(), value)]);
        if let Err(error) = serde_json::from_value::<T>(Value::Object(alone)) {
            return Err(unfit(nameable(&name), &error, reason));
        }
    }
    Err(unfit("body", &error, reason))
}

/// Reads members in the same way, of which one that is `null` counts as absent.
pub(super) fn read_present<T: DeserializeOwned>(mut members: Members, reason: Reason) -> Result<T, Refusal> {
    members.retain(|_, value| !value.is_null());
    read(members, reason)
}

/// Reads client metadata, with the defaults of the specifications.
pub(in crate::http) fn read_metadata(members: Members) -> Result<ClientMetadata, Refusal> {
    const ADDRESSES: [&str; 2] = ["redirect_uris", "post_logout_redirect_uris"];
    read(members, Reason::ClientMetadataInvalid).map_err(|mut refusal| {
        if refusal.detail.parameter.as_deref().is_some_and(|name| ADDRESSES.contains(&name)) {
            refusal.reason = Reason::RedirectUriInvalid;
        }
        refusal
    })
}

/// Takes one member out; one that is `null` counts as absent.
pub(in crate::http) fn take<T: DeserializeOwned>(
    members: &mut Members,
    name: &'static str,
    reason: Reason,
) -> Result<Option<T>, Refusal> {
    match members.remove(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => serde_json::from_value(value).map(Some).map_err(|error| unfit(name, &error, reason)),
    }
}

/// Takes out one member that must be there.
pub(super) fn require<T: DeserializeOwned>(
    members: &mut Members,
    name: &'static str,
    reason: Reason,
) -> Result<T, Refusal> {
    take(members, name, reason)?.ok_or_else(|| Refusal::new(Reason::ParameterMissing).about(name))
}

/// Takes out a secret of ours elsewhere: nothing where it is not named, and none where it is named as `null`.
pub(super) fn secret(
    members: &mut Members,
    name: &'static str,
    reason: Reason,
) -> Result<Option<Option<KeptSecret>>, Refusal> {
    let is_named = members.contains_key(name);
    let secret: Option<String> = take(members, name, reason)?;
    Ok(is_named.then(|| secret.map(|secret| KeptSecret::new(Secret::new(secret)))))
}

/// Changes members as a merge patch says (RFC 7396 §2).
pub(super) fn merge(members: &mut Members, patch: Members) {
    for (name, value) in patch {
        match value {
            Value::Null => {
                members.remove(&name);
            }
            Value::Object(patch) => {
                let mut inner = match members.remove(&name) {
                    Some(Value::Object(inner)) => inner,
                    _ => Members::new(),
                };
                merge(&mut inner, patch);
                members.insert(name, Value::Object(inner));
            }
            value => {
                members.insert(name, value);
            }
        }
    }
}

/// The members of a record.
pub(super) fn as_members(value: &impl serde::Serialize) -> Members {
    match serde_json::to_value(value) {
        Ok(Value::Object(members)) => members,
        _ => Members::new(),
    }
}

fn unfit(name: impl Into<Cow<'static, str>>, error: &serde_json::Error, reason: Reason) -> Refusal {
    Refusal::new(reason).about(name).expected(expected(&error.to_string()))
}

/// What a parser expected, taken from its words without the value that it met.
fn expected(words: &str) -> String {
    let told = words
        .rsplit_once("expected ")
        .or_else(|| words.rsplit_once(" must be "))
        .map_or(words, |(_, expected)| expected);
    let told = told.trim_end_matches('.').trim_start_matches("not ");
    match told {
        "a sequence" => "an array",
        "u32" => "a whole number, not negative",
        "a boolean" => "true or false",
        told if told.starts_with("struct ") || told == "a map" => "an object",
        told => told,
    }
    .to_owned()
}

/// A name from outside is told only if it looks like one.
pub(super) fn nameable(name: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'#');
    let fits = (1..=60).contains(&name.len()) && name.bytes().all(plain);
    if fits { name.to_owned() } else { "a name that cannot be shown".to_owned() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn members(value: Value) -> Members {
        match value {
            Value::Object(members) => members,
            other => panic!("{other} is not an object"),
        }
    }

    #[test]
    fn merges_as_the_specification_does() {
        // RFC 7396 appendix A.
        for (original, patch, result) in [
            (json!({"a": "b"}), json!({"a": "c"}), json!({"a": "c"})),
            (json!({"a": "b"}), json!({"b": "c"}), json!({"a": "b", "b": "c"})),
            (json!({"a": "b"}), json!({"a": null}), json!({})),
            (json!({"a": ["b"]}), json!({"a": "c"}), json!({"a": "c"})),
            (json!({"a": {"b": "c"}}), json!({"a": {"b": "d", "c": null}}), json!({"a": {"b": "d"}})),
            (json!({"a": [1]}), json!({"a": {"b": {"c": null}}}), json!({"a": {"b": {}}})),
        ] {
            let mut merged = members(original);
            merge(&mut merged, members(patch));
            assert_eq!(Value::Object(merged), result);
        }
    }

    #[test]
    fn tells_what_was_expected_and_never_the_value() {
        for (words, told) in [
            ("invalid type: string \"expected hunter2\", expected a sequence", "an array"),
            ("invalid value: integer `-1`, expected u32", "a whole number, not negative"),
            ("expected one of: web native", "one of: web native"),
            ("A redirect URI must be without a fragment.", "without a fragment"),
            ("not a supported signature algorithm", "a supported signature algorithm"),
            ("invalid type: null, expected struct Address", "an object"),
        ] {
            assert_eq!(expected(words), told);
        }
    }
}
