use super::Error;
use crate::key::Agreed;
use crate::{ContentEncryption, EncryptionKey, Jwk, KeyManagement, base64url, json};
use serde::Serialize;
use serde_json::{Map, Value};

/// The longest `apu` or `apv`, in bytes of their base64url.
const MAX_PARTY: usize = 1024;

/// The protected header (RFC 7516 §4), as far as it is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// How the content's key reaches its reader.
    pub alg: KeyManagement,
    /// How the content is encrypted.
    pub enc: ContentEncryption,
    /// To which key; an opaque string.
    pub kid: Option<String>,
    /// What kind of object the whole is.
    pub typ: Option<String>,
    /// What kind of object the content is; `JWT` where that is a token itself.
    pub cty: Option<String>,
}

/// What the sender says beyond `alg`, `enc` and `kid`.
#[derive(Debug, Clone, Copy, Default)]
pub struct Members<'a> {
    /// What kind of object the whole is.
    pub typ: Option<&'a str>,
    /// What kind of object the content is; `JWT` where that is a token itself.
    pub cty: Option<&'a str>,
}

pub(super) fn write(
    members: &Members<'_>,
    key: &EncryptionKey,
    enc: ContentEncryption,
    epk: Option<&Jwk>,
) -> Result<Vec<u8>, Error> {
    #[derive(Serialize)]
    struct Written<'a> {
        alg: KeyManagement,
        enc: ContentEncryption,
        #[serde(skip_serializing_if = "str::is_empty")]
        kid: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        typ: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        cty: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        epk: Option<&'a Jwk>,
    }
    let Members { typ, cty } = *members;
    let written = Written { alg: key.management(), enc, kid: key.kid(), typ, cty, epk };
    serde_json::to_vec(&written).map_err(|_| Error::NotSerializable)
}

/// The header, and what it says about an agreement if `alg` is one.
pub(super) fn read(bytes: &[u8]) -> Result<(Header, Option<Agreed>), Error> {
    let mut members = json::parse_object(bytes).map_err(|error| match error {
        json::Error::DuplicateMember => Error::DuplicateHeaderMember,
        json::Error::NotAnObject => Error::HeaderNotAnObject,
        other => Error::HeaderJson(other),
    })?;
    check_crit(&members)?;
    if members.contains_key("zip") {
        return Err(Error::Compressed);
    }
    let alg = management(&mut members)?;
    let enc = text(&mut members, "enc")?.ok_or(Error::HeaderMemberMissing("enc"))?;
    let header = Header {
        alg,
        enc: enc.parse().map_err(|_| Error::EncryptionUnknown)?,
        kid: text(&mut members, "kid")?,
        typ: text(&mut members, "typ")?,
        cty: text(&mut members, "cty")?,
    };
    let agreed = if alg.is_agreement() { Some(agreed(&mut members)?) } else { None };
    Ok((header, agreed))
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

fn management(members: &mut Map<String, Value>) -> Result<KeyManagement, Error> {
    let name = text(members, "alg")?.ok_or(Error::HeaderMemberMissing("alg"))?;
    name.parse().map_err(|_| match KeyManagement::refused(&name) {
        Some(reason) => Error::ManagementRefused(reason),
        None => Error::ManagementUnknown,
    })
}

fn agreed(members: &mut Map<String, Value>) -> Result<Agreed, Error> {
    let epk = members.remove("epk").ok_or(Error::HeaderMemberMissing("epk"))?;
    let epk = Jwk::from_value(epk).map_err(|_| Error::HeaderMember("epk"))?;
    // A sender who gives away the private part lets everybody read along.
    if epk.is_private() {
        return Err(Error::HeaderMember("epk"));
    }
    Ok(Agreed { epk, apu: party(members, "apu")?, apv: party(members, "apv")? })
}

fn party(members: &mut Map<String, Value>, name: &'static str) -> Result<Vec<u8>, Error> {
    match text(members, name)? {
        None => Ok(vec![]),
        Some(text) if text.len() > MAX_PARTY => Err(Error::HeaderMember(name)),
        Some(text) => base64url::decode(&text).map_err(|_| Error::HeaderMember(name)),
    }
}

fn text(members: &mut Map<String, Value>, name: &'static str) -> Result<Option<String>, Error> {
    match members.remove(name) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(Error::HeaderMember(name)),
    }
}
