//! In the address (Bindings §3.4): compressed, base64, and signed as the query is sent, if it is signed.

use jose::{Jwk, SigningKey, VerifyingKey};
use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::decompress_to_vec_with_limit;

use super::Parameter;
use crate::saml::Error;
use crate::signature::{self, signature_algorithm, signature_uri};
use crate::{Limits, Source, base64};

/// The longest query that is looked at, in bytes: more fits into no browser's address.
pub const MAX_QUERY_BYTES: usize = 64 * 1024;

/// How hard is compressed; messages are short.
const LEVEL: u8 = 6;

/// The query for a message, signed if there is a key.
///
/// # Errors
/// The key is a shared secret, or the backend failed.
pub fn encode(
    parameter: Parameter,
    xml: &str,
    relay_state: Option<&str>,
    key: Option<&SigningKey>,
) -> Result<String, Error> {
    let value = base64::encode(compress_to_vec(xml.as_bytes(), LEVEL));
    let mut query = format!("{}={}", parameter.name(), escape(&value));
    if let Some(relay_state) = relay_state {
        query.push_str("&RelayState=");
        query.push_str(&escape(relay_state));
    }
    if let Some(key) = key {
        let algorithm = key.algorithm();
        let name = signature_uri(algorithm)
            .ok_or_else(|| signature::Error::Algorithm(algorithm.name().to_owned()))?;
        query.push_str("&SigAlg=");
        query.push_str(&escape(name));
        let value = key.sign(query.as_bytes()).map_err(signature::Error::Key)?;
        query.push_str("&Signature=");
        query.push_str(&escape(&base64::encode(value)));
    }
    Ok(query)
}

/// A message as it came, which may be signed.
#[derive(Debug, Clone)]
pub struct Unverified {
    source: Source,
    relay_state: Option<String>,
    signed: Option<Signed>,
}

#[derive(Debug, Clone)]
struct Signed {
    algorithm: String,
    /// What is signed: the parameters as they were sent, in the order that the binding has.
    message: String,
    value: String,
}

/// Takes the message out of a query, which is given as it was sent, without the question mark. Other parameters are
/// passed over.
///
/// # Errors
/// It has no such message or two, or one that cannot be read; half of a signature.
pub fn decode(query: &str, parameter: Parameter, limits: &Limits) -> Result<Unverified, Error> {
    if query.len() > MAX_QUERY_BYTES {
        return Err(crate::Error::TooLong.into());
    }
    let raw = |name| once(query, name);
    let value = raw(parameter.name())?.ok_or(Error::Binding("the message is missing"))?;
    if raw("SAMLEncoding")?.is_some_and(|it| unescape(it).as_deref() != Some(DEFLATE)) {
        return Err(Error::Binding("it is in another encoding"));
    }
    let text = unescape(value).ok_or(Error::Binding("it is not escaped as addresses are"))?;
    let packed = base64::decode(&text).ok_or(Error::Binding("it is not base64"))?;
    let bytes = decompress_to_vec_with_limit(&packed, limits.bytes)
        .map_err(|_| Error::Binding("it is not compressed, or too long"))?;
    let relay_state = raw("RelayState")?;
    let unescaped = |it| unescape(it).ok_or(Error::Binding("it is not escaped as addresses are"));
    let signed = match (raw("SigAlg")?, raw("Signature")?) {
        (Some(algorithm), Some(signature)) => {
            let relay_state = relay_state.map_or_else(String::new, |it| format!("&RelayState={it}"));
            let message = format!("{}={value}{relay_state}&SigAlg={algorithm}", parameter.name());
            Some(Signed { algorithm: unescaped(algorithm)?, message, value: unescaped(signature)? })
        }
        (None, None) => None,
        _ => return Err(Error::Binding("half of a signature is missing")),
    };
    Ok(Unverified {
        source: Source::read(&bytes, limits)?,
        relay_state: relay_state.map(unescaped).transpose()?,
        signed,
    })
}

const DEFLATE: &str = "urn:oasis:names:tc:SAML:2.0:bindings:URL-Encoding:DEFLATE";

impl Unverified {
    /// The message, if one of the keys signed the query it came in.
    ///
    /// # Errors
    /// It is not signed, by an algorithm that is refused, or by another key.
    pub fn verify(&self, keys: &[Jwk]) -> Result<&Source, Error> {
        let signed = self.signed.as_ref().ok_or(Error::Unsigned)?;
        let algorithm = signature_algorithm(&signed.algorithm)
            .ok_or_else(|| signature::Error::Algorithm(signed.algorithm.clone()))?;
        let value = base64::decode(&signed.value).ok_or(signature::Error::Encoding("Signature"))?;
        let mut keys = keys.iter().filter_map(|key| VerifyingKey::from_jwk(key, algorithm).ok()).peekable();
        if keys.peek().is_none() {
            return Err(signature::Error::NoKey.into());
        }
        let holds = keys.any(|key| key.verify(signed.message.as_bytes(), &value).is_ok());
        if holds { Ok(&self.source) } else { Err(signature::Error::Invalid.into()) }
    }

    /// The message, whoever wrote it.
    pub fn unsigned(&self) -> &Source {
        &self.source
    }

    /// What the other side is to give back.
    pub fn relay_state(&self) -> Option<&str> {
        self.relay_state.as_deref()
    }
}

/// The value of a parameter as it was sent. One that is there twice could be read as two.
fn once<'q>(query: &'q str, name: &str) -> Result<Option<&'q str>, Error> {
    let mut found = query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .filter(|(key, _)| unescape(key).as_deref() == Some(name));
    match (found.next(), found.next()) {
        (Some((key, _)), _) if key != name => Err(Error::Binding("a name is escaped")),
        (first, None) => Ok(first.map(|(_, value)| value)),
        _ => Err(Error::Binding("a parameter is there twice")),
    }
}

/// RFC 3986 §2.1, and the plus sign that forms write for a space.
fn unescape(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        rest = behind;
        match first {
            b'%' => {
                let (digits, behind) = rest.split_first_chunk::<2>()?;
                let digits = std::str::from_utf8(digits).ok().filter(|it| !it.starts_with('+'))?;
                bytes.push(u8::from_str_radix(digits, 16).ok()?);
                rest = behind;
            }
            b'+' => bytes.push(b' '),
            other => bytes.push(*other),
        }
    }
    String::from_utf8(bytes).ok()
}

fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 3 / 2);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
