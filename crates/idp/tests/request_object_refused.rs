//! Requests that come as an object, and are refused.

use idp::authorize::Destination;
use idp::authorize::request_object::{Loaded, Object};
use idp::client::profile::Profile;
use idp::{Reason, Refusal};
use jose::{JwsAlgorithm, base64url};
use oidc::metadata::RequestObjectSigning;
use serde_json::{Value, json};

use crate::request_object::{Signing, claims, unsigned, with_object};
use crate::support::*;

const ES256: RequestObjectSigning = RequestObjectSigning::Signed(JwsAlgorithm::ES256);

/// The refusal of an object, after one that is accepted in the same setting.
fn refused(mut signing: Signing, accepted: &Loaded, object: &Loaded) -> Refusal {
    assert!(signing.ask(&with_object(), accepted).is_ok());
    signing.ask(&with_object(), object).unwrap_err()
}

fn refused_claims(further: &Value) -> Refusal {
    let signing = Signing::new(None);
    let (accepted, object) = (signing.signed(&claims(&json!({}))), signing.signed(&claims(further)));
    refused(signing, &accepted, &object)
}

/// Told to the client, where the parameters beside the object say.
fn assert_invalid(refusal: &Refusal) {
    assert_eq!(refusal.reason, Reason::RequestObjectInvalid);
    assert_eq!(refusal.reason.error().as_str(), "invalid_request_object");
    let Destination::Client(to) = &refusal.destination else { panic!("not told to the client") };
    assert_eq!(to.redirect.uri().as_str(), SHOP_CALLBACK);
    assert!(refusal.effects.is_empty());
}

#[test]
fn of_another_issuer_client_or_reader() {
    for further in [
        json!({ "iss": "portal" }),
        json!({ "client_id": "portal" }),
        json!({ "client_id": 1 }),
        json!({ "iss": null }),
        json!({ "aud": "https://other.test" }),
        json!({ "aud": ["https://other.test"] }),
        json!({ "aud": "https://id.test/" }),
        json!({ "aud": "https://id.test/oauth2/userinfo" }),
        // As it would stand in what proves the client at the token endpoint.
        json!({ "sub": "shop" }),
    ] {
        assert_invalid(&refused_claims(&further));
    }
}

#[test]
fn out_of_its_time() {
    let now = NOW.as_secs();
    for further in [
        json!({ "exp": now - 61 }),
        json!({ "nbf": now + 61 }),
        json!({ "iat": now + 61 }),
        json!({ "exp": "soon" }),
    ] {
        assert_invalid(&refused_claims(&further));
    }
    for further in [
        json!({ "exp": now - 61 }),
        json!({ "nbf": now + 62 }),
        json!({ "exp": "never" }),
        json!({ "nbf": [] }),
        json!({ "iat": null }),
        json!({ "exp": 1e300 }),
        json!({ "iat": -1 }),
    ] {
        let signing = Signing::new(Some(RequestObjectSigning::Unsigned));
        assert_invalid(&refused(signing, &unsigned(&json!({})), &unsigned(&further)));
    }
}

#[test]
fn with_another_object_inside_or_what_is_no_parameter() {
    for further in [
        json!({ "request": "a.b.c" }),
        json!({ "request_uri": "https://shop.test/request" }),
        json!({ "response_type": "token" }),
        json!({ "login_hint": [1] }),
        json!({ "state": "x".repeat(9000) }),
        json!({ "nonce": "a\u{0}b" }),
        json!({ "a": "x".repeat(8000), "b": "x".repeat(8000), "c": "x".repeat(8000) }),
    ] {
        let mut refusal = refused_claims(&further);
        refusal.detail.parameter = None;
        assert_invalid(&refusal);
    }
    let many: Value =
        (0..101).map(|n| (format!("p{n}"), Value::from("x"))).collect::<serde_json::Map<_, _>>().into();
    assert_invalid(&refused_claims(&many));
    // Twice is twice, inside as well.
    assert_eq!(refused_claims(&json!({ "state": ["a", "b"] })).reason, Reason::ParameterRepeated);
}

#[test]
fn unsigned_where_the_client_did_not_register_so_and_signed_where_it_registered_otherwise() {
    for registered in [None, Some(ES256)] {
        let signing = Signing::new(registered);
        let accepted = signing.signed(&claims(&json!({})));
        assert_invalid(&refused(signing, &accepted, &unsigned(&claims(&json!({})))));
    }
    let signing = Signing::new(Some(RequestObjectSigning::Unsigned));
    let signed = signing.signed(&claims(&json!({})));
    assert_invalid(&refused(signing, &unsigned(&claims(&json!({}))), &signed));
    let mut signing = Signing::new(Some(RequestObjectSigning::Signed(JwsAlgorithm::RS256)));
    let signed = signing.signed(&claims(&json!({})));
    assert_invalid(&signing.ask(&with_object(), &signed).unwrap_err());
    signing.shop().metadata.request_object_signing_alg = Some(ES256);
    assert!(signing.ask(&with_object(), &signed).is_ok());
}

#[test]
fn of_another_kind_of_token() {
    for typ in ["at+jwt", "logout+jwt", "secevent+jwt"] {
        let signing = Signing::new(None);
        let accepted = signing.signed(&claims(&json!({})));
        let object = signing.signed_as(Some(typ), &claims(&json!({})));
        assert_invalid(&refused(signing, &accepted, &object));
    }
}

#[test]
fn signed_by_nobody_we_know() {
    let signing = Signing::new(None);
    let accepted = signing.signed(&claims(&json!({})));
    let object = Loaded::of(Object::Untrusted("the signature does not hold".into()));
    let refusal = refused(signing, &accepted, &object);
    assert_invalid(&refusal);
    assert_eq!(refusal.detail.operator.as_deref(), Some("the signature does not hold"));
}

#[test]
fn left_out_or_incomplete_where_the_client_sends_its_requests_so_alone() {
    let inside = json!({
        "response_type": "code", "redirect_uri": SHOP_CALLBACK, "scope": "openid",
        "code_challenge": CHALLENGE, "code_challenge_method": "S256",
    });
    let whole = claims(&inside);
    let without = |name: &str| {
        let mut claims = whole.clone();
        claims.as_object_mut().unwrap().remove(name);
        claims
    };
    let ask = |form: &Form, claims: &Value| {
        let mut signing = Signing::strict();
        let object = signing.signed(claims);
        signing.ask(form, &object).map_err(|refusal| refusal.reason)
    };
    assert!(ask(&with_object(), &whole).is_ok());
    assert_eq!(ask(&shop_asks(), &whole), Err(Reason::RequestObjectRequired));
    for name in ["iss", "aud"] {
        assert_eq!(ask(&with_object(), &without(name)), Err(Reason::RequestObjectInvalid), "{name}");
    }
    // What stands beside it does not make up for what is missing.
    assert_eq!(ask(&with_object(), &without("response_type")), Err(Reason::ParameterMissing));
    assert_eq!(ask(&with_object(), &without("redirect_uri")), Err(Reason::RedirectUriMissing));
    assert_eq!(ask(&with_object(), &without("code_challenge")), Err(Reason::PkceMethodAlone));
    let mut signing = Signing::strict();
    let refusal = signing.ask(&with_object(), &unsigned(&whole)).unwrap_err();
    assert_eq!(refusal.reason, Reason::RequestObjectInvalid);
}

#[test]
fn from_a_client_that_registered_neither_keys_nor_how_it_signs() {
    let mut signing = Signing::new(None);
    let object = signing.signed(&claims(&json!({})));
    let by_address = shop_asks().with("request_uri", "https://shop.test/request");
    for form in [with_object(), by_address.clone()] {
        assert!(signing.ask(&form, &object).is_ok());
    }
    signing.shop().metadata.jwks = None;
    let reason = |signing: &mut Signing, form: &Form| signing.ask(form, &object).unwrap_err().reason;
    assert_eq!(reason(&mut signing, &with_object()), Reason::RequestObjectUnsupported);
    assert_eq!(reason(&mut signing, &by_address), Reason::RequestUriUnsupported);
}

#[test]
fn from_an_address_that_is_not_registered_or_has_something_else() {
    let mut signing = Signing::new(None);
    let signed = signing.signed(&claims(&json!({})));
    let fetched = Loaded { sha256: Some([1; 32]), ..signed.clone() };
    let asks = |address: &str| shop_asks().with("request_uri", address);
    let whole = "https://shop.test/request";
    assert!(signing.ask(&asks(whole), &fetched).is_ok());
    let unfetched = Loaded::of(Object::Unfetched("the answer has status 404".into()));
    let other_hash = format!("{whole}#{}", base64url::encode([2; 32]));
    for (address, loaded) in [
        ("https://shop.test/other", &fetched),
        ("http://169.254.169.254/latest", &fetched),
        (whole, &unfetched),
        (other_hash.as_str(), &fetched),
    ] {
        let refusal = signing.ask(&asks(address), loaded).unwrap_err();
        assert_eq!(refusal.reason, Reason::RequestUriInvalid, "{address}");
        assert_eq!(refusal.reason.error().as_str(), "invalid_request_uri");
        assert!(matches!(refusal.destination, Destination::Client(_)));
    }
    signing.shop().metadata.request_uris.clear();
    let refusal = signing.ask(&asks(whole), &fetched).unwrap_err();
    assert_eq!(refusal.reason, Reason::RequestUriUnsupported);
}

#[test]
fn told_on_a_page_where_nothing_else_says_where_the_client_is() {
    let mut signing = Signing::new(None);
    let bad = Loaded::of(Object::Untrusted("not a token".into()));
    for form in [
        with_object().without("redirect_uri"),
        with_object().with("redirect_uri", "https://evil.test/cb"),
        with_object().with("client_id", "nobody"),
    ] {
        let refusal = signing.ask(&form, &bad).unwrap_err();
        assert!(matches!(refusal.destination, Destination::Direct), "{:?}", refusal.reason);
    }
    // Trusted is what the object says, once it is believed.
    let elsewhere = signing.signed(&claims(&json!({ "redirect_uri": "https://evil.test/cb" })));
    let refusal = signing.ask(&with_object(), &elsewhere).unwrap_err();
    assert_eq!(refusal.reason, Reason::RedirectUriMismatch);
    assert!(matches!(refusal.destination, Destination::Direct));
    assert!(signing.ask(&with_object(), &signing.signed(&claims(&json!({})))).is_ok());
}

#[test]
fn from_a_client_that_is_disabled() {
    let mut signing = Signing::new(None);
    let object = signing.signed(&claims(&json!({})));
    assert!(signing.ask(&with_object(), &object).is_ok());
    signing.shop().disabled_at = Some(NOW);
    assert_eq!(signing.ask(&with_object(), &object).unwrap_err().reason, Reason::ClientDisabled);
}

#[test]
fn one_that_counts_once_and_was_accepted_before() {
    let signing = Signing::new(None);
    let object = signing.signed(&claims(&json!({ "jti": "one" })));
    let spent = Loaded { spent: true, ..object.clone() };
    let refusal = refused(signing, &object, &spent);
    assert_eq!(refusal.reason, Reason::RequestObjectReplayed);
    assert!(matches!(refusal.destination, Destination::Client(_)));
    for jti in [json!(""), json!("x".repeat(513))] {
        assert_invalid(&refused_claims(&json!({ "jti": jti })));
    }
}

/// It is remembered for a day: what could still come after that is not taken at all.
#[test]
fn one_that_counts_once_and_could_come_again_when_it_is_forgotten() {
    let (now, day) = (NOW.as_secs(), 24 * 3600);
    let named = |times: Value| {
        let mut all = json!({ "jti": "one" });
        all.as_object_mut().unwrap().extend(times.as_object().unwrap().clone());
        all
    };
    for (times, accepted) in [
        (json!({}), true),
        (json!({ "exp": now + day }), true),
        (json!({ "iat": now }), true),
        (json!({ "iat": now - day }), true),
        (json!({ "iat": now - 2 * day, "exp": now + 5 }), true),
        (json!({ "exp": now + day + 61 }), false),
        (json!({ "exp": 4_000_000_000_i64 }), false),
        (json!({ "exp": 9e15 }), false),
        (json!({ "iat": now - day - 61 }), false),
        (json!({ "iat": 0 }), false),
    ] {
        let times = named(times);
        let mut signing = Signing::new(None);
        let object = signing.signed(&claims(&times));
        assert_eq!(signing.ask(&with_object(), &object).is_ok(), accepted, "signed: {times}");
        let mut bare = Signing::new(Some(RequestObjectSigning::Unsigned));
        assert_eq!(bare.ask(&with_object(), &unsigned(&times)).is_ok(), accepted, "unsigned: {times}");
        if !accepted {
            assert_invalid(&refused_claims(&times));
        }
    }
    // One that counts as often as it comes may be good for longer.
    let mut signing = Signing::new(None);
    let object = signing.signed(&claims(&json!({ "exp": now + 3 * day })));
    assert!(signing.ask(&with_object(), &object).is_ok());
    // Where only what is signed counts, nothing is forgotten while it is good.
    let whole = |times: Value| {
        let mut all = json!({
            "response_type": "code", "redirect_uri": SHOP_CALLBACK, "scope": "openid", "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
        });
        all.as_object_mut().unwrap().extend(named(times).as_object().unwrap().clone());
        claims(&all)
    };
    for (times, accepted) in
        [(json!({ "exp": now + 60 }), true), (json!({ "iat": now }), true), (json!({}), false)]
    {
        let mut signing = Signing::strict();
        let object = signing.signed(&whole(times.clone()));
        assert_eq!(signing.ask(&with_object(), &object).is_ok(), accepted, "strict: {times}");
    }
}

/// FTN-03 and FAPI 2.0 Message Signing §5.3.1: good for as long as the profile says, and no longer.
#[test]
fn good_for_longer_than_the_profile_allows_or_without_an_end() {
    let now = NOW.as_secs();
    let whole = |times: Value| {
        let mut all = json!({
            "response_type": "code", "redirect_uri": SHOP_CALLBACK, "scope": "openid", "nonce": "n",
            "acr_values": "http://ftn.ficora.fi/2017/loa2", "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
        });
        all.as_object_mut().unwrap().extend(times.as_object().unwrap().clone());
        claims(&all)
    };
    for (profile, accepted, refused) in [
        (Profile::Ftn, json!({ "exp": now + 600 }), vec![json!({}), json!({ "exp": now + 661 })]),
        (
            Profile::Fapi2,
            json!({ "nbf": now - 1800, "exp": now + 1800 }),
            vec![
                json!({ "exp": now + 600 }),
                json!({ "nbf": now }),
                json!({ "nbf": now - 3661, "exp": now + 10 }),
                json!({ "nbf": now - 10, "exp": now + 3700 }),
            ],
        ),
    ] {
        let mut signing = Signing::new(Some(ES256));
        signing.shop().policy.profile = profile;
        let mut settle = |times: Value| {
            let loaded = signing.signed(&whole(times));
            let form = with_object().encode();
            let parameters = oidc::parameters::Parameters::parse(form.as_bytes()).unwrap();
            let (issuer, client) = (signing.world.issuer.clone(), signing.shop().clone());
            idp::authorize::request_object::settle(&form, &parameters, &loaded, Some(&client), &issuer, NOW)
                .map(|asked| asked.as_str().len())
        };
        assert!(settle(accepted).is_ok(), "{profile}");
        for times in refused {
            let refusal = settle(times.clone()).unwrap_err();
            assert_eq!(refusal.reason, Reason::RequestObjectInvalid, "{profile} {times}");
        }
    }
}
