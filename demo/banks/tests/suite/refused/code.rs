//! Codes and access tokens that are worth nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use banks::{Clock, Options};
use serde_json::{Value, json};

use crate::world::*;

/// A code of a request with these members.
async fn code(world: &World, changed: Value) -> String {
    let mut members = json!({ "sim_scenario": "success" });
    members.as_object_mut().unwrap().extend(changed.as_object().unwrap().clone());
    let back = world.browser.get(&request(&object(&world.banks, members))).await.location();
    member(&back, "code").unwrap()
}

/// What the token endpoint says to it.
async fn redeemed(world: &World, code: &str, further: &[(&'static str, &str)]) -> Value {
    let assertion = assertion(&world.banks, json!({}));
    let usual = token_form(&assertion, code);
    let is_other = |(name, _): &&(&str, &str)| further.iter().all(|(changed, _)| changed != name);
    let form: Vec<_> = usual.iter().filter(is_other).chain(further).copied().collect();
    serde_json::from_str(&world.browser.post("/token", &form).await.text).unwrap()
}

#[track_caller]
fn assert_refused(told: &Value, error: &str, words: &str) {
    assert_eq!(told["error"], error, "{told}");
    assert!(told["error_description"].as_str().unwrap().contains(words), "{words}: {told}");
}

#[tokio::test]
async fn a_code_counts_once_and_what_it_became_ends_with_the_second_time() {
    let world = World::new().await;
    let code = code(&world, json!({})).await;
    let first = redeemed(&world, &code, &[]).await;
    let bearer = format!("Bearer {}", first["access_token"].as_str().unwrap());
    let asked = async || world.browser.get_with("/userinfo", "authorization", &bearer).await.status;
    assert_eq!(asked().await, 200);
    assert_refused(&redeemed(&world, &code, &[]).await, "invalid_grant", "was redeemed before");
    assert_eq!(asked().await, 401);
}

#[tokio::test]
async fn a_code_for_another_address_or_grant() {
    let world = World::new().await;
    let code = code(&world, json!({})).await;
    for (further, error, words) in [
        (
            ("redirect_uri", "https://shop.example/"),
            "invalid_grant",
            "is not the one of the authorization request",
        ),
        (("grant_type", "refresh_token"), "unsupported_grant_type", "there are no refresh tokens"),
        (("code", "another"), "invalid_grant", "is unknown"),
        (
            ("code_verifier", "a verifier that nobody asked for, long enough"),
            "invalid_grant",
            "had no code_challenge",
        ),
    ] {
        assert_refused(&redeemed(&world, &code, &[further]).await, error, words);
    }
    assert!(redeemed(&world, &code, &[]).await["id_token"].is_string());
}

#[tokio::test]
async fn a_code_whose_challenge_is_not_answered() {
    const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
    let world = World::new().await;
    let challenge = json!({
        "code_challenge": "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", "code_challenge_method": "S256",
    });
    let code = code(&world, challenge).await;
    assert_refused(&redeemed(&world, &code, &[]).await, "invalid_grant", "There is no code_verifier");
    let other = VERIFIER.replace('d', "e");
    let told = redeemed(&world, &code, &[("code_verifier", &other)]).await;
    assert_refused(&told, "invalid_grant", "code_verifier");
    assert!(redeemed(&world, &code, &[("code_verifier", VERIFIER)]).await["id_token"].is_string());
}

#[tokio::test]
async fn a_code_whose_minute_is_over() {
    let later = Arc::new(AtomicI64::new(0));
    let clock = {
        let (later, system) = (Arc::clone(&later), Clock::system());
        Clock::new(move || system.now() + later.load(Ordering::SeqCst))
    };
    let world = World::with(Options { clock, ..options() }, signed()).await;
    let code = code(&world, json!({})).await;
    later.store(61, Ordering::SeqCst);
    let assertion = assertion(&world.banks, json!({ "exp": now() + 300 }));
    let came = world.browser.post("/token", &token_form(&assertion, &code)).await;
    assert_refused(&serde_json::from_str(&came.text).unwrap(), "invalid_grant", "its minute is over");
}

#[tokio::test]
async fn an_access_token_that_is_none() {
    let world = World::new().await;
    for presented in ["Bearer x", "Basic eDp5", "Bearer"] {
        assert_eq!(world.browser.get_with("/userinfo", "authorization", presented).await.status, 401);
    }
    assert_eq!(world.browser.get("/userinfo").await.status, 401);
}
