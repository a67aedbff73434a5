//! What the broker says of itself, and what holds of all its answers.

use rp::jose::jwt::{Expectation, Typ};
use rp::jose::{JwkSet, JwsAlgorithm, VerifyingKey, jws, jwt};
use serde_json::Value;

use crate::world::*;

async fn json(world: &World, path: &str) -> Value {
    serde_json::from_str(&world.browser.get(path).await.text).unwrap()
}

#[tokio::test]
async fn its_metadata_names_the_rules_it_keeps() {
    let world = World::new().await;
    let metadata = json(&world, "/.well-known/openid-configuration").await;
    for (name, value) in [
        ("token_endpoint_auth_methods_supported", "private_key_jwt"),
        ("response_types_supported", "code"),
        ("code_challenge_methods_supported", "S256"),
        ("id_token_encryption_alg_values_supported", "RSA-OAEP"),
        ("acr_values_supported", HIGH),
    ] {
        let values = metadata[name].as_array().unwrap();
        assert!(values.iter().any(|known| known == value), "{name}: {values:?}");
    }
    assert_eq!(metadata["require_signed_request_object"], true);
}

/// FTN-09
#[tokio::test]
async fn its_keys_are_published_signed_too() {
    let world = World::new().await;
    let plain = json(&world, "/jwks").await;
    let keys = JwkSet::from_value(plain.clone()).unwrap();
    assert_eq!(plain, serde_json::to_value(world.banks.keys()).unwrap());

    let signed = world.browser.get("/jwks.jwt").await.text;
    let unverified = jws::decode(&signed).unwrap();
    let kid = unverified.header().kid.clone();
    let key = keys.candidates(kid.as_deref(), JwsAlgorithm::RS256).next().unwrap();
    let key = VerifyingKey::from_jwk(key, JwsAlgorithm::RS256).unwrap();
    let payload = unverified.verify(&key, &[JwsAlgorithm::RS256]).unwrap();
    let expectation = Expectation {
        typ: Typ::Is("jwk-set+jwt"),
        issuer: Some(&world.banks.issuer),
        audience: None,
        required: &["iat", "exp", "sub"],
        now: now(),
        leeway: 60,
        accept_expired: false,
    };
    let claims = jwt::verify(payload, &expectation).unwrap();
    assert_eq!(claims.as_ref().get("keys"), Some(&plain["keys"]));
}

#[tokio::test]
async fn no_private_part_is_published() {
    let world = World::new().await;
    for path in ["/jwks", "/jwks.jwt"] {
        let text = world.browser.get(path).await.text;
        let text = match text.split('.').nth(1) {
            Some(payload) => String::from_utf8(rp::jose::base64url::decode(payload).unwrap()).unwrap(),
            None => text,
        };
        assert!(text.contains("\"n\":") && !text.contains("\"d\":"), "{path}");
    }
}

#[tokio::test]
async fn every_answer_is_fenced_in() {
    let world = World::new().await;
    for path in ["/", "/authorize", "/jwks", "/elsewhere"] {
        let page = world.browser.get(path).await;
        let policy = page.header("content-security-policy");
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"), "{path}");
        assert_eq!(page.header("referrer-policy"), "no-referrer", "{path}");
    }
}
