//! One request of an object and the parameters beside it.

use oidc::parameters::{Encoder, Parameters};
use oidc::response_type::ResponseType;
use serde_json::{Map, Value};

use super::{invalid, only_signed};
use crate::model::client::Client;
use crate::refusal::Refusal;

/// The longest request that is made of an object, in bytes: it is kept while the person signs in.
const LONGEST: usize = 16 * 1024;

/// What a JWT says of itself, and a request does not.
const OF_THE_TOKEN: [&str; 7] = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti"];

/// What stands in the object wins (OpenID Connect Core §6.1); of a client that signs all its requests,
/// nothing else counts at all (RFC 9101 §6.3).
pub(super) fn merge(
    beside: &Parameters<'_>,
    object: Map<String, Value>,
    client: &Client,
) -> Result<String, Refusal> {
    check_response_type(beside, &object)?;
    let strict = only_signed(client);
    let mut merged = Encoder::new();
    merged.push("client_id", client.id.as_str());
    for (name, value) in beside.iter() {
        let belongs = !matches!(name, "request" | "request_uri" | "client_id");
        if belongs && !strict && !object.contains_key(name) {
            merged.push(name, value);
        }
    }
    for (name, value) in &object {
        match name.as_str() {
            "request" | "request_uri" => return Err(invalid("without another request object inside")),
            "client_id" => {}
            name if OF_THE_TOKEN.contains(&name) => {}
            name => push(&mut merged, name, value)?,
        }
    }
    let merged = merged.finish();
    if merged.len() > LONGEST {
        return Err(invalid("of at most 16 KiB"));
    }
    // Held to what plain parameters are held to.
    Parameters::parse(merged.as_bytes()).map_err(|malformed| invalid(malformed.to_string()))?;
    Ok(merged)
}

/// Given in both places, it is the same (OpenID Connect Core §6.1).
fn check_response_type(beside: &Parameters<'_>, object: &Map<String, Value>) -> Result<(), Refusal> {
    let inside = object.get("response_type").and_then(Value::as_str);
    let (Some(beside), Some(inside)) = (beside.get("response_type")?, inside) else { return Ok(()) };
    let same = match (ResponseType::parse(beside), ResponseType::parse(inside)) {
        (Ok(beside), Ok(inside)) => beside == inside,
        _ => beside == inside,
    };
    if same { Ok(()) } else { Err(invalid("of the same response_type as the parameter beside it")) }
}

/// A value as the parameter that means the same. Texts of a list are parameters of one name; what is
/// JSON in a parameter is written as such.
fn push(merged: &mut Encoder, name: &str, value: &Value) -> Result<(), Refusal> {
    match value {
        Value::Null => {}
        Value::String(text) => merged.push(name, text),
        Value::Bool(_) | Value::Number(_) => merged.push(name, &value.to_string()),
        Value::Object(_) => merged.push(name, &value.to_string()),
        Value::Array(items) => {
            for item in items {
                let Value::String(text) = item else {
                    return Err(invalid("without lists of anything but texts"));
                };
                merged.push(name, text);
            }
        }
    }
    Ok(())
}
