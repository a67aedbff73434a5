//! What is accepted, from the request to the tokens.

use jose::{JwsAlgorithm, Secret, SigningKey, VerifyingKey, jws, jwt};
use oidc::client_authentication::Presented;
use oidc::parameters::Parameters;
use oidc::pkce::{CodeChallenge, CodeChallengeMethod, CodeVerifier};
use rp::{AssertionAudience, Authentication, Begun, Error, Keys, RequestObject, error::Refusal};
use serde_json::{Value, json};

use crate::provider::*;

#[test]
fn a_person_signs_in() {
    let mut world = World::new();
    let (asked, answered) = world.answered(&wish());
    assert_eq!(asked.get("scope"), "openid profile");
    assert_eq!(asked.get("response_type"), "code");
    assert_eq!(asked.get("redirect_uri"), CALLBACK);
    assert_eq!(asked.get("code_challenge_method"), "S256");

    let request = world.with_env(|party, env| party.exchange(&answered, env)).unwrap();
    assert_eq!((request.endpoint.as_str(), request.method()), ("https://op.example/token", "POST"));
    let sent = form(&request);
    assert_eq!((sent.get("grant_type"), sent.get("code")), ("authorization_code", "the code"));
    let challenge = CodeChallenge::parse(asked.get("code_challenge"), CodeChallengeMethod::S256).unwrap();
    let verifier = CodeVerifier::parse(sent.get("code_verifier")).unwrap();
    assert_eq!(challenge.check_verifier(&verifier), Ok(()));

    let id_token = world.sign(&world.claims(&asked, json!({ "amr": ["pwd", "otp"], "sid": "s" })));
    let tokens = world.party().tokens(&answered, &tokens(&id_token), NOW).unwrap();
    assert_eq!((tokens.id_token.subject(), tokens.id_token.issuer()), (SUBJECT, ISSUER));
    assert_eq!(tokens.id_token.amr(), ["pwd", "otp"]);
    assert_eq!(tokens.id_token.session_id(), Some("s"));
    assert_eq!(tokens.access_token.expose(), "at");
    assert_eq!(tokens.access_token.expires_at, Some(NOW + 600));
    assert!(tokens.refresh_token.is_some());
}

#[test]
fn no_refresh_token_is_no_error() {
    let mut world = World::new();
    let (asked, answered) = world.answered(&wish());
    let id_token = world.sign(&world.claims(&asked, json!({})));
    let body = json!({ "access_token": "at", "token_type": "bearer", "id_token": id_token });
    let tokens = world.party().tokens(&answered, &json_response(&body), NOW).unwrap();
    assert!(tokens.refresh_token.is_none());
    assert_eq!(tokens.access_token.expires_at, None);
}

#[test]
fn no_two_requests_are_alike() {
    let mut world = World::new();
    let (one, two) = (world.begin(&wish()), world.begin(&wish()));
    for name in ["state", "nonce", "code_challenge"] {
        let of = |begun: &Begun| Asked::of(begun.redirect.parameters()).get(name).to_owned();
        assert_ne!(of(&one), of(&two), "{name}");
    }
    let state = Asked::of(one.redirect.parameters()).get("state").to_owned();
    assert_eq!(rp::Pending::label_of(&state), one.pending.label());
    assert_ne!(one.pending.label(), two.pending.label());
}

#[test]
fn an_answer_names_the_request_it_is_for_before_it_is_believed() {
    let mut world = World::new();
    let [one, two] = [world.begin(&wish()), world.begin(&wish())];
    for begun in [&two, &one] {
        let state = Asked::of(begun.redirect.parameters()).get("state").to_owned();
        let back = format!("code=c&state={state}");
        assert_eq!(world.party().label(&back, NOW), Ok(begun.pending.label()));
    }
    let nameless = world.party().label("code=c", NOW).err();
    assert_eq!(nameless, Some(rp::OutsideFault::StateMissing.into()));
}

#[test]
fn what_the_browser_keeps_survives_its_seal() {
    let mut world = World::new();
    let Begun { redirect, pending } = world.begin(&wish());
    let state = Asked::of(redirect.parameters()).get("state").to_owned();
    let back = format!("code=c&state={state}&iss=https%3A%2F%2Fop.example");
    assert!(world.party().callback(reopened(&pending), &back, NOW + 3600).is_ok());
}

#[test]
fn a_no_is_told_in_the_words_of_the_protocol() {
    let mut world = World::new();
    let Begun { redirect, pending } = world.begin(&wish());
    let state = Asked::of(redirect.parameters()).get("state").to_owned();
    let back = format!(
        "error=access_denied&error_description=a%0Ab&error_code=x-1&state={state}&iss=https%3A%2F%2Fop.example"
    );
    let Err(Error::Refused(refusal)) = world.party().callback(pending, &back, NOW).map(drop) else {
        panic!("no refusal")
    };
    assert!(refusal.is_by_the_person());
    assert_eq!(refusal.description.as_deref(), Some("a?b"));
    assert_eq!(refusal.code.as_deref(), Some("x-1"));

    let (_, answered) = world.answered(&wish());
    let body = r#"{"error":"invalid_grant"}"#;
    let refused = world.party().tokens(&answered, &response(400, "application/json", body), NOW).err();
    let expected = Refusal { error: "invalid_grant".to_owned(), description: None, code: None };
    assert_eq!(refused, Some(Error::Refused(expected)));
}

#[test]
fn every_way_to_show_who_the_client_is() {
    let secret = || Secret::new(SECRET.to_owned());
    let sent = |authentication, audience| {
        let mut world = World::of(client_with(authentication).assertion_audience(audience));
        let (_, answered) = world.answered(&wish());
        let request = world.with_env(|party, env| party.exchange(&answered, env)).unwrap();
        let authorization = header(&request, "authorization").map(str::to_owned);
        (authorization, request.form.unwrap().expose().clone())
    };
    let presented = |authentication| {
        let (authorization, form) = sent(authentication, AssertionAudience::Issuer);
        Presented::parse(authorization.as_deref(), &Parameters::parse(form.as_bytes()).unwrap()).unwrap()
    };
    for nothing in [Authentication::None, Authentication::Tls] {
        assert!(matches!(presented(nothing), Presented::None { client_id } if client_id == CLIENT));
    }
    let basic = presented(Authentication::ClientSecretBasic(secret()));
    assert!(matches!(basic, Presented::SecretBasic { secret, .. } if secret.expose() == SECRET));
    let post = presented(Authentication::ClientSecretPost(secret()));
    assert!(matches!(post, Presented::SecretPost { secret, .. } if secret.expose() == SECRET));

    let key = || SigningKey::generate(JwsAlgorithm::ES256).unwrap().with_kid("minted");
    let own = key();
    let verifying = own.verifying_key().unwrap();
    let (_, body) = sent(Authentication::PrivateKeyJwt(own.into()), AssertionAudience::TokenEndpoint);
    let claims = assertion(&body, &verifying);
    assert_eq!((claims["iss"].as_str(), claims["sub"].as_str()), (Some(CLIENT), Some(CLIENT)));
    assert_eq!(claims["aud"], "https://op.example/token");
    assert_eq!(claims["exp"], NOW + 60);
    assert!(claims["jti"].as_str().unwrap().len() > 20);

    let hmac = VerifyingKey::from_secret(SECRET.as_bytes(), JwsAlgorithm::HS256).unwrap();
    let jwt = Authentication::ClientSecretJwt(secret(), JwsAlgorithm::HS256);
    let (_, body) = sent(jwt, AssertionAudience::Issuer);
    assert_eq!(assertion(&body, &hmac)["aud"], ISSUER);
    assert!(!body.contains(SECRET));
}

fn assertion(body: &str, key: &VerifyingKey) -> Value {
    let parameters = Parameters::parse(body.as_bytes()).unwrap();
    let Presented::Assertion { client_id, assertion } = Presented::parse(None, &parameters).unwrap() else {
        panic!("no assertion")
    };
    assert_eq!(client_id.as_deref(), Some(CLIENT));
    verified(assertion.expose(), key)
}

fn verified(token: &str, key: &VerifyingKey) -> Value {
    let payload = jws::decode(token).unwrap().verify(key, &[key.algorithm()]).unwrap();
    serde_json::from_slice(payload.as_ref()).unwrap()
}

#[test]
fn a_signed_request_says_the_same_as_a_plain_one() {
    let key = SigningKey::generate(JwsAlgorithm::ES256).unwrap().with_kid("minted");
    let verifying = key.verifying_key().unwrap();
    let mut world = World::of(client().request_object(RequestObject::Signed(key.into())));
    let wish = wish().max_age(60).require_acr(["loa3", "loa2"]).login_hint("a").login_hint("b");
    let Begun { redirect, .. } = world.begin(&wish.parameter("ftn_spname", "Shop").unwrap());

    let outside = Asked::of(redirect.parameters());
    assert_eq!((outside.get("client_id"), outside.get("response_type")), (CLIENT, "code"));
    assert_eq!(outside.get("scope"), "openid profile");
    assert_eq!((outside.find("state"), outside.find("login_hint")), (None, None));
    let token = outside.get("request");
    let header = jws::decode(token).unwrap().header().clone();
    assert_eq!((header.typ.as_deref(), header.kid.as_deref()), (Some("oauth-authz-req+jwt"), Some("minted")));
    let claims = verified(token, &verifying);
    assert_eq!((claims["iss"].as_str(), claims["aud"].as_str()), (Some(CLIENT), Some(ISSUER)));
    assert_eq!((claims["nbf"].as_i64(), claims["exp"].as_i64()), (Some(NOW), Some(NOW + 300)));
    assert_eq!(claims["login_hint"], json!(["a", "b"]));
    assert_eq!((&claims["max_age"], &claims["acr_values"]), (&json!(60), &json!("loa3 loa2")));
    assert_eq!(claims["ftn_spname"], "Shop");
    for name in ["state", "nonce", "code_challenge", "jti", "redirect_uri"] {
        assert!(claims[name].is_string(), "{name}");
    }
}

#[test]
fn a_pushed_request_leaves_nothing_for_the_browser_to_see() {
    let mut world = World::new();
    let (request, _) = world.with_env(|party, env| party.push(&wish().login_hint("pii"), env)).unwrap();
    assert_eq!(request.endpoint.as_str(), "https://op.example/par");
    assert!(header(&request, "authorization").is_some());
    assert_eq!(form(&request).get("login_hint"), "pii");
    let body = r#"{"request_uri":"urn:x:1","expires_in":60}"#;
    let redirect = world.party().pushed(&response(201, "application/json", body)).unwrap();
    assert_eq!(redirect.url(), "https://op.example/authorize?client_id=shop&request_uri=urn%3Ax%3A1");
}

/// RFC 6749 §3.2: a server that keeps to it refuses a parameter that stands there twice.
#[test]
fn a_client_names_itself_once_in_a_pushed_request_however_it_proves_itself() {
    type Way = fn(Secret<String>, Box<SigningKey>) -> Authentication;
    let key = || Box::new(SigningKey::generate(JwsAlgorithm::ES256).unwrap());
    let secret = || Secret::new(SECRET.to_owned());
    let ways: [Way; 6] = [
        |_, _| Authentication::None,
        |_, _| Authentication::Tls,
        |secret, _| Authentication::ClientSecretBasic(secret),
        |secret, _| Authentication::ClientSecretPost(secret),
        |secret, _| Authentication::ClientSecretJwt(secret, JwsAlgorithm::HS256),
        |_, key| Authentication::PrivateKeyJwt(key),
    ];
    for way in ways {
        for request_object in [RequestObject::None, RequestObject::Signed(key())] {
            let client = client_with(way(secret(), key())).request_object(request_object);
            let request = World::of(client).with_env(|party, env| party.push(&wish(), env)).unwrap().0;
            assert_eq!(request.form.unwrap().expose().matches("client_id=").count(), 1);
        }
    }
}

#[test]
fn an_answer_that_is_signed_is_verified_and_read() {
    let mut world = World::of(client().authorization_signed_response_alg(JwsAlgorithm::ES256));
    let Begun { redirect, pending } = world.begin(&wish());
    let asked = Asked::of(redirect.parameters());
    assert_eq!(asked.get("response_mode"), "jwt");
    let claims = json!({ "iss": ISSUER, "aud": CLIENT, "exp": NOW + 60, "code": "the code", "state": asked.get("state") });
    let back = format!("response={}", world.sign(&claims));
    let answered = world.party().callback(pending, &back, NOW).unwrap();
    let request = world.with_env(|party, env| party.exchange(&answered, env)).unwrap();
    assert_eq!(form(&request).get("code"), "the code");
}

#[test]
fn tokens_are_bound_to_a_key_and_userinfo_shows_it() {
    let key = SigningKey::generate(JwsAlgorithm::ES256).unwrap();
    let thumbprint = key.public_jwk().thumbprint().unwrap();
    let mut world = World::of(client().dpop(key));
    let (asked, answered) = world.answered(&wish());
    assert_eq!(asked.get("dpop_jkt"), thumbprint);
    let request = world.with_env(|party, env| party.exchange(&answered, env)).unwrap();
    assert!(header(&request, "dpop").is_some());
    let id_token = world.sign(&world.claims(&asked, json!({})));
    let body = json!({ "access_token": "at", "token_type": "DPoP", "id_token": id_token });
    let tokens = world.party().tokens(&answered, &json_response(&body), NOW).unwrap();
    let request = world.with_env(|party, env| party.userinfo_request(&tokens.access_token, env)).unwrap();
    assert_eq!(header(&request, "authorization"), Some("DPoP at"));
    assert!(header(&request, "dpop").is_some());
}

#[test]
fn a_new_key_of_the_providers_is_fetched_once() {
    let mut world = World::new();
    let (asked, answered) = world.answered(&wish());
    let next = SigningKey::generate(JwsAlgorithm::ES256).unwrap().with_kid("op 2");
    let id_token = jwt::sign(None, &world.claims(&asked, json!({})), &next).unwrap();
    let came = tokens(&id_token);
    let unknown = world.party().tokens(&answered, &came, NOW).err().unwrap();
    let hot = NOW + Keys::COOL_DOWN - 1;
    assert!(!world.keys.should_be_fetched_again(&unknown, hot));
    assert!(world.keys.should_be_fetched_again(&unknown, hot + 1));

    world.keys = keys(&[&world.signing, &next], hot + 1);
    assert!(world.party().tokens(&answered, &came, NOW).is_ok());
    assert!(!world.keys.should_be_fetched_again(&unknown, hot + 1));
}

#[test]
fn a_token_without_kid_is_tried_with_each_key_that_fits() {
    let mut world = World::new();
    let (asked, answered) = world.answered(&wish());
    let decoy = SigningKey::generate(JwsAlgorithm::ES256).unwrap().with_kid("decoy");
    world.keys = keys(&[&decoy, &world.signing], NOW);
    world.signing = world.signing.with_kid("");
    let id_token = world.sign(&world.claims(&asked, json!({})));
    assert!(world.party().tokens(&answered, &tokens(&id_token), NOW).is_ok());
}

#[test]
fn an_id_token_may_be_signed_with_the_client_secret() {
    let mut world = World::of(client().id_token_signed_response_alg(JwsAlgorithm::HS256));
    world.signing = SigningKey::from_secret(SECRET.as_bytes(), JwsAlgorithm::HS256).unwrap();
    let changed = json!({ "at_hash": jose::hash_half(JwsAlgorithm::HS256, "at") });
    assert!(world.sign_in(&wish(), changed).is_ok());
}

#[test]
fn a_client_with_a_certificate_goes_where_it_is_asked_for_one() {
    let aliases = json!({ "mtls_endpoint_aliases": { "token_endpoint": "https://mtls.op.example/token" } });
    for (authentication, endpoint) in [
        (Authentication::Tls, "https://mtls.op.example/token"),
        (Authentication::None, "https://op.example/token"),
    ] {
        let mut world = World::saying(client_with(authentication), aliases.clone());
        let (_, answered) = world.answered(&wish());
        let request = world.with_env(|party, env| party.exchange(&answered, env)).unwrap();
        assert_eq!(request.endpoint.as_str(), endpoint);
        // The one that has no other stays as it is.
        let request = world.with_env(|party, env| party.push(&wish(), env)).unwrap().0;
        assert_eq!(request.endpoint.as_str(), "https://op.example/par");
    }
}
