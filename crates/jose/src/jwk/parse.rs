use super::{Error, Jwk, Material, RsaPrivate};
use crate::{Curve, base64url, secret::Secret};
use serde_json::{Map, Value};
use zeroize::Zeroize;

/// The longest number: that of an 8192-bit modulus.
const MAX_NUMBER: usize = 1024;
/// The longest `kid`, `use`, `alg` or operation in bytes.
const MAX_TEXT: usize = 1024;
const MAX_OPERATIONS: usize = 16;

type Members = Map<String, Value>;

impl Jwk {
    /// Reads one key from JSON that was parsed already, by [`json::parse`](crate::json::parse) if
    /// it came from outside: that no member stands twice can no longer be seen here.
    ///
    /// # Errors
    /// As [`Jwk::parse`].
    pub fn from_value(value: Value) -> Result<Self, Error> {
        let Value::Object(mut members) = value else {
            return Err(Error::NotAnObject);
        };
        let parsed = read(&mut members);
        wipe(&mut members);
        parsed
    }
}

fn read(members: &mut Members) -> Result<Jwk, Error> {
    let kty = text(members, "kty")?.ok_or(Error::Missing("kty"))?;
    let material = match kty.as_str() {
        "RSA" => rsa(members)?,
        "EC" => ec(members)?,
        "OKP" => okp(members)?,
        "oct" => Material::Oct { k: Some(secret(members, "k")?.ok_or(Error::Missing("k"))?) },
        _ => return Err(Error::UnknownKeyType),
    };
    Ok(Jwk {
        kid: text(members, "kid")?,
        usage: text(members, "use")?,
        key_ops: operations(members)?,
        alg: text(members, "alg")?,
        material,
    })
}

fn rsa(members: &mut Members) -> Result<Material, Error> {
    if members.contains_key("oth") {
        return Err(Error::MultiPrime);
    }
    let n = shortest(members, "n")?;
    let e = shortest(members, "e")?;
    let mut whole = RsaPrivate { d: vec![], p: vec![], q: vec![], dp: vec![], dq: vec![], qi: vec![] };
    let mut missing = None;
    let mut present = false;
    for (name, place) in [
        ("d", &mut whole.d),
        ("p", &mut whole.p),
        ("q", &mut whole.q),
        ("dp", &mut whole.dp),
        ("dq", &mut whole.dq),
        ("qi", &mut whole.qi),
    ] {
        match number(members, name)? {
            Some(value) => {
                present = true;
                *place = value;
            }
            None => missing = missing.or(Some(name)),
        }
    }
    let whole = Secret::new(whole);
    // RFC 7518 §6.3.2 lets a key carry `d` alone; the backend signs by the Chinese remainder
    // theorem and checks the whole key, so here it is all or nothing.
    let private = match (present, missing) {
        (false, _) => None,
        (true, None) => Some(whole),
        (true, Some(name)) => return Err(Error::Missing(name)),
    };
    Ok(Material::Rsa { n, e, private })
}

fn ec(members: &mut Members) -> Result<Material, Error> {
    let curve = match text(members, "crv")?.as_deref() {
        Some("P-256") => Curve::P256,
        Some("P-384") => Curve::P384,
        Some("P-521") => Curve::P521,
        Some(_) => return Err(Error::UnknownCurve),
        None => return Err(Error::Missing("crv")),
    };
    Ok(Material::Ec {
        curve,
        x: coordinate(members, "x", curve)?,
        y: coordinate(members, "y", curve)?,
        d: private_value(members, curve)?,
    })
}

fn okp(members: &mut Members) -> Result<Material, Error> {
    let curve = match text(members, "crv")?.as_deref() {
        Some("Ed25519") => Curve::Ed25519,
        Some("X25519") => Curve::X25519,
        Some(_) => return Err(Error::UnknownCurve),
        None => return Err(Error::Missing("crv")),
    };
    Ok(Material::Okp { curve, x: coordinate(members, "x", curve)?, d: private_value(members, curve)? })
}

/// A coordinate fills its field, leading zeros and all (RFC 7518 §6.2.1.2).
fn coordinate(members: &Members, name: &'static str, curve: Curve) -> Result<Vec<u8>, Error> {
    let value = number(members, name)?.ok_or(Error::Missing(name))?;
    if value.len() != curve.coordinate_len() {
        return Err(Error::Length(name));
    }
    Ok(value)
}

fn private_value(members: &Members, curve: Curve) -> Result<Option<Secret<Vec<u8>>>, Error> {
    let value = secret(members, "d")?;
    match &value {
        Some(d) if d.expose().len() != curve.coordinate_len() => Err(Error::Length("d")),
        _ => Ok(value),
    }
}

/// A number is written in as few bytes as it needs (RFC 7518 §2, Base64urlUInt).
fn shortest(members: &Members, name: &'static str) -> Result<Vec<u8>, Error> {
    let value = number(members, name)?.ok_or(Error::Missing(name))?;
    match value.first() {
        Some(0) | None => Err(Error::Encoding(name)),
        Some(_) => Ok(value),
    }
}

fn secret(members: &Members, name: &'static str) -> Result<Option<Secret<Vec<u8>>>, Error> {
    Ok(number(members, name)?.map(Secret::new))
}

fn number(members: &Members, name: &'static str) -> Result<Option<Vec<u8>>, Error> {
    let Some(value) = members.get(name) else {
        return Ok(None);
    };
    let text = value.as_str().ok_or(Error::Malformed(name))?;
    if text.len() > MAX_NUMBER.div_ceil(3) * 4 {
        return Err(Error::TooLong(name));
    }
    let bytes = base64url::decode(text).map_err(|_| Error::Encoding(name))?;
    Ok(Some(bytes))
}

fn text(members: &Members, name: &'static str) -> Result<Option<String>, Error> {
    match members.get(name) {
        None => Ok(None),
        Some(Value::String(text)) if text.len() > MAX_TEXT => Err(Error::TooLong(name)),
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(Error::Malformed(name)),
    }
}

fn operations(members: &Members) -> Result<Option<Vec<String>>, Error> {
    const NAME: &str = "key_ops";
    let Some(value) = members.get(NAME) else {
        return Ok(None);
    };
    let values = value.as_array().ok_or(Error::Malformed(NAME))?;
    if values.len() > MAX_OPERATIONS {
        return Err(Error::TooLong(NAME));
    }
    let mut operations: Vec<String> = Vec::with_capacity(values.len());
    for value in values {
        let operation = value.as_str().ok_or(Error::Malformed(NAME))?;
        if operation.len() > MAX_TEXT {
            return Err(Error::TooLong(NAME));
        }
        // RFC 7517 §4.3: duplicates must not be present.
        if operations.iter().any(|known| known == operation) {
            return Err(Error::Malformed(NAME));
        }
        operations.push(operation.to_owned());
    }
    Ok(Some(operations))
}

/// What is private leaves no copy behind in the parsed JSON, also when the key was refused.
fn wipe(members: &mut Members) {
    for name in ["d", "p", "q", "dp", "dq", "qi", "k"] {
        if let Some(Value::String(text)) = members.get_mut(name) {
            text.zeroize();
        }
    }
}
