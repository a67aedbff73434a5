//! Authorization requests (FTN-01 to FTN-04, FTN-07, FTN-11, FTN-12).

use rp::jose::{ContentEncryption, Jwk, JwsAlgorithm, KeyManagement, SigningKey};
use rp::jose::{EncryptionKey, base64url, jwe, jwt};
use serde_json::{Value, json};

use crate::world::*;

/// What a page says, where nothing was sent back to the client.
async fn on_a_page(world: &World, address: &str, rule: &str, words: &str) {
    let page = world.browser.get(address).await;
    assert_eq!(page.status, 400, "{words}: {}", page.text);
    page.shows(words);
    page.shows(&format!("<dd>{rule}</dd>"));
}

async fn accepted(world: &World, object: &str) {
    let location = world.browser.get(&request(object)).await.location();
    assert!(location.starts_with("/login/"), "{location}");
}

fn signed_as(claims: &Value, typ: Option<&str>, key: &SigningKey) -> String {
    jwt::sign(typ, claims, key).unwrap()
}

#[tokio::test]
async fn a_request_that_nobody_signed_and_nobody_pushed() {
    let world = World::new().await;
    accepted(&world, &object(&world.banks, json!({}))).await;
    let plain = format!(
        "/authorize?client_id={CLIENT}&response_type=code&scope=openid&redirect_uri={CALLBACK}&state=s&nonce=n\
         &acr_values={SUBSTANTIAL}"
    );
    on_a_page(&world, &plain, "FTN-02", "neither signed (request) nor pushed (request_uri)").await;

    let unsigned = format!(
        "{}.{}.",
        base64url::encode(r#"{"alg":"none"}"#),
        base64url::encode(object_claims(&world.banks, json!({})).to_string())
    );
    on_a_page(&world, &request(&unsigned), "FTN-03", "signed by nobody (alg none)").await;
}

#[tokio::test]
async fn a_client_that_is_not_known() {
    let world = World::new().await;
    let object = object(&world.banks, json!({}));
    let address = |client: &str| format!("/authorize?client_id={client}&request={object}");
    on_a_page(&world, &address("stranger"), "OAuth", "No client stranger is registered").await;
    on_a_page(&world, &format!("/authorize?request={object}"), "OAuth", "has no client_id").await;
    assert_eq!(world.browser.get(&address(CLIENT)).await.status, 303);
}

#[tokio::test]
async fn a_signature_that_is_not_to_be_believed() {
    let world = World::new().await;
    let claims = || object_claims(&world.banks, json!({}));
    accepted(&world, &signed_as(&claims(), None, &signing())).await;
    let forged = SigningKey::generate(JwsAlgorithm::RS256).unwrap();
    for (key, rule, words) in [
        (forged.with_kid(signing().kid()), "FTN-03", "is not to be believed"),
        (signing().with_kid("another"), "FTN-03", "names a key (kid) that is not registered"),
        (signing().with_kid(""), "FTN-05", "has no kid in its header"),
        (SigningKey::generate(JwsAlgorithm::EdDSA).unwrap(), "FTN-07", "is signed by EdDSA"),
    ] {
        on_a_page(&world, &request(&signed_as(&claims(), None, &key)), rule, words).await;
    }
    let of_another_kind = signed_as(&claims(), Some("at+jwt"), &signing());
    on_a_page(&world, &request(&of_another_kind), "FTN-03", "is of another kind").await;
}

#[tokio::test]
async fn an_object_whose_claims_do_not_count_here() {
    let world = World::new().await;
    let now = now();
    accepted(&world, &object(&world.banks, json!({ "exp": now + 600 }))).await;
    for (changed, words) in [
        (json!({ "iss": "another" }), "has another iss than the client_id"),
        (json!({ "iss": null }), "has no iss"),
        (json!({ "aud": "https://another.example" }), "has another aud than"),
        (json!({ "aud": null }), "has no aud"),
        (json!({ "exp": null }), "has no exp"),
        (json!({ "exp": now - 600 }), "has expired"),
        (json!({ "exp": now + 700 }), "good for longer than 10 minutes"),
        (json!({ "jti": null }), "has no jti"),
        (json!({ "client_id": null }), "has no client_id"),
        (json!({ "client_id": "another" }), "has another client_id than the request"),
    ] {
        on_a_page(&world, &request(&object(&world.banks, changed)), "FTN-03", words).await;
    }
    let within = object(&world.banks, json!({ "request": "x" }));
    on_a_page(&world, &request(&within), "OAuth", "holds a request itself").await;
}

#[tokio::test]
async fn an_object_that_was_used_before() {
    let world = World::new().await;
    let object = object(&world.banks, json!({}));
    accepted(&world, &object).await;
    on_a_page(&world, &request(&object), "FTN-03", "its jti counts once").await;
}

#[tokio::test]
async fn a_sealed_object_that_does_not_open_or_holds_nothing_signed() {
    let world = World::with(options(), sealed()).await;
    assert!(world.played("niillas", "success").await.is_ok());
    let to = |jwk: &Jwk| EncryptionKey::from_jwk(jwk, KeyManagement::RsaOaep).unwrap();
    let enc = ContentEncryption::A128CbcHs256;
    let banks = world.banks.keys().keys.into_iter().find(|key| key.usage() == Some("enc")).unwrap();
    let claims = object_claims(&world.banks, json!({})).to_string();

    let plain = jwe::encrypt(&jwe::Members::default(), claims.as_bytes(), &to(&banks), enc).unwrap();
    on_a_page(&world, &request(&plain), "FTN-02", "is sealed, but holds no signed token").await;
    let inside = object(&world.banks, json!({}));
    let members = jwe::Members { typ: None, cty: Some("JWT") };
    let for_another = jwe::encrypt(&members, inside.as_bytes(), &to(&opening().public_jwk()), enc).unwrap();
    on_a_page(&world, &request(&for_another), "FTN-07", "does not open").await;
}

#[tokio::test]
async fn an_address_that_is_not_registered_to_the_letter() {
    let world = World::new().await;
    for address in
        ["https://shop.example/callback/", "https://shop.example/*", "https://shop.example/callback?x=1"]
    {
        let object = object(&world.banks, json!({ "redirect_uri": address }));
        on_a_page(&world, &request(&object), "FTN-12", "compared to the letter").await;
    }
    let object = object(&world.banks, json!({ "redirect_uri": null }));
    on_a_page(&world, &request(&object), "FTN-03", "The request has no redirect_uri").await;
}

#[tokio::test]
async fn what_the_client_is_told_once_it_is_trusted() {
    let world = World::new().await;
    let accepted_all = json!({
        "acr_values": format!("urn:unknown {HIGH}"), "ftn_spname": "x".repeat(40), "ftn_idp_id": "fi-op",
        "prompt": "login", "max_age": 0, "ui_locales": "fi", "response_mode": "query",
        "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method": "S256",
    });
    accepted(&world, &object(&world.banks, accepted_all)).await;
    for (changed, error, rule, words) in [
        (json!({ "response_type": "code id_token" }), "unsupported_response_type", "FTN-01", "is not code"),
        (json!({ "scope": "profile" }), "invalid_scope", "FTN-01", "does not hold openid"),
        (json!({ "scope": null }), "invalid_request", "FTN-03", "has no scope"),
        (json!({ "nonce": null }), "invalid_request", "FTN-03", "has no nonce"),
        (json!({ "nonce": 1 }), "invalid_request_object", "FTN-03", "The member nonce is no text"),
        (json!({ "acr_values": null }), "invalid_request", "FTN-03", "has no acr_values"),
        (
            json!({ "acr_values": "http://ftn.ficora.fi/2017/loa2" }),
            "invalid_request",
            "FTN-04",
            "is one of a test bed",
        ),
        (
            json!({ "acr_values": HIGH, "ftn_idp_id": "fi-havu" }),
            "unmet_authentication_requirements",
            "FTN-04",
            "reaches none of the levels",
        ),
        (json!({ "ftn_idp_id": "fi-none" }), "invalid_request", "FTN-11", "is no bank"),
        (json!({ "ftn_spname": "x".repeat(41) }), "invalid_request", "FTN-11", "more than 40 characters"),
        (json!({ "ftn_spname": "a\u{7}b" }), "invalid_request", "FTN-11", "cannot be shown"),
        (json!({ "prompt": "consent" }), "invalid_request", "FTN-03", "neither login nor none"),
        (json!({ "prompt": "none" }), "login_required", "OAuth", "nobody can be asked"),
        (json!({ "response_mode": "form_post" }), "invalid_request", "OAuth", "response_mode"),
        (
            json!({ "code_challenge": "x".repeat(43), "code_challenge_method": "plain" }),
            "invalid_request",
            "OAuth",
            "is not S256",
        ),
    ] {
        let back = world.browser.get(&request(&object(&world.banks, changed))).await.location();
        assert_eq!(member(&back, "error").as_deref(), Some(error), "{words}");
        assert_eq!(member(&back, "error_code").as_deref(), Some(rule), "{words}");
        assert_eq!(member(&back, "state").as_deref(), Some("the state"), "{words}");
        assert_eq!(member(&back, "iss"), Some(world.banks.issuer.clone()), "{words}");
        let told = member(&back, "error_description").unwrap();
        assert!(told.contains(words), "{told}");
    }
    let back = world.browser.get(&request(&object(&world.banks, json!({ "state": null })))).await.location();
    assert!(member(&back, "error_description").unwrap().contains("has no state"));
}

#[tokio::test]
async fn a_pushed_request_that_is_used_twice_or_is_anothers() {
    let mut options = options();
    let mut other = registered();
    other.client_id = "other".to_owned();
    options.clients.push(other);
    let world = World::with(options, signed()).await;
    let push = async || world.party.push(&wish()).await.unwrap().redirect.url();
    let address = push().await;
    assert_eq!(world.browser.get(&address).await.status, 303);
    on_a_page(&world, &address, "FTN-02", "was used before").await;
    let both = format!("{}&request={}", push().await, object(&world.banks, json!({})));
    on_a_page(&world, &both, "OAuth", "has both a request and a request_uri").await;
    let stolen = push().await.replace(&format!("client_id={CLIENT}"), "client_id=other");
    on_a_page(&world, &stolen, "FTN-02", "another client").await;
}
