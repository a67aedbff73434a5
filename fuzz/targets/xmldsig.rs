//! Any bytes as something signed, encrypted or of SAML; and any document signed and verified.

#![no_main]

use jose::{DecryptionKey, Jwk, JwsAlgorithm, KeyManagement, SigningKey};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use xml::encryption::{self, Opening};
use xml::saml::binding::{Parameter, post, redirect};
use xml::saml::metadata::IdentityProvider;
use xml::saml::{Assertion, AuthnRequest, LogoutRequest, LogoutResponse, Response, Trust};
use xml::signature::{self, Place};
use xml::{Limits, Source};

struct Keys {
    signing: SigningKey,
    pinned: Vec<Jwk>,
    opening: Vec<DecryptionKey>,
}

/// A key of ours, and those that the documents in the corpus were signed and encrypted with.
static KEYS: LazyLock<Keys> = LazyLock::new(|| {
    let signing = SigningKey::generate(JwsAlgorithm::ES256).unwrap();
    let vectors: serde_json::Value =
        serde_json::from_str(include_str!("../../crates/xml/tests/vectors/keys.json")).unwrap();
    let private = |name: &str| Jwk::from_value(vectors[name]["jwk"].clone()).unwrap();
    let pinned = vec![signing.public_jwk(), private("rsa").public_part(), private("p256").public_part()];
    let opening = vec![DecryptionKey::from_jwk(&private("rsa"), KeyManagement::RsaOaep).unwrap()];
    Keys { signing, pinned, opening }
});

fuzz_target!(|data: &[u8]| {
    let keys = &*KEYS;
    let opening = Opening { keys: &keys.opening, cbc: true, limits: &Limits::MESSAGE };
    let trust = Trust { keys: &keys.pinned, opening };
    if let Ok(text) = std::str::from_utf8(data) {
        let _ = post::decode(text, &Limits::MESSAGE);
        if let Ok(message) = redirect::decode(text, Parameter::Request, &Limits::MESSAGE) {
            let _ = message.verify(&keys.pinned);
        }
    }
    let Ok(source) = Source::read(data, &Limits::MESSAGE) else { return };
    let Ok(document) = source.document() else { return };
    let root = document.root();
    let _ = Response::read(&source, &trust);
    let _ = Assertion::verify(root, &trust);
    let _ = IdentityProvider::read(root);
    let _ = AuthnRequest::read(root).map(|request| {
        let written = Source::read(request.to_xml().as_bytes(), &Limits::METADATA).unwrap();
        assert_eq!(AuthnRequest::read(written.document().unwrap().root()).as_ref(), Ok(&request));
    });
    let _ = LogoutRequest::read(root, &opening);
    let _ = LogoutResponse::read(root);
    let _ = encryption::decrypt(root, &opening);
    for element in root.descendants() {
        let Ok(verified) = signature::verify(element, &keys.pinned) else { continue };
        let again = verified.document().expect("what is verified can be read");
        assert_eq!(again.root().name(), element.name());
        assert!(again.root().children().count() < element.children().count(), "without its signature");
    }
    let Some(id) = root.attribute("ID") else { return };
    let Ok(signed) = signature::sign(&source, id, Place::First, &keys.signing, None) else { return };
    let wide = Limits {
        bytes: 1 << 20,
        depth: Limits::MESSAGE.depth + 8,
        tags: 1 << 20,
        attributes: 1 << 20,
        ..Limits::MESSAGE
    };
    let signed = Source::read(signed.as_bytes(), &wide).unwrap();
    let document = signed.document().unwrap();
    signature::verify(document.root(), &keys.pinned[..1]).expect("what was signed is believed");
});
