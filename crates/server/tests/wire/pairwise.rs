//! Pairwise subjects (OpenID Connect Core §8.1): the same person under another name for each sector.

use idp::model::client::ClientPolicy;
use serde_json::json;

use crate::world::{Client, REDIRECT_URI, VERIFIER, World};

/// Another host, and so another sector.
const ELSEWHERE: &str = "http://localhost:9/callback";

on_both_stores! {
    async fn clients_know_the_person_by_names_they_cannot_compare(world) {
        let (one, again) = (pairwise(&world, REDIRECT_URI).await, pairwise(&world, REDIRECT_URI).await);
        let other = pairwise(&world, ELSEWHERE).await;
        let (sub_of_one, sub_again) = (told(&world, &one, REDIRECT_URI).await, told(&world, &again, REDIRECT_URI).await);
        assert_eq!(sub_of_one, sub_again, "one sector");
        assert_ne!(sub_of_one, told(&world, &other, ELSEWHERE).await);
        let shop = world.shop().await;
        assert_ne!(sub_of_one, world.user_id);
        assert_eq!(told(&world, &shop, REDIRECT_URI).await, world.user_id);
        let discovery = world.get("/.well-known/openid-configuration").await.json();
        assert_eq!(discovery["subject_types_supported"], json!(["public", "pairwise"]));
    }
}

async fn pairwise(world: &World, redirect_uri: &str) -> Client {
    let metadata = json!({ "subject_type": "pairwise", "redirect_uris": [redirect_uri] });
    world.client(metadata, ClientPolicy::default()).await
}

/// The one name that all answers to this client have for maija.
async fn told(world: &World, client: &Client, redirect_uri: &str) -> String {
    let code = world.code(client, &[("redirect_uri", redirect_uri)]).await;
    let form = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", redirect_uri),
        ("code_verifier", VERIFIER),
    ];
    let tokens = world.token(client, &form).await;
    let (_, id_token) = world.verified(&tokens.text("id_token")).await;
    let sub = id_token["sub"].as_str().unwrap().to_owned();
    let (_, access_token) = world.verified(&tokens.text("access_token")).await;
    assert_eq!(access_token["sub"], sub);
    assert_eq!(world.userinfo(&tokens.text("access_token")).await.text("sub"), sub);
    for token in ["access_token", "refresh_token"] {
        assert_eq!(world.introspect(client, &tokens.text(token)).await.text("sub"), sub);
    }
    sub
}
