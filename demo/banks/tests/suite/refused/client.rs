//! Who proves themselves at the token endpoint, and where requests are pushed (FTN-05).

use rp::jose::{JwsAlgorithm, SigningKey, jwt};
use serde_json::{Value, json};

use crate::world::*;

/// The answer to a form with this assertion, for a code that is not there: who gets as far as that was
/// believed.
async fn answer_to(world: &World, assertion: &str) -> Value {
    let came = world.browser.post("/token", &token_form(assertion, "no code")).await;
    serde_json::from_str(&came.text).unwrap()
}

async fn accepted(world: &World, assertion: &str) {
    assert_eq!(answer_to(world, assertion).await["error"], "invalid_grant");
}

async fn refused(world: &World, assertion: &str, words: &str) {
    let told = answer_to(world, assertion).await;
    assert_eq!(told["error"], "invalid_client", "{words}: {told}");
    assert!(told["error_description"].as_str().unwrap().contains(words), "{words}: {told}");
}

#[tokio::test]
async fn an_assertion_that_is_not_for_here_or_not_for_now() {
    let world = World::new().await;
    let (issuer, now) = (&world.banks.issuer, now());
    let made = |changed| assertion(&world.banks, changed);
    for changed in [
        json!({}),
        json!({ "aud": issuer }),
        json!({ "aud": ["https://another.example", issuer] }),
        json!({ "exp": now + 3600 }),
    ] {
        accepted(&world, &made(changed)).await;
    }
    for (changed, words) in [
        (json!({ "aud": "https://another.example" }), "another aud than"),
        (json!({ "aud": null }), "has no aud"),
        (json!({ "iss": "another" }), "another iss than the client_id"),
        (json!({ "exp": now - 100 }), "has expired"),
        (json!({ "exp": null }), "has no exp"),
        (json!({ "exp": now + 4000 }), "longer than 60 minutes"),
        (json!({ "jti": null }), "has no jti"),
        (json!({ "sub": null }), "has no sub"),
        (json!({ "sub": "another" }), "is no client here"),
    ] {
        refused(&world, &made(changed), words).await;
    }
}

#[tokio::test]
async fn an_assertion_that_somebody_else_signed() {
    let world = World::new().await;
    let made = |key: &SigningKey| jwt::sign(None, &assertion_claims(&world.banks, json!({})), key).unwrap();
    accepted(&world, &made(&signing())).await;
    let forged = SigningKey::generate(JwsAlgorithm::RS256).unwrap().with_kid(signing().kid());
    refused(&world, &made(&forged), "is not to be believed").await;
    refused(&world, &made(&signing().with_kid("")), "has no kid in its header").await;
    refused(&world, &made(&signing().with_kid("another")), "not registered for signing").await;
}

#[tokio::test]
async fn an_assertion_that_was_used_before() {
    let world = World::new().await;
    let assertion = assertion(&world.banks, json!({}));
    accepted(&world, &assertion).await;
    refused(&world, &assertion, "its jti counts once").await;
}

#[tokio::test]
async fn every_other_way_to_prove_oneself() {
    let world = World::new().await;
    let assertion = assertion(&world.banks, json!({}));
    let usual = token_form(&assertion, "no code");
    let form = |changed: &[(&'static str, &'static str)]| {
        let mut form: Vec<(&str, String)> =
            usual.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        for (name, value) in changed {
            form.retain(|(other, _)| other != name);
            if !value.is_empty() {
                form.push((name, (*value).to_owned()));
            }
        }
        form
    };
    for (changed, words) in [
        (&[("client_secret", "a secret")][..], "Shared secrets are not taken"),
        (&[("client_assertion", "")], "There is no client_assertion"),
        (&[("client_assertion_type", "urn:another")], "client_assertion_type is not"),
        (&[("client_id", "another")], "another sub than the client_id"),
    ] {
        let form = form(changed);
        let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        for at in ["/token", "/par"] {
            let came = world.browser.post(at, &form).await;
            assert_eq!(came.status, 401, "{words}");
            came.shows(words);
        }
    }
    accepted(&world, &assertion).await;
}

#[tokio::test]
async fn a_pushed_request_is_told_at_once_what_is_wrong_with_it() {
    let world = World::new().await;
    let push = async |changed: Value| {
        let (object, assertion) = (object(&world.banks, changed), assertion(&world.banks, json!({})));
        let form = [&token_form(&assertion, "")[3..], &[("request", object.as_str())]].concat();
        world.browser.post("/par", &form).await
    };
    assert_eq!(push(json!({})).await.status, 201);
    let refused = push(json!({ "acr_values": null })).await;
    assert_eq!(refused.status, 400);
    refused.shows("FTN-03: The request has no acr_values");
}
