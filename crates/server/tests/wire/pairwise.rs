//! Pairwise subjects (OpenID Connect Core §8.1): the same person under another name for each sector.

use idp::model::client::ClientPolicy;
use serde_json::json;

use crate::world::{Client, World};

on_both_stores! {
    async fn clients_know_the_person_by_names_they_cannot_compare(world) {
        let (one, again, other) = (
            pairwise(&world, "https://one.example").await,
            pairwise(&world, "https://one.example").await,
            pairwise(&world, "https://other.example").await,
        );
        let (sub_of_one, sub_again) = (told(&world, &one).await, told(&world, &again).await);
        assert_eq!(sub_of_one, sub_again, "one sector");
        assert_ne!(sub_of_one, told(&world, &other).await);
        let shop = world.shop().await;
        assert_ne!(sub_of_one, world.user_id);
        assert_eq!(told(&world, &shop).await, world.user_id);
        let discovery = world.get("/.well-known/openid-configuration").await.json();
        assert_eq!(discovery["subject_types_supported"], json!(["public", "pairwise"]));
    }
}

async fn pairwise(world: &World, sector: &str) -> Client {
    let metadata = json!({
        "subject_type": "pairwise", "sector_identifier_uri": format!("{sector}/redirects.json"),
    });
    world.client(metadata, ClientPolicy::default()).await
}

/// The one name that all answers to this client have for maija.
async fn told(world: &World, client: &Client) -> String {
    let tokens = world.tokens(client, &[]).await;
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
