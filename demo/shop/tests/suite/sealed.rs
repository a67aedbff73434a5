//! Scenario 0-6: what passes the browser shows nobody anything, and is opened here.

use rp::jose::{Jwk, JwsAlgorithm, SigningKey};
use serde_json::json;
use shop::RequestStyle;

use crate::world::{World, onni, order_of};

#[tokio::test]
async fn scenario_0_6_what_is_sealed_is_opened_and_a_missing_refresh_token_is_no_error() {
    let world = World::new().await;
    let browser = world.browser();
    let away = browser.buy("lakeside").await;
    let asked = world.op.asked(away.location());
    assert_eq!(asked.outside, ["request"], "{away:?}");
    let answer = world.op.answer(away.location(), onni());
    let (_, query) = answer.split_once('?').unwrap();
    let (name, sealed) = query.split_once('=').unwrap();
    assert_eq!((name, sealed.split('.').count()), ("response", 5), "not even the code is readable: {answer}");
    let order = order_of(&browser.get(&answer).await);
    assert_eq!(world.order(&order).await["metadata"]["success"], true);
}

#[tokio::test]
async fn an_answer_in_another_form_than_the_store_is_registered_for_is_refused() {
    let world = World::new().await;
    for (store, mode) in [("lakeside", ""), ("fellside", "jwt")] {
        let browser = world.browser();
        let away = browser.buy(store).await;
        let order = world.orders().pop().unwrap();
        let asked = world.op.asked(away.location());
        let mut otherwise = asked.clone();
        otherwise.members.insert("response_mode".to_owned(), json!(mode));
        assert_eq!(browser.get(&world.op.answer_to(otherwise, onni())).await.status, 400);
        assert_eq!(world.order(&order).await["metadata"], json!({}));
        assert_eq!(order_of(&browser.get(&world.op.answer_to(asked, onni())).await), order);
    }
}

#[tokio::test]
async fn requests_go_out_in_every_form_that_the_merchant_may_choose() {
    for (style, outside) in [
        (RequestStyle::Plain, None),
        (RequestStyle::Signed, Some(&["client_id", "request", "response_type", "scope"][..])),
        (RequestStyle::SignedAndEncrypted, Some(&["client_id", "request", "response_type", "scope"])),
        (RequestStyle::Encrypted, Some(&["request"])),
        (RequestStyle::Pushed, Some(&["client_id", "request_uri"])),
    ] {
        let world = World::with(|stores| stores[1].request = style).await;
        let browser = world.browser();
        let away = browser.buy("fellside").await;
        let asked = world.op.asked(away.location());
        let mut names = asked.outside.clone();
        names.sort();
        assert!(outside.is_none_or(|outside| names == outside), "{style:?}: {names:?}");
        let order = order_of(&browser.get(&world.op.answer_to(asked, onni())).await);
        assert_eq!(world.order(&order).await["metadata"]["success"], true, "{style:?}");
    }
}

#[tokio::test]
async fn keys_that_came_with_the_registration_are_the_only_ones_believed() {
    let public = |text: &str| {
        let key = SigningKey::from_jwk(&Jwk::parse(text.as_bytes()).unwrap(), JwsAlgorithm::RS256).unwrap();
        json!({ "keys": [key.with_kid("op-sig").public_jwk()] }).to_string()
    };
    for (keys, is_known) in [
        (public(include_str!("../keys/provider-signs.json")), true),
        (public(include_str!("../keys/stranger-signs.json")), false),
    ] {
        let world = World::with(|stores| stores[1].provider_keys = Some(keys)).await;
        let (order, page) = world.bought(&world.browser(), "fellside", onni()).await;
        assert_eq!(world.order(&order).await["metadata"]["success"], is_known);
        assert_eq!(page.body.contains("We could not trust the answer"), !is_known);
    }
}
