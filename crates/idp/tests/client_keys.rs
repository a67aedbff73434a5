//! What a client may register of its keys and of the requests it signs with them.

use idp::client::register::{NewClient, create};
use idp::client::sector::Sector;
use idp::model::client::ClientPolicy;
use idp::{Reason, Refusal};
use jose::{JwsAlgorithm, SigningKey, base64url};
use oidc::metadata::ClientMetadata;
use serde_json::{Value, json};

use crate::support::*;

/// The shop with these members as well.
fn register(members: &Value) -> Result<(), Refusal> {
    let mut world = World::new();
    let mut metadata = serde_json::to_value(shop().metadata).unwrap();
    metadata.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    let metadata: ClientMetadata = serde_json::from_value(metadata).unwrap();
    let new = NewClient { id: None, metadata, policy: ClientPolicy::default() };
    let keys = world.state.keys.clone();
    let decision = world.decide(|env| create(new, false, &Sector::NotAsked, &keys, env));
    world.commit(decision).map(drop)
}

fn public() -> Value {
    let key = SigningKey::generate(JwsAlgorithm::ES256).unwrap().with_kid("a");
    serde_json::to_value(key.public_jwk()).unwrap()
}

fn private() -> Value {
    let key = SigningKey::generate(JwsAlgorithm::ES256).unwrap();
    serde_json::from_str(key.to_private_jwk().unwrap().expose()).unwrap()
}

/// A number of so many bits that passes for a modulus.
fn rsa(bits: usize) -> Value {
    json!({ "kty": "RSA", "n": base64url::encode(vec![0xff; bits / 8]), "e": "AQAB" })
}

#[test]
fn keys_by_value_or_by_address_and_requests_by_either() {
    for members in [
        json!({ "jwks": { "keys": [] } }),
        json!({ "jwks": { "keys": [public(), { "kty": "AKP" }] } }),
        json!({ "jwks": { "keys": [rsa(2048)] } }),
        json!({ "jwks_uri": "https://shop.test/keys" }),
        json!({ "signed_jwks_uri": "https://shop.test/keys" }),
        json!({ "request_object_signing_alg": "none" }),
        json!({ "request_object_signing_alg": "HS256" }),
        json!({ "request_object_signing_alg": "HS512", "require_signed_request_object": true }),
        json!({ "request_object_encryption_alg": "RSA-OAEP" }),
        json!({ "request_object_encryption_alg": "dir", "request_object_encryption_enc": "A128GCM" }),
        json!({ "request_object_signing_alg": "PS256", "jwks_uri": "https://shop.test/keys" }),
        json!({ "require_signed_request_object": true, "jwks": { "keys": [public()] } }),
        json!({ "request_uris": ["https://shop.test/r", "https://shop.test/r?a=b#hash", "http://localhost:8/r"] }),
    ] {
        assert!(register(&members).is_ok(), "{members}");
    }
}

#[test]
fn refuses_what_could_not_be_kept_or_would_give_keys_away() {
    let roca: Value = serde_json::from_str(include_str!("../../jose/tests/vectors/roca.json")).unwrap();
    let long = format!("https://shop.test/{}", "x".repeat(500));
    let many: Vec<String> = (0..51).map(|n| format!("https://shop.test/{n}")).collect();
    for (member, members) in [
        ("jwks_uri", json!({ "jwks": { "keys": [] }, "jwks_uri": "https://shop.test/keys" })),
        (
            "signed_jwks_uri",
            json!({ "jwks_uri": "https://shop.test/keys", "signed_jwks_uri": "https://shop.test/signed" }),
        ),
        ("signed_jwks_uri", json!({ "jwks": { "keys": [] }, "signed_jwks_uri": "https://shop.test/signed" })),
        ("signed_jwks_uri", json!({ "signed_jwks_uri": "ftp://shop.test/keys" })),
        ("jwks", json!({ "jwks": [] })),
        ("jwks", json!({ "jwks": { "keys": {} } })),
        ("jwks", json!({ "jwks": { "keys": [{ "kty": "EC", "crv": "P-256" }] } })),
        ("jwks", json!({ "jwks": { "keys": [private()] } })),
        ("jwks", json!({ "jwks": { "keys": [public(), rsa(1024)] } })),
        ("jwks", json!({ "jwks": { "keys": [rsa(2040)] } })),
        ("jwks", json!({ "jwks": { "keys": [roca["keys"][0]] } })),
        ("jwks", json!({ "jwks": { "keys": [{ "kty": "oct", "k": "AAAA" }] } })),
        (
            "request_object_signing_alg",
            json!({ "require_signed_request_object": true, "request_object_signing_alg": "none" }),
        ),
        ("require_signed_request_object", json!({ "require_signed_request_object": true })),
        ("request_object_encryption_alg", json!({ "request_object_encryption_alg": "RSA-OAEP-256" })),
        ("request_object_encryption_enc", json!({ "request_object_encryption_enc": "A128GCM" })),
        ("request_uris", json!({ "request_uris": ["shop.test/r"] })),
        ("request_uris", json!({ "request_uris": ["file:///etc/passwd"] })),
        ("request_uris", json!({ "request_uris": ["https://user@shop.test/r"] })),
        ("request_uris", json!({ "request_uris": ["https://shop.test/*"] })),
        ("request_uris", json!({ "request_uris": ["urn:ietf:params:oauth:request_uri:x"] })),
        ("request_uris", json!({ "request_uris": [long] })),
        ("request_uris", json!({ "request_uris": many })),
    ] {
        let refusal = register(&members).unwrap_err();
        assert_eq!(refusal.reason, Reason::ClientMetadataInvalid, "{members}");
        assert_eq!(refusal.detail.parameter.as_deref(), Some(member), "{members}");
    }
}
