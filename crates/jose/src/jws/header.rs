use super::Error;
use crate::{JwsAlgorithm, SigningKey, json};
use serde::Serialize;
use serde_json::{Map, Value};

/// The protected header (RFC 7515 §4), as far as it is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// How it is signed.
    pub alg: JwsAlgorithm,
    /// Which key signed it; an opaque string.
    pub kid: Option<String>,
    /// What kind of object the whole is.
    pub typ: Option<String>,
    /// What kind of object the payload is.
    pub cty: Option<String>,
}

/// What the signer says beyond `alg` and `kid`, which are the key's.
#[derive(Debug, Clone, Copy, Default)]
pub struct Members<'a> {
    /// What kind of object the whole is, such as `at+jwt`.
    pub typ: Option<&'a str>,
    /// What kind of object the payload is, such as `JWT`.
    pub cty: Option<&'a str>,
}

pub(super) fn write(members: &Members<'_>, key: &SigningKey) -> Result<Vec<u8>, Error> {
    #[derive(Serialize)]
    struct Written<'a> {
        alg: &'a str,
        #[serde(skip_serializing_if = "str::is_empty")]
        kid: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        typ: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        cty: Option<&'a str>,
    }
    let written = Written { alg: key.algorithm().name(), kid: key.kid(), typ: members.typ, cty: members.cty };
    serde_json::to_vec(&written).map_err(|_| Error::NotSerializable)
}

pub(super) fn read(bytes: &[u8]) -> Result<Header, Error> {
    let mut members = read_members(bytes)?;
    Ok(Header {
        alg: algorithm(&members)?,
        kid: text(&mut members, "kid")?,
        typ: text(&mut members, "typ")?,
        cty: text(&mut members, "cty")?,
    })
}

/// The `jwk` of a header, for readers of proofs of possession alone.
pub(super) fn key(bytes: &[u8]) -> Result<Option<Value>, Error> {
    Ok(read_members(bytes)?.remove("jwk"))
}

/// The `typ` of a header that says that nothing is signed.
pub(super) fn read_unsigned(bytes: &[u8]) -> Result<Option<String>, Error> {
    let mut members = read_members(bytes)?;
    match members.get("alg") {
        Some(Value::String(name)) if name == "none" => text(&mut members, "typ"),
        Some(Value::String(_)) => Err(Error::AlgorithmNotAllowed),
        Some(_) => Err(Error::HeaderMember("alg")),
        None => Err(Error::AlgorithmMissing),
    }
}

fn read_members(bytes: &[u8]) -> Result<Map<String, Value>, Error> {
    let members = json::parse_object(bytes).map_err(|error| match error {
        json::Error::DuplicateMember => Error::DuplicateHeaderMember,
        json::Error::NotAnObject => Error::HeaderNotAnObject,
        other => Error::HeaderJson(other),
    })?;
    // RFC 7797 §3: only with `b64` in `crit` would it mean anything, and it is not supported.
    if members.contains_key("b64") {
        return Err(Error::UnencodedPayload);
    }
    check_crit(&members)?;
    Ok(members)
}

/// RFC 7515 §4.1.11: a list of names that must be understood. None is here.
fn check_crit(members: &Map<String, Value>) -> Result<(), Error> {
    match members.get("crit") {
        None => Ok(()),
        Some(Value::Array(names)) if !names.is_empty() && names.iter().all(Value::is_string) => {
            Err(Error::CriticalNotUnderstood)
        }
        Some(_) => Err(Error::HeaderMember("crit")),
    }
}

fn algorithm(members: &Map<String, Value>) -> Result<JwsAlgorithm, Error> {
    match members.get("alg") {
        None => Err(Error::AlgorithmMissing),
        Some(Value::String(name)) if name.eq_ignore_ascii_case("none") => Err(Error::Unsigned),
        Some(Value::String(name)) => name.parse().map_err(|_| Error::AlgorithmUnknown),
        Some(_) => Err(Error::HeaderMember("alg")),
    }
}

fn text(members: &mut Map<String, Value>, name: &'static str) -> Result<Option<String>, Error> {
    match members.remove(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Error::HeaderMember(name)),
    }
}
