use super::Jwk;
use crate::{base64url, secret::Secret};
use serde::ser::{Serialize, SerializeMap, Serializer};

/// Writes the public members alone; [`Jwk::to_private_json`] writes them all.
impl Serialize for Jwk {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("kty", self.key_type().name())?;
        if let Some(usage) = &self.usage {
            map.serialize_entry("use", usage)?;
        }
        if let Some(key_ops) = &self.key_ops {
            map.serialize_entry("key_ops", key_ops)?;
        }
        if let Some(kid) = &self.kid {
            map.serialize_entry("kid", kid)?;
        }
        if let Some(alg) = &self.alg {
            map.serialize_entry("alg", alg)?;
        }
        if let Some(curve) = self.curve() {
            map.serialize_entry("crv", curve.name())?;
        }
        for (name, value) in self.material.public_members() {
            map.serialize_entry(name, &base64url::encode(value))?;
        }
        map.end()
    }
}

pub(super) fn private_json(jwk: &Jwk) -> Secret<String> {
    let Ok(public) = serde_json::to_string(jwk) else {
        unreachable!("a map of strings can be written as JSON");
    };
    let members = jwk.material.private_members();
    // Enough room from the start, so that growing leaves no copy behind.
    let room: usize = members.iter().map(|(_, value)| value.len() * 2 + 16).sum();
    let mut out = String::with_capacity(public.len() + room);
    out.push_str(public.trim_end_matches('}'));
    for (name, value) in members {
        out.push_str(",\"");
        out.push_str(name);
        out.push_str("\":\"");
        base64url::encode_into(&mut out, value);
        out.push('"');
    }
    out.push('}');
    Secret::new(out)
}
