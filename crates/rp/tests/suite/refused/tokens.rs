//! Answers of the token endpoint that are not what they should be.

use jose::{JwsAlgorithm, SigningKey};
use rp::{Authentication, Error, OurFault, ProviderFault};
use serde_json::{Value, json};

use crate::provider::*;

fn with_body(world: &mut World, changed: Value) -> Option<Error> {
    let (asked, answered) = world.answered(&wish());
    let id_token = world.sign(&world.claims(&asked, json!({})));
    let usual =
        json!({ "access_token": "at", "token_type": "Bearer", "expires_in": 600, "id_token": id_token });
    world.party().tokens(&answered, &json_response(&merged(usual, changed)), NOW).err()
}

#[test]
fn refuses_an_answer_without_what_it_must_have() {
    let mut world = World::new();
    assert_eq!(with_body(&mut world, json!({ "further": true })), None);
    for (changed, name) in [
        (json!({ "access_token": null }), "access_token"),
        (json!({ "access_token": "" }), "access_token"),
        (json!({ "access_token": "two words" }), "access_token"),
        (json!({ "access_token": "a\r\nb" }), "access_token"),
        (json!({ "token_type": null }), "token_type"),
        (json!({ "token_type": "MAC" }), "token_type"),
        (json!({ "expires_in": "soon" }), "expires_in"),
        (json!({ "expires_in": -1 }), "expires_in"),
        (json!({ "id_token": null }), "id_token"),
        (json!({ "refresh_token": 7 }), "refresh_token"),
    ] {
        let refused = with_body(&mut world, changed.clone());
        assert_eq!(refused, Some(ProviderFault::Member { of: "tokens", name }.into()), "{changed}");
    }
}

#[test]
fn refuses_what_is_no_answer_of_a_token_endpoint() {
    let mut world = World::new();
    let (_, answered) = world.answered(&wish());
    let of = "tokens";
    for (status, body, fault) in [
        (200, "<html>", ProviderFault::Json { of, error: jose::json::Error::Syntax }),
        (200, "[]", ProviderFault::Json { of, error: jose::json::Error::NotAnObject }),
        (502, "<html>", ProviderFault::Status { of, status: 502 }),
        (302, "", ProviderFault::Status { of, status: 302 }),
        (400, r#"{"error":7}"#, ProviderFault::Status { of, status: 400 }),
    ] {
        let refused = world.party().tokens(&answered, &response(status, "text/html", body), NOW).err();
        assert_eq!(refused, Some(fault.into()), "{status}");
    }
}

#[test]
fn refuses_a_token_that_is_not_bound_although_a_proof_was_sent() {
    let key = SigningKey::generate(JwsAlgorithm::ES256).unwrap();
    let mut world = World::of(client().dpop(key));
    assert_eq!(with_body(&mut world, json!({ "token_type": "DPoP" })), None);
    assert_eq!(with_body(&mut world, json!({})), Some(ProviderFault::NotBound.into()));
    let refused = with_body(&mut World::new(), json!({ "token_type": "DPoP" }));
    assert_eq!(refused, Some(ProviderFault::Member { of: "tokens", name: "token_type" }.into()));
}

#[test]
fn a_secret_that_is_missing_or_too_short_is_our_own_fault() {
    let hs256 =
        |authentication| client_with(authentication).id_token_signed_response_alg(JwsAlgorithm::HS256);
    let mut world = World::of(hs256(Authentication::None));
    world.signing = SigningKey::from_secret(SECRET.as_bytes(), JwsAlgorithm::HS256).unwrap();
    assert_eq!(with_body(&mut world, json!({})), Some(OurFault::SecretMissing("HS256").into()));
    let short = jose::Secret::new("short".to_owned());
    world.client = hs256(Authentication::ClientSecretBasic(short));
    let refused = with_body(&mut world, json!({}));
    assert_eq!(refused, Some(OurFault::Key(jose::key::Error::SecretTooShort).into()));
}
