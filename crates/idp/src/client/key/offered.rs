//! What is offered as a key of a client: each thing that speaks against it is a reason of its own.

use jose::{Jwk, JwsAlgorithm, KeyManagement, KeyType};
use serde_json::{Map, Value};

use crate::model::client_key::KeyUse;
use crate::refusal::{Reason, Refusal};

/// The members of a public key that are kept (RFC 7517 §4, RFC 7518 §6, RFC 8037 §2). Its name is ours.
const KEPT: [&str; 7] = ["kty", "crv", "n", "e", "x", "y", "alg"];

/// The members that make a key private (RFC 7518 §6.2.2, §6.3.2).
const PRIVATE: [&str; 7] = ["d", "p", "q", "dp", "dq", "qi", "oth"];

/// How long an RSA modulus is, in bits.
const RSA_BITS: std::ops::RangeInclusive<usize> = 2048..=4096;

/// The members of a key in a file.
///
/// # Errors
/// It is a key in another form, or no JSON.
pub fn read_file(bytes: &[u8]) -> Result<Map<String, Value>, Refusal> {
    check_form(bytes)?;
    jose::json::parse_object(bytes).map_err(|error| {
        Refusal::new(Reason::RequestMalformed).expected("a JSON object").operator(error.to_string())
    })
}

/// Refuses what is a key, but no JWK: PEM, or the DER of a key or a certificate (a SEQUENCE of more than 127
/// bytes). No JSON begins so.
pub fn check_form(bytes: &[u8]) -> Result<(), Refusal> {
    let is_pem = bytes.trim_ascii_start().starts_with(b"-----BEGIN ");
    if is_pem || matches!(bytes, [0x30, 0x81 | 0x82, ..]) {
        return Err(Reason::ClientKeyNotJwk.into());
    }
    Ok(())
}

/// A public key that can be registered: what it is for, and the key under no name yet.
pub(super) fn read(members: Map<String, Value>) -> Result<(KeyUse, Map<String, Value>, Jwk), Refusal> {
    let has = |name: &str| members.contains_key(name);
    check_kind(&members)?;
    let private = PRIVATE.into_iter().find(|name| has(name));
    let symmetric = members.get("kty").and_then(Value::as_str) == Some("oct") || has("k");
    let named = |name: &str| members.get(name).cloned();
    let (usage, operations) = (named("use"), named("key_ops"));
    let mut kept = members.clone();
    kept.retain(|name, _| KEPT.contains(&name.as_str()));
    // Reading wipes what is private in what it reads.
    let read = Jwk::from_value(Value::Object(members));
    if let Some(name) = private {
        return Err(Refusal::new(Reason::ClientKeyPrivate).about(name));
    }
    if symmetric {
        return Err(Refusal::new(Reason::ClientKeySymmetric).about("kty"));
    }
    let jwk = read.map_err(unreadable)?;
    let usage = read_use(&jwk, usage, operations)?;
    check_alg(&jwk, usage)?;
    check_size(&jwk)?;
    Ok((usage, kept, jwk))
}

/// A JWK, and nothing that takes the word of others for a key.
fn check_kind(members: &Map<String, Value>) -> Result<(), Refusal> {
    let certificate = ["x5c", "x5u"].into_iter().find(|name| members.contains_key(*name));
    if let Some(name) = certificate {
        return Err(Refusal::new(Reason::ClientKeyNotJwk).about(name).expected("absent"));
    }
    let pem = |value: &Value| value.as_str().is_some_and(|text| text.contains("-----BEGIN "));
    if members.values().any(pem) {
        return Err(Refusal::new(Reason::ClientKeyNotJwk).expected("a JWK instead of PEM"));
    }
    if members.contains_key("keys") {
        return Err(Refusal::new(Reason::ClientKeyNotJwk).about("keys").expected("one key, not a set"));
    }
    Ok(())
}

fn unreadable(error: jose::jwk::Error) -> Refusal {
    use jose::jwk::Error;
    match error {
        Error::UnknownKeyType => Refusal::new(Reason::ClientKeyKind).about("kty").expected("RSA, EC or OKP"),
        Error::UnknownCurve => Refusal::new(Reason::ClientKeyKind).about("crv").expected(CURVES),
        Error::Missing(name) | Error::Malformed(name) | Error::Encoding(name) | Error::Length(name) => {
            Refusal::new(Reason::ClientKeyMalformed).about(name).operator(error.to_string())
        }
        Error::TooLong("n") => Refusal::new(Reason::ClientKeyTooLong).about("n").expected(RSA),
        error => Refusal::new(Reason::ClientKeyMalformed).operator(error.to_string()),
    }
}

const CURVES: &str = "P-256, P-384, P-521, Ed25519 or X25519";
const RSA: &str = "an RSA modulus of 2048 to 4096 bits";

/// What a key is for, where it says so: by `use`, by `key_ops`, by `alg`, by its curve. Otherwise it is
/// for what a client registers a key by hand for: so that we can seal to it.
fn read_use(jwk: &Jwk, usage: Option<Value>, operations: Option<Value>) -> Result<KeyUse, Refusal> {
    let wrong = |name: &'static str, expected: &'static str| {
        Err(Refusal::new(Reason::ClientKeyUse).about(name).expected(expected))
    };
    let named = match usage.as_ref().map(Value::as_str) {
        None => None,
        Some(Some(name)) => match KeyUse::ALL.into_iter().find(|usage| usage.name() == name) {
            Some(usage) => Some(usage),
            None => return wrong("use", "sig, enc or key_set"),
        },
        Some(None) => return wrong("use", "sig, enc or key_set"),
    };
    let crv = jwk.curve().map(jose::Curve::name);
    let usage = named.or_else(|| by_operations(operations.as_ref())).unwrap_or_else(|| {
        let signs = jwk.alg().is_some_and(|alg| alg.parse::<JwsAlgorithm>().is_ok());
        if signs || crv == Some("Ed25519") { KeyUse::Sig } else { KeyUse::Enc }
    });
    let seals = usage == KeyUse::Enc;
    if crv == Some(if seals { "Ed25519" } else { "X25519" }) {
        return wrong("use", "sig for Ed25519, enc for X25519");
    }
    let fits = |operation: &String| match operation.as_str() {
        "verify" => !seals,
        "encrypt" | "wrapKey" | "deriveKey" | "deriveBits" => seals,
        _ => false,
    };
    if jwk.key_ops().is_some_and(|operations| !operations.iter().all(fits)) {
        return wrong("key_ops", "verify of a key that signs; encrypt, wrapKey, deriveKey of one to seal to");
    }
    Ok(usage)
}

fn by_operations(operations: Option<&Value>) -> Option<KeyUse> {
    let operations = operations?.as_array()?;
    operations.iter().any(|operation| operation == "verify").then_some(KeyUse::Sig)
}

/// A key is for one algorithm of its own kind and use, or says none.
fn check_alg(jwk: &Jwk, usage: KeyUse) -> Result<(), Refusal> {
    let Some(alg) = jwk.alg() else { return Ok(()) };
    let fits = match usage {
        KeyUse::Enc => alg.parse().is_ok_and(|management: KeyManagement| management.fits(jwk)),
        KeyUse::Sig | KeyUse::KeySet => alg.parse().is_ok_and(|algorithm: JwsAlgorithm| {
            jwk.key_type() == algorithm.key_type() && jwk.curve() == algorithm.curve()
        }),
    };
    if fits {
        return Ok(());
    }
    let expected = "an algorithm for this kind of key and its use, or absent";
    Err(Refusal::new(Reason::ClientKeyUse).about("alg").expected(expected))
}

fn check_size(jwk: &Jwk) -> Result<(), Refusal> {
    if jwk.key_type() != KeyType::Rsa || RSA_BITS.contains(&jwk.bits()) {
        return Ok(());
    }
    let reason =
        if jwk.bits() < *RSA_BITS.start() { Reason::ClientKeyTooShort } else { Reason::ClientKeyTooLong };
    Err(Refusal::new(reason).about("n").expected(RSA).operator(format!("{} bits", jwk.bits())))
}
