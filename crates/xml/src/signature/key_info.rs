//! What a document says about keys (XML Signature 1.1 §4.5). Nothing of it is believed by itself: of what is signed
//! it is as good as the signer's word, and of a signature it is what the key may be looked up by.

use jose::{Certificate, Jwk, base64url};

use super::{Error, NAMESPACE};
use crate::{Element, base64};

const NAMESPACE_11: &str = "http://www.w3.org/2009/xmldsig11#";

/// The curves by their names (RFC 5480 §2.1.1.1).
const CURVES: [(&str, &str, usize); 3] = [
    ("urn:oid:1.2.840.10045.3.1.7", "P-256", 32),
    ("urn:oid:1.3.132.0.34", "P-384", 48),
    ("urn:oid:1.3.132.0.35", "P-521", 66),
];

/// The keys that the signature in `element` claims to be made by. They are for finding out whose key it may be, and
/// for nothing else: [`verify`](super::verify) is given keys that the caller knows.
///
/// # Errors
/// There is not exactly one signature, or a key cannot be read.
pub fn claimed(element: Element<'_>) -> Result<Vec<Jwk>, Error> {
    let signature = element.optional(NAMESPACE, "Signature").map_err(|_| Error::Several)?;
    let info = signature.ok_or(Error::Missing)?.optional(NAMESPACE, "KeyInfo")?;
    info.map_or(Ok(Vec::new()), |info| Ok(keys(info)?))
}

/// The keys in a `KeyInfo`: those of its certificates, and those written out.
pub(crate) fn keys(info: Element<'_>) -> Result<Vec<Jwk>, crate::Error> {
    let mut found = Vec::new();
    for child in info.children() {
        if child.is(NAMESPACE, "X509Data") {
            for element in child.each(NAMESPACE, "X509Certificate") {
                found.push(of_certificate(element)?);
            }
        } else if child.is(NAMESPACE, "KeyValue") {
            let key = of_value(child)?;
            found.push(key.ok_or(crate::Error::Value("KeyValue"))?);
        }
    }
    Ok(found)
}

fn of_certificate(element: Element<'_>) -> Result<Jwk, crate::Error> {
    let text: String = element.text()?.split_ascii_whitespace().collect();
    let certificate = Certificate::parse_base64(&text).ok_or(crate::Error::Value("X509Certificate"))?;
    Ok(certificate.public_key().clone())
}

/// §4.5.2; DSA is none of ours.
fn of_value(element: Element<'_>) -> Result<Option<Jwk>, crate::Error> {
    let bytes = |element: Element<'_>| element.text().map(|text| base64::decode(&text));
    if let Some(value) = element.optional(NAMESPACE, "RSAKeyValue")? {
        let numbers = (bytes(value.only(NAMESPACE, "Modulus")?)?, bytes(value.only(NAMESPACE, "Exponent")?)?);
        let (Some(n), Some(e)) = numbers else { return Ok(None) };
        let json = format!(r#"{{"kty":"RSA","n":"{}","e":"{}"}}"#, shortest(&n), shortest(&e));
        return Ok(Jwk::parse(json.as_bytes()).ok());
    }
    let Some(value) = element.optional(NAMESPACE_11, "ECKeyValue")? else { return Ok(None) };
    let name = value.only(NAMESPACE_11, "NamedCurve")?.required("URI")?;
    let point = bytes(value.only(NAMESPACE_11, "PublicKey")?)?;
    let curve = CURVES.iter().find(|(known, ..)| *known == name);
    let (Some((_, curve, length)), Some(point)) = (curve, point) else { return Ok(None) };
    let Some(point) = point.strip_prefix(&[4]).filter(|it| it.len() == 2 * length) else { return Ok(None) };
    let (x, y) = point.split_at(*length);
    let (x, y) = (base64url::encode(x), base64url::encode(y));
    let json = format!(r#"{{"kty":"EC","crv":"{curve}","x":"{x}","y":"{y}"}}"#);
    Ok(Jwk::parse(json.as_bytes()).ok())
}

/// Without the zero bytes that some write in front.
fn shortest(number: &[u8]) -> String {
    let zeros = number.iter().take_while(|byte| **byte == 0).count();
    base64url::encode(&number[zeros..])
}
