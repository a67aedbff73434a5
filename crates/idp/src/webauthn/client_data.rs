//! Client data (§5.8.1): what the browser says of the page and of what was asked.

use serde_json::{Map, Value};

use super::Ceremony;
use super::fault::Fault;

/// The most that is read. Browsers write less than half a kilobyte.
const MOST: usize = 4 * 1024;
/// How much is remembered of an origin that is not ours.
const MOST_SEEN: usize = 200;

/// Which ceremony it was.
#[derive(Clone, Copy)]
pub(super) enum Type {
    Create,
    Get,
}

/// Checks what a browser wrote against what was asked: §7.1, steps 5 to 11, or §7.2, steps 8 to 14. Gives its
/// hash, which the authenticator signed.
pub(super) fn check(bytes: &[u8], of: Type, ceremony: Ceremony<'_>) -> Result<[u8; 32], Fault> {
    let members = parse(bytes)?;
    let text = |name| members.get(name).and_then(Value::as_str).ok_or(Fault::ClientData);
    let expected = match of {
        Type::Create => "webauthn.create",
        Type::Get => "webauthn.get",
    };
    if text("type")? != expected {
        return Err(Fault::Type);
    }
    let challenge = jose::base64url::encode(ceremony.challenge);
    if !jose::constant_time::eq(text("challenge")?.as_bytes(), challenge.as_bytes()) {
        return Err(Fault::Challenge);
    }
    let origin = text("origin")?;
    if !ceremony.relying_party.origins.iter().any(|ours| ours == origin) {
        return Err(Fault::Origin { seen: origin.chars().take(MOST_SEEN).collect() });
    }
    // Our pages are never in somebody else's frame, and so neither is this.
    match members.get("crossOrigin") {
        None | Some(Value::Bool(false)) => {}
        Some(Value::Bool(true)) => return Err(Fault::CrossOrigin),
        Some(_) => return Err(Fault::ClientData),
    }
    if members.contains_key("topOrigin") {
        return Err(Fault::CrossOrigin);
    }
    Ok(jose::digest::sha256(bytes))
}

/// UTF-8 decode strips a mark at the front (Encoding Standard §6); the hash is of all there was.
fn parse(bytes: &[u8]) -> Result<Map<String, Value>, Fault> {
    let json = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match jose::json::parse_within(json, MOST) {
        Ok(Value::Object(members)) => Ok(members),
        Err(jose::json::Error::TooLong) => Err(Fault::TooLong),
        _ => Err(Fault::ClientData),
    }
}
