//! Key stores (PKCS #12, RFC 7292) of one private key and its certificate, for programs that read keys in no other
//! form. The key is encrypted by AES-256 and the whole protected by HMAC-SHA-256, both under the password, which is
//! what Java, OpenSSL and Python read and write today.

mod cipher;
mod open;
mod private_key;
mod protection;

use crate::certificate::Certificate;
use crate::key::Error;
use crate::key::der::{INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, SEQUENCE, SET, element};
use crate::{Jwk, Secret, digest, random};

pub use open::{Opened, open};
pub use private_key::private_key_info;

/// `[0]`, in which a content stands.
const CONTENT: u8 = 0xa0;
/// UTF-16 in the order of the network.
const BMP_STRING: u8 = 0x1e;

/// `id-data` (RFC 5652 §4).
const DATA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01];
/// `pkcs8ShroudedKeyBag`, `certBag` (RFC 7292 §4.2), and `x509Certificate` within (§4.2.3).
const KEY_BAG: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x0a, 0x01, 0x02];
const CERTIFICATE_BAG: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x0c, 0x0a, 0x01, 0x03];
const X509: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x16, 0x01];
/// `friendlyName` and `localKeyId` (RFC 2985 §5.5), by which a key and its certificate belong together.
const FRIENDLY_NAME: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x14];
const LOCAL_KEY_ID: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x15];

/// The key store of a private key, in DER: readable with `password`, its only entry called `alias`. The certificate
/// is the key's own word, as [`Certificate::self_signed`] makes it.
///
/// # Errors
/// The key has no private half, is neither of RSA nor on a curve of NIST's, or the backend failed.
pub fn write(key: &Jwk, alias: &str, password: &Secret<String>) -> Result<Secret<Vec<u8>>, Error> {
    let certificate = Certificate::self_signed(key, alias)?;
    let shrouded =
        cipher::shroud(private_key_info(key)?.expose(), password, random::bytes(), random::bytes())?;
    let id = digest::sha256(certificate.der());
    let attributes = attributes(alias, &id);
    let key = bag(KEY_BAG, &shrouded, &attributes);
    let certificate = element(OCTET_STRING, &[certificate.der()]);
    let certificate = element(CONTENT, &[&certificate]);
    let certificate = element(SEQUENCE, &[&identifier(X509), &certificate]);
    let certificate = bag(CERTIFICATE_BAG, &certificate, &attributes);
    let contents = element(SEQUENCE, &[&data(&element(SEQUENCE, &[&key, &certificate]))]);
    let protection = protection::of(&contents, password, random::bytes());
    let version = element(INTEGER, &[&[3]]);
    Ok(Secret::new(element(SEQUENCE, &[&version, &data(&contents), &protection])))
}

/// A content of bytes, as one of several (RFC 7292 §4).
fn data(bytes: &[u8]) -> Vec<u8> {
    let bytes = element(OCTET_STRING, &[bytes]);
    element(SEQUENCE, &[&identifier(DATA), &element(CONTENT, &[&bytes])])
}

fn bag(kind: &[u8], value: &[u8], attributes: &[u8]) -> Vec<u8> {
    element(SEQUENCE, &[&identifier(kind), &element(CONTENT, &[value]), attributes])
}

fn attributes(alias: &str, id: &[u8]) -> Vec<u8> {
    let alias: Vec<u8> = alias.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let attribute = |kind, value: Vec<u8>| element(SEQUENCE, &[&identifier(kind), &element(SET, &[&value])]);
    let name = attribute(FRIENDLY_NAME, element(BMP_STRING, &[&alias]));
    let id = attribute(LOCAL_KEY_ID, element(OCTET_STRING, &[id]));
    // In DER the shorter of two that begin alike comes first (X.690 §11.6).
    let (first, second) = if name < id { (name, id) } else { (id, name) };
    element(SET, &[&first, &second])
}

fn identifier(kind: &[u8]) -> Vec<u8> {
    element(OBJECT_IDENTIFIER, &[kind])
}
