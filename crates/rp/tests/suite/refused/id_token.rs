//! Scenario 0-5: ID tokens that are not to be believed.

use jose::{JwsAlgorithm, SigningKey, base64url, hash_half, jws, jwt};
use rp::error::{Kind, TokenFault};
use rp::{Authorization, Error, ProviderFault};
use serde_json::{Value, json};

use crate::provider::*;

fn fault(came: Option<Error>) -> Option<TokenFault> {
    came.map(|error| match error {
        Error::Provider(ProviderFault::Token { kind: Kind::IdToken, fault }) => fault,
        other => panic!("{other:?}"),
    })
}

fn with_claims(wish: &Authorization, changed: Value) -> Option<TokenFault> {
    fault(World::new().sign_in(wish, changed).err())
}

#[test]
fn scenario_0_5_refuses_claims_that_are_another_issuers_readers_or_times() {
    use jwt::Error as Claim;
    for (changed, error) in [
        (json!({ "iss": "https://op.example/" }), Claim::OtherIssuer),
        (json!({ "iss": "https://evil.example" }), Claim::OtherIssuer),
        (json!({ "aud": "other" }), Claim::OtherAudience),
        (json!({ "aud": [] }), Claim::OtherAudience),
        (json!({ "aud": ["other", "third"], "azp": CLIENT }), Claim::OtherAudience),
        (json!({ "exp": NOW - 60 }), Claim::Expired),
        (json!({ "exp": "never" }), Claim::Malformed("exp")),
        (json!({ "exp": 1e300 }), Claim::Malformed("exp")),
        (json!({ "nbf": NOW + 61 }), Claim::NotYetValid),
        (json!({ "iat": NOW + 61 }), Claim::IssuedInFuture),
        (json!({ "iss": null }), Claim::Missing("iss".to_owned())),
        (json!({ "sub": null }), Claim::Missing("sub".to_owned())),
        (json!({ "aud": null }), Claim::Missing("aud".to_owned())),
        (json!({ "exp": null }), Claim::Missing("exp".to_owned())),
        (json!({ "iat": null }), Claim::Missing("iat".to_owned())),
    ] {
        assert_eq!(with_claims(&wish(), changed.clone()), Some(TokenFault::Claims(error)), "{changed}");
    }
    for accepted in [
        json!({ "aud": [CLIENT] }),
        json!({ "aud": [CLIENT, "other"], "azp": CLIENT }),
        json!({ "exp": NOW - 59 }),
        json!({ "nbf": NOW + 60, "iat": NOW + 60 }),
        json!({ "amr": "urn:ksi:names:SAML:2.0:ac:BankID-NO" }),
    ] {
        assert_eq!(with_claims(&wish(), accepted.clone()), None, "{accepted}");
    }
}

#[test]
fn refuses_a_token_that_answers_another_request() {
    let wrong = |name: &str, value: &str| json!({ name: value });
    for (changed, fault) in [
        (wrong("nonce", "another"), TokenFault::Other("nonce")),
        (json!({ "nonce": null }), TokenFault::Missing("nonce")),
        (json!({ "nonce": 7 }), TokenFault::Missing("nonce")),
        (wrong("azp", "other"), TokenFault::Other("azp")),
        (json!({ "aud": [CLIENT, "other"] }), TokenFault::Missing("azp")),
        (wrong("at_hash", "x"), TokenFault::Hash("at_hash")),
        (wrong("c_hash", "x"), TokenFault::Hash("c_hash")),
        (wrong("s_hash", "x"), TokenFault::Hash("s_hash")),
        (wrong("sub", ""), TokenFault::Other("sub")),
        (json!({ "sub": "x".repeat(256) }), TokenFault::Other("sub")),
    ] {
        assert_eq!(with_claims(&wish(), changed.clone()), Some(fault), "{changed}");
    }
    let mut world = World::new();
    let (asked, answered) = world.answered(&wish());
    let half = |of| hash_half(JwsAlgorithm::ES256, of);
    let changed = json!({ "c_hash": half("the code"), "s_hash": half(asked.get("state")) });
    let id_token = world.sign(&world.claims(&asked, changed));
    assert!(world.party().tokens(&answered, &tokens(&id_token), NOW).is_ok());
    assert_eq!(with_claims(&wish(), json!({ "at_hash": null })), None);
}

#[test]
fn refuses_a_sign_in_that_is_too_old_or_of_another_kind() {
    let recent = wish().max_age(100);
    assert_eq!(with_claims(&recent, json!({ "auth_time": NOW - 160 })), None);
    let old = json!({ "auth_time": NOW - 161 });
    assert_eq!(with_claims(&recent, old.clone()), Some(TokenFault::SignedInTooLongAgo));
    assert_eq!(with_claims(&wish(), old), None);
    let unsaid = with_claims(&recent, json!({ "auth_time": null }));
    assert_eq!(unsaid, Some(TokenFault::Missing("auth_time")));

    let strong = wish().require_acr(["loa3", "loa2"]);
    assert_eq!(with_claims(&strong, json!({ "acr": "loa2" })), None);
    assert_eq!(with_claims(&strong, json!({ "acr": "loa1" })), Some(TokenFault::OtherAcr));
    assert_eq!(with_claims(&strong, json!({})), Some(TokenFault::Missing("acr")));
    assert_eq!(with_claims(&wish().acr_values(["loa3"]), json!({ "acr": "loa1" })), None);
}

/// What becomes of an ID token written by `make` from the claims that would be right.
fn with_token(mut world: World, make: impl FnOnce(&World, &Value) -> String) -> Option<TokenFault> {
    let (asked, answered) = world.answered(&wish());
    let token = make(&world, &world.claims(&asked, json!({})));
    fault(world.party().tokens(&answered, &tokens(&token), NOW).err())
}

#[test]
fn refuses_a_signature_that_is_not_the_providers() {
    assert_eq!(with_token(World::new(), |world, claims| world.sign(claims)), None);
    let invalid = Some(TokenFault::Signature(jws::Error::SignatureInvalid));
    let by_stranger = with_token(World::new(), |_, claims| {
        let stranger = SigningKey::generate(JwsAlgorithm::ES256).unwrap().with_kid("op 1");
        jwt::sign(None, claims, &stranger).unwrap()
    });
    assert_eq!(by_stranger, invalid);
    let changed = with_token(World::new(), |world, claims| {
        let token = world.sign(claims);
        let payload = base64url::encode(merged(claims.clone(), json!({ "sub": "mallory" })).to_string());
        let parts: Vec<_> = token.split('.').collect();
        format!("{}.{payload}.{}", parts[0], parts[2])
    });
    assert_eq!(changed, invalid);
    let unknown = with_token(World::new(), |_, claims| {
        let stranger = SigningKey::generate(JwsAlgorithm::ES256).unwrap().with_kid("op 9");
        jwt::sign(None, claims, &stranger).unwrap()
    });
    assert_eq!(unknown, Some(TokenFault::SigningKeyUnknown { kid: Some("op 9".to_owned()) }));
}

#[test]
fn refuses_a_token_that_nobody_signed() {
    for header in [r#"{"alg":"none"}"#, r#"{"alg":"None"}"#, r#"{"typ":"JWT"}"#] {
        for signature in ["", "AAAA"] {
            let refused = with_token(World::new(), |_, claims| {
                format!("{}.{}.{signature}", base64url::encode(header), base64url::encode(claims.to_string()))
            });
            let refused = refused.expect(header);
            assert!(matches!(refused, TokenFault::Signature(_)), "{header}");
        }
    }
    let json = with_token(World::new(), |_, claims| claims.to_string());
    assert_eq!(json, Some(TokenFault::Signature(jws::Error::JsonSerialization)));
}

#[test]
fn the_algorithm_is_the_registered_one_and_never_the_tokens() {
    let not_allowed = Some(TokenFault::Signature(jws::Error::AlgorithmNotAllowed));
    // The provider has the key, and the metadata name the algorithm; the client is registered otherwise.
    let other = World::of(client().id_token_signed_response_alg(JwsAlgorithm::ES384));
    assert_eq!(with_token(other, |world, claims| world.sign(claims)), not_allowed);
    // A public key taken for a secret is the oldest trick.
    let confused = with_token(World::new(), |world, claims| {
        let public = serde_json::to_vec(&world.signing.public_jwk()).unwrap();
        let key = SigningKey::from_secret(&public, JwsAlgorithm::HS256).unwrap().with_kid("op 1");
        jwt::sign(None, claims, &key).unwrap()
    });
    assert_eq!(confused, not_allowed);
}

#[test]
fn refuses_a_key_that_is_published_for_something_else() {
    let mut world = World::new();
    let mut jwk = serde_json::to_value(world.signing.public_jwk()).unwrap();
    jwk["use"] = json!("enc");
    world.keys = rp::Keys::read(&json_response(&json!({ "keys": [jwk] })), NOW).unwrap();
    let unknown = Some(TokenFault::SigningKeyUnknown { kid: Some("op 1".to_owned()) });
    assert_eq!(with_token(world, |world, claims| world.sign(claims)), unknown);
}

#[test]
fn refuses_a_token_of_another_kind() {
    for typ in ["at+jwt", "logout+jwt", "oauth-authz-req+jwt", "dpop+jwt"] {
        let refused =
            with_token(World::new(), |world, claims| jwt::sign(Some(typ), claims, &world.signing).unwrap());
        assert_eq!(refused, Some(TokenFault::Claims(jwt::Error::OtherKind)), "{typ}");
    }
    assert_eq!(
        with_token(World::new(), |world, claims| jwt::sign(Some("JWT"), claims, &world.signing).unwrap()),
        None
    );
}

#[test]
fn an_encrypted_token_is_no_surprise_or_an_error() {
    let refused = with_token(World::new(), |_, _| "a.b.c.d.e".to_owned());
    assert_eq!(refused, Some(TokenFault::Sealed));
}
