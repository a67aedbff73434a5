//! User information that is not to be believed.

use jose::{JwsAlgorithm, SigningKey, jws, jwt};
use rp::error::{Kind, Refusal, TokenFault};
use rp::{Error, ProviderFault};
use serde_json::{Value, json};

use crate::provider::*;

fn token(fault: TokenFault) -> Option<Error> {
    Some(ProviderFault::Token { kind: Kind::UserInfo, fault }.into())
}

#[test]
fn refuses_what_is_about_somebody_else() {
    let mut world = World::new();
    let tokens = world.sign_in(&wish(), json!({})).unwrap();
    let read = |body: Value| world.party().userinfo(&json_response(&body), &tokens.id_token, NOW).err();
    assert_eq!(read(json!({ "sub": SUBJECT })), None);
    for body in [json!({ "sub": "mallory" }), json!({}), json!({ "sub": [SUBJECT] })] {
        assert_eq!(read(body), Some(ProviderFault::OtherSubject("user information").into()));
    }
}

#[test]
fn refuses_signed_information_that_is_not_to_be_believed() {
    let mut world = World::of(client().userinfo_signed_response_alg(JwsAlgorithm::ES256));
    let tokens = world.sign_in(&wish(), json!({})).unwrap();
    let read = |body: &str| {
        world.party().userinfo(&response(200, "application/jwt", body), &tokens.id_token, NOW).err()
    };
    let claims = json!({ "sub": SUBJECT });
    assert_eq!(read(&world.sign(&claims)), None);
    let stranger = SigningKey::generate(JwsAlgorithm::ES256).unwrap().with_kid("op 1");
    let forged = read(&jwt::sign(None, &claims, &stranger).unwrap());
    assert_eq!(forged, token(TokenFault::Signature(jws::Error::SignatureInvalid)));
    for (changed, error) in [
        (json!({ "iss": "https://evil.example" }), jwt::Error::OtherIssuer),
        (json!({ "iss": null, "aud": "other" }), jwt::Error::OtherAudience),
        (json!({ "exp": NOW - 60 }), jwt::Error::Expired),
    ] {
        let usual = json!({ "sub": SUBJECT, "iss": ISSUER, "aud": CLIENT });
        assert_eq!(read(&world.sign(&merged(usual, changed))), token(TokenFault::Claims(error)));
    }
    let other = read(&world.sign(&json!({ "sub": "mallory" })));
    assert_eq!(other, Some(ProviderFault::OtherSubject("user information").into()));
}

#[test]
fn refuses_another_form_than_the_registered_one() {
    let mut world = World::of(client().userinfo_signed_response_alg(JwsAlgorithm::ES256));
    let tokens = world.sign_in(&wish(), json!({})).unwrap();
    let plain = json_response(&json!({ "sub": SUBJECT }));
    let refused = world.party().userinfo(&plain, &tokens.id_token, NOW).err();
    assert_eq!(refused, token(TokenFault::NotSigned));
    world.client = client();
    let signed = response(200, "application/jwt", &world.sign(&json!({ "sub": SUBJECT })));
    let refused = world.party().userinfo(&signed, &tokens.id_token, NOW).err();
    let expected = ProviderFault::MediaType { of: "user information", expected: "application/json" };
    assert_eq!(refused, Some(expected.into()));
    assert!(world.party().userinfo(&plain, &tokens.id_token, NOW).is_ok());
}

#[test]
fn a_no_is_told_in_the_words_of_the_protocol() {
    let mut world = World::new();
    let tokens = world.sign_in(&wish(), json!({})).unwrap();
    let came = response(401, "application/json", r#"{"error":"invalid_token","error_description":"over"}"#);
    let refused = world.party().userinfo(&came, &tokens.id_token, NOW).err();
    let refusal =
        Refusal { error: "invalid_token".to_owned(), description: Some("over".to_owned()), code: None };
    assert_eq!(refused, Some(refusal.into()));
    let refused = world.party().userinfo(&response(401, "text/html", ""), &tokens.id_token, NOW).err();
    assert_eq!(refused, Some(ProviderFault::Status { of: "user information", status: 401 }.into()));
}
