//! What is told of a person, in each of its forms.

use jose::JwsAlgorithm;
use serde_json::json;

use crate::provider::*;

#[test]
fn userinfo_comes_as_json() {
    let mut world = World::new();
    let tokens = world.sign_in(&wish(), json!({})).unwrap();
    let request = world.with_env(|party, env| party.userinfo_request(&tokens.access_token, env)).unwrap();
    assert_eq!((request.endpoint.as_str(), request.method()), ("https://op.example/userinfo", "GET"));
    assert_eq!(header(&request, "authorization"), Some("Bearer at"));
    let body = json!({ "sub": SUBJECT, "name": "Väinö Äyrämö", "phone_number_verified": "true" });
    let info = world.party().userinfo(&json_response(&body), &tokens.id_token, NOW).unwrap();
    assert_eq!(info.claims().text("name"), Some("Väinö Äyrämö"));
    assert_eq!(info.claims().flag("phone_number_verified"), Some(true));
    assert!(!format!("{info:?}").contains("Väinö"));
}

#[test]
fn userinfo_comes_signed_with_and_without_issuer_and_audience() {
    let mut world = World::of(client().userinfo_signed_response_alg(JwsAlgorithm::ES256));
    let tokens = world.sign_in(&wish(), json!({})).unwrap();
    for claims in [
        json!({ "sub": SUBJECT, "name": "Alice" }),
        json!({ "sub": SUBJECT, "name": "Alice", "iss": ISSUER, "aud": [CLIENT, "other"] }),
    ] {
        let came = response(200, "application/jwt", &world.sign(&claims));
        let info = world.party().userinfo(&came, &tokens.id_token, NOW).unwrap();
        assert_eq!(info.claims().text("name"), Some("Alice"));
    }
}
