//! Metadata and keys that are not to be used.

use jose::{JwsAlgorithm, SigningKey};
use rp::{Error, Issuer, Keys, Provider, ProviderFault};
use serde_json::{Value, json};

use crate::provider::*;

fn read(issuer: &str, changed: Value) -> Option<Error> {
    Provider::read(&Issuer::parse(issuer).unwrap(), &json_response(&metadata(changed))).err()
}

#[test]
fn finds_the_metadata_at_both_places() {
    let issuer = Issuer::parse("https://op.example/oidc").unwrap();
    let [openid, oauth] = Provider::discovery(&issuer).unwrap();
    assert_eq!(openid.endpoint.as_str(), "https://op.example/oidc/.well-known/openid-configuration");
    assert_eq!(oauth.endpoint.as_str(), "https://op.example/.well-known/oauth-authorization-server/oidc");
    assert_eq!((openid.method(), header(&openid, "accept")), ("GET", Some("application/json")));
}

#[test]
fn refuses_metadata_of_another_issuer() {
    assert_eq!(read(ISSUER, json!({})), None);
    for found in [json!("https://evil.example"), json!("https://op.example/"), json!(null), json!(7)] {
        let refused = read(ISSUER, json!({ "issuer": found }));
        let expected = ISSUER.to_owned();
        let found = found.as_str().unwrap_or_default().to_owned();
        assert_eq!(refused, Some(ProviderFault::OtherIssuer { expected, found }.into()));
    }
}

#[test]
fn refuses_endpoints_that_are_not_https() {
    let members = [
        "authorization_endpoint",
        "token_endpoint",
        "userinfo_endpoint",
        "jwks_uri",
        "end_session_endpoint",
        "pushed_authorization_request_endpoint",
    ];
    for member in members {
        // Not even on this machine, where the issuer is elsewhere.
        for address in ["http://op.example/x", "http://localhost/x", "relative", ""] {
            let refused = read(ISSUER, json!({ member: address }));
            let address = address.to_owned();
            assert_eq!(refused, Some(ProviderFault::Endpoint { member, address }.into()), "{member}");
        }
    }
    let alias = json!({ "mtls_endpoint_aliases": { "token_endpoint": "http://op.example/x" } });
    let expected =
        ProviderFault::Endpoint { member: "token_endpoint", address: "http://op.example/x".to_owned() };
    assert_eq!(read(ISSUER, alias), Some(expected.into()));
    let local = "http://localhost:8080";
    let mut changed = json!({ "issuer": local });
    for member in members {
        changed[member] = json!(format!("{local}/x"));
    }
    assert_eq!(read(local, changed.clone()), None);
    changed["token_endpoint"] = json!("http://op.example/token");
    assert!(matches!(read(local, changed), Some(Error::Provider(ProviderFault::Endpoint { .. }))));
}

#[test]
fn refuses_metadata_that_cannot_be_read() {
    let issuer = issuer();
    let refused =
        |status, body: &str| Provider::read(&issuer, &response(status, "application/json", body)).err();
    let of = "its metadata";
    assert_eq!(refused(404, "{}"), Some(ProviderFault::Status { of, status: 404 }.into()));
    for (body, error) in [
        ("<html>", jose::json::Error::Syntax),
        ("[]", jose::json::Error::NotAnObject),
        (r#"{"issuer":"a","issuer":"b"}"#, jose::json::Error::DuplicateMember),
    ] {
        assert_eq!(refused(200, body), Some(ProviderFault::Json { of, error }.into()), "{body}");
    }
    for changed in [json!({ "token_endpoint": null }), json!({ "response_types_supported": "code" })] {
        let refused = read(ISSUER, changed.clone());
        assert!(matches!(refused, Some(Error::Provider(ProviderFault::Metadata(_)))), "{changed}");
    }
    // A plain OAuth document knows nothing of people.
    let oauth = json!({ "subject_types_supported": null, "id_token_signing_alg_values_supported": null });
    assert_eq!(read(ISSUER, oauth), None);
}

#[test]
fn one_key_that_cannot_be_read_spoils_no_other() {
    let key = SigningKey::generate(JwsAlgorithm::ES256).unwrap();
    let set = json!({ "keys": [{ "kty": "RSA" }, { "kty": "new" }, key.public_jwk()] });
    assert!(Keys::read(&json_response(&set), NOW).is_ok());
    let refused = Keys::read(&json_response(&json!({})), NOW).err();
    assert_eq!(refused, Some(ProviderFault::Keys(jose::jwk::Error::Missing("keys")).into()));
    let refused = Keys::read(&response(503, "text/html", ""), NOW).err();
    assert_eq!(refused, Some(ProviderFault::Status { of: "its keys", status: 503 }.into()));
}

#[test]
fn keys_are_not_fetched_again_for_what_no_key_would_settle() {
    let mut world = World::new();
    let late = NOW + Keys::COOL_DOWN;
    let expired = world.sign_in(&wish(), json!({ "exp": NOW - 60 })).err().unwrap();
    assert!(!world.keys.should_be_fetched_again(&expired, late));
    assert!(!world.keys.are_stale(late) && world.keys.are_stale(NOW + Keys::STALE_AFTER));
    let fixed = Keys::fixed([world.signing.public_jwk()].into_iter().collect());
    assert!(!fixed.are_stale(late));
}
