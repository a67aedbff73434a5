//! Keys made for these tests alone, and an assertion that is signed with them.

use jose::{Certificate, Jwk, JwsAlgorithm, SigningKey};
use serde_json::Value;
use xml::signature::{self, Error, Place, Verified};
use xml::{Limits, Source};

/// The file of this name among the vectors.
pub(crate) fn vectors(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

fn entry(name: &str) -> Value {
    vectors(include_str!("../vectors/keys.json"))[name].clone()
}

/// The public key of this name, as a caller pins it.
pub(crate) fn pinned(name: &str) -> Jwk {
    private(name).public_part()
}

/// The same with its private part.
pub(crate) fn private(name: &str) -> Jwk {
    Jwk::parse(entry(name)["jwk"].to_string().as_bytes()).unwrap()
}

pub(crate) fn certificate(name: &str) -> Certificate {
    Certificate::parse_base64(entry(name)["certificate"].as_str().unwrap()).unwrap()
}

pub(crate) fn signing(name: &str, algorithm: JwsAlgorithm) -> SigningKey {
    SigningKey::from_jwk(&private(name), algorithm).unwrap()
}

pub(crate) fn source(text: &str) -> Source {
    Source::read(text.as_bytes(), &Limits::MESSAGE).unwrap()
}

/// Signs the element with this id.
pub(crate) fn sign(text: &str, id: &str) -> String {
    let key = signing("p256", JwsAlgorithm::ES256);
    signature::sign(&source(text), id, Place::Behind("Issuer"), &key, None).unwrap()
}

/// Verifies the root element of a text with the keys of these names.
pub(crate) fn verify_by(text: &str, names: &[&str]) -> Result<Verified, Error> {
    let keys: Vec<Jwk> = names.iter().map(|name| pinned(name)).collect();
    let source = source(text);
    let document = source.document().unwrap();
    signature::verify(document.root(), &keys)
}
