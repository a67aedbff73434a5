//! Whom a client means that asks somebody elsewhere, and how it is told (OpenID Connect CIBA Core 1.0).

use idp::authorize::request_object::{Loaded, Object};
use idp::cross_device::ciba::hint::{Hint, Read, Whom, whom};
use idp::cross_device::ciba::{ping, settle};
use idp::model::client::Client;
use idp::outbox::Sent;
use idp::{Reason, Refusal};
use jose::JwsAlgorithm;
use oidc::claims::IdTokenHint;
use oidc::parameters::Parameters;
use serde_json::{Value, json};

use crate::request_object::{Signing, unsigned};
use crate::support::*;

/// What a token of the shop's own says, and further.
fn claims(further: &Value) -> Value {
    let mut claims = json!({
        "iss": "shop", "aud": "https://id.test", "iat": NOW.as_secs(), "exp": NOW.as_secs() + 60,
    });
    claims.as_object_mut().unwrap().extend(further.as_object().unwrap().clone());
    claims
}

/// Whom the shop means by a token that it signed.
fn meant(further: &Value) -> Result<Whom, Refusal> {
    let signing = Signing::new(None);
    means(Read::Token(signing.signed(&claims(further)).object), &shop())
}

fn means(read: Read, client: &Client) -> Result<Whom, Refusal> {
    whom(read, client, &World::new().issuer, NOW)
}

/// What the shop asks by this form, and by an object in it.
fn asks(
    form: &Form,
    loaded: &Loaded,
    signs: Option<JwsAlgorithm>,
) -> Result<(Hint, Option<String>), Refusal> {
    let mut shop = shop();
    shop.metadata.backchannel_authentication_request_signing_alg = signs;
    let encoded = form.encode();
    let parameters = Parameters::parse(encoded.as_bytes()).unwrap();
    let asked = settle(&parameters, loaded, Some(&shop), &World::new().issuer, NOW)?;
    Ok((asked.hint().clone(), asked.message().map(str::to_owned)))
}

fn plainly(parameters: &[(&str, &str)]) -> Result<(Hint, Option<String>), Refusal> {
    asks(&Form::of(parameters), &Loaded::ABSENT, None)
}

#[test]
fn one_hint_says_who_is_meant() {
    assert!(matches!(plainly(&[("login_hint", "aino")]), Ok((Hint::Name(name), _)) if name == "aino"));
    assert!(matches!(plainly(&[("id_token_hint", "x.y.z")]), Ok((Hint::IdToken(_), _))));
    assert!(matches!(plainly(&[("login_hint_token", "x.y.z"), ("login_hint", "")]), Ok((Hint::Token(_), _))));
    assert_eq!(reason(plainly(&[("scope", "openid")])), Reason::ParameterMissing);
    for two in [
        [("login_hint", "aino"), ("id_token_hint", "x")],
        [("login_hint", "aino"), ("login_hint_token", "x")],
        [("id_token_hint", "x"), ("login_hint_token", "x")],
    ] {
        assert_eq!(reason(plainly(&two)), Reason::ParameterInvalid, "{two:?}");
    }
}

#[test]
fn a_token_of_the_clients_own_means_one_person_by_one_claim() {
    assert_eq!(meant(&json!({ "sub": "u-aino" })).unwrap(), Whom::Subject("u-aino".to_owned()));
    for name in ["email", "preferred_username"] {
        let token = meant(&json!({ name: "Aino@Example.Test" }));
        assert_eq!(token.unwrap(), Whom::Name("aino@example.test".to_owned()));
    }
    assert_eq!(means(Read::Name("AINO".to_owned()), &shop()).unwrap(), Whom::Name("aino".to_owned()));
    for unfit in [
        json!({}),
        json!({ "sub": "u-aino", "email": "aino@example.test" }),
        json!({ "sub": 1 }),
        json!({ "sub": "shop" }),
        json!({ "sub": "u-aino", "iss": "portal" }),
        json!({ "sub": "u-aino", "aud": "https://other.test" }),
        json!({ "sub": "u-aino", "exp": null }),
        json!({ "sub": "u-aino", "nbf": NOW.as_secs() + 61 }),
    ] {
        assert_eq!(reason(meant(&unfit)), Reason::ParameterInvalid, "{unfit}");
    }
    let over = json!({ "sub": "u-aino", "exp": NOW.as_secs() - 60 });
    assert_eq!(reason(meant(&over)), Reason::LoginHintTokenExpired);
    for untrusted in [Object::Untrusted("no key".into()), unsigned(&json!({ "sub": "u-aino" })).object] {
        assert_eq!(reason(means(Read::Token(untrusted), &shop())), Reason::ParameterInvalid);
    }
}

#[test]
fn an_id_token_means_somebody_to_the_client_it_was_given_to() {
    let token = |iss: &str, aud: &str| IdTokenHint {
        iss: iss.to_owned(),
        sub: "u-aino".to_owned(),
        aud: aud.to_owned().into(),
        azp: None,
        exp: 0,
        sid: None,
    };
    let read = |iss, aud| means(Read::IdToken(Ok(token(iss, aud))), &shop());
    assert_eq!(read("https://id.test", "shop").unwrap(), Whom::Subject("u-aino".to_owned()));
    assert_eq!(reason(read("https://id.test", "portal")), Reason::ParameterInvalid);
    assert_eq!(reason(read("https://other.test", "shop")), Reason::ParameterInvalid);
    let forged = Read::IdToken(Err("signed by nobody".into()));
    assert_eq!(reason(means(forged, &shop())), Reason::ParameterInvalid);
}

#[test]
fn of_a_client_that_signs_its_requests_nothing_else_counts() {
    let signing = Signing::new(None);
    let now = NOW.as_secs();
    let object = |further: &Value| {
        let mut claims =
            claims(&json!({ "nbf": now, "jti": "one", "login_hint": "aino", "binding_message": "W4" }));
        claims.as_object_mut().unwrap().extend(further.as_object().unwrap().clone());
        signing.signed(&claims)
    };
    let es256 = Some(JwsAlgorithm::ES256);
    let with_object = Form::of(&[("client_id", "shop"), ("client_secret", "s"), ("request", "e30.e30.x")]);
    let (hint, message) = asks(&with_object, &object(&json!({})), es256).unwrap();
    assert!(matches!(hint, Hint::Name(name) if name == "aino"));
    assert_eq!(message.as_deref(), Some("W4"));

    let beside = Form::of(&[("request", "e30.e30.x"), ("login_hint", "aino")]);
    assert_eq!(reason(asks(&beside, &object(&json!({})), es256)), Reason::ParameterInvalid);
    let plain = Form::of(&[("login_hint", "aino")]);
    assert_eq!(reason(asks(&plain, &Loaded::ABSENT, es256)), Reason::RequestObjectRequired);
    assert_eq!(reason(asks(&with_object, &object(&json!({})), None)), Reason::RequestObjectUnsupported);
    let other = Some(JwsAlgorithm::PS256);
    assert_eq!(reason(asks(&with_object, &object(&json!({})), other)), Reason::RequestObjectInvalid);
    let spent = Loaded { spent: true, ..object(&json!({})) };
    assert_eq!(reason(asks(&with_object, &spent, es256)), Reason::RequestObjectReplayed);
    for further in [
        json!({ "jti": null }),
        json!({ "nbf": null }),
        json!({ "nbf": now - 3661 }),
        json!({ "exp": now + 3661 }),
        json!({ "sub": "shop" }),
    ] {
        let refused = asks(&with_object, &object(&further), es256);
        assert_eq!(reason(refused), Reason::RequestObjectInvalid, "{further}");
    }
}

#[test]
fn what_it_answers_says_whether_to_tell_it_again() {
    for status in [200, 204] {
        assert_eq!(ping::judge(status), Sent::Delivered { by: None });
    }
    for status in [400, 401, 403] {
        assert!(matches!(ping::judge(status), Sent::Refused(_)), "{status}");
    }
    for status in [302, 404, 429, 503] {
        assert!(matches!(ping::judge(status), Sent::Failed(_)), "{status}");
    }
}
