//! Signing keys: how they succeed one another without anybody noticing.

use std::time::Duration;

use idp::key::Begin;
use jose::JwsAlgorithm::{ES256, EdDSA, RS256};
use server::flow;

use crate::world::{Answer, Client, World};

const DAY: Duration = Duration::from_hours(24);

on_both_stores! {
    /// Every cache has seen a key before anything comes that it signed.
    async fn a_key_is_published_before_it_signs(world) {
        let client = world.shop().await;
        world.clock.stop();
        let before = signer(&world, &tokens(&world, &client).await).await;
        let new = flow::key::add(&world.node, ES256, Begin::Announced).await.unwrap().kid;
        assert_ne!(new, before);
        assert!(published(&world).await.contains(&new), "announced at once");
        world.clock.advance(DAY - Duration::from_secs(1));
        assert_eq!(signer(&world, &tokens(&world, &client).await).await, before);
        world.clock.advance(Duration::from_secs(1));
        assert_eq!(signer(&world, &tokens(&world, &client).await).await, new);
    }

    async fn tokens_signed_before_the_change_verify_after_it(world) {
        let client = world.shop().await;
        world.clock.stop();
        flow::key::add(&world.node, ES256, Begin::Announced).await.unwrap();
        world.clock.advance(DAY - Duration::from_secs(10));
        let old = tokens(&world, &client).await;
        world.clock.advance(Duration::from_secs(20));
        let new = tokens(&world, &client).await;
        assert_ne!(signer(&world, &old).await, signer(&world, &new).await);
        for tokens in [&old, &new] {
            assert_eq!(world.userinfo(&tokens.text("access_token")).await.status, 200);
            assert_eq!(world.introspect(&client, &tokens.text("access_token")).await.json()["active"], true);
            world.verified(&tokens.text("id_token")).await;
        }
        assert_eq!(world.refresh(&client, &old.text("refresh_token")).await.status, 200);
    }

    async fn a_key_that_is_needed_at_once_signs_at_once(world) {
        let client = world.shop().await;
        let old = tokens(&world, &client).await;
        let new = flow::key::add(&world.node, ES256, Begin::Now).await.unwrap().kid;
        assert_eq!(signer(&world, &tokens(&world, &client).await).await, new);
        assert_ne!(signer(&world, &old).await, new);
        assert_eq!(world.userinfo(&old.text("access_token")).await.status, 200);
    }

    /// Longer than the longest token lives, and not for ever.
    async fn a_key_that_signs_no_more_is_published_until_all_it_signed_is_over(world) {
        let client = world.shop().await;
        world.clock.stop();
        let old = signer(&world, &tokens(&world, &client).await).await;
        flow::key::add(&world.node, ES256, Begin::Announced).await.unwrap();
        world.clock.advance(DAY * 8 - Duration::from_secs(1));
        flow::key::keep_up(&world.node).await.unwrap();
        assert!(published(&world).await.contains(&old));
        world.clock.advance(Duration::from_secs(1));
        flow::key::keep_up(&world.node).await.unwrap();
        assert!(!published(&world).await.contains(&old));
        assert!(flow::key::list(&world.node).iter().all(|key| key.kid != old), "nor is it kept");
    }

    async fn the_schedule_replaces_every_algorithms_key_in_time(world) {
        flow::key::add(&world.node, EdDSA, Begin::Announced).await.unwrap();
        let client = world.shop().await;
        world.clock.stop();
        let first = published(&world).await;
        assert_eq!(first.len(), 5, "{first:?}");
        let before = signer(&world, &tokens(&world, &client).await).await;
        world.clock.advance(DAY * 88);
        flow::key::keep_up(&world.node).await.unwrap();
        assert_eq!(published(&world).await, first, "not yet due");
        world.clock.advance(DAY);
        for _ in 0..3 {
            flow::key::keep_up(&world.node).await.unwrap();
            let both = published(&world).await;
            assert_eq!(both.len(), 8, "one new key to sign with each, and no more: {both:?}");
        }
        assert_eq!(signer(&world, &tokens(&world, &client).await).await, before);
        world.clock.advance(DAY);
        assert!(!first.contains(&signer(&world, &tokens(&world, &client).await).await));
        world.clock.advance(DAY * 8);
        flow::key::keep_up(&world.node).await.unwrap();
        let last = published(&world).await;
        assert_eq!(last.len(), 5, "{last:?}");
        assert!(last.iter().all(|kid| !first.contains(kid)));
    }

    async fn a_change_of_one_algorithm_leaves_the_others_alone(world) {
        let keys = flow::key::list(&world.node);
        let rsa: Vec<_> = keys.iter().filter(|key| key.algorithm == RS256.into()).cloned().collect();
        flow::key::add(&world.node, ES256, Begin::Now).await.unwrap();
        let after = flow::key::list(&world.node);
        assert_eq!(after.iter().filter(|key| key.algorithm == RS256.into()).cloned().collect::<Vec<_>>(), rsa);
        assert_eq!(after.len(), keys.len() + 1);
    }

    /// Somebody must sign.
    async fn refuses_to_remove_the_key_that_signs(world) {
        let client = world.shop().await;
        let kid = signer(&world, &tokens(&world, &client).await).await;
        let refusal = flow::key::remove(&world.node, &kid).await.unwrap_err();
        assert_eq!(refusal.reason, idp::Reason::KeyInUse);
        assert_eq!(signer(&world, &tokens(&world, &client).await).await, kid);
        flow::key::add(&world.node, ES256, Begin::Now).await.unwrap();
        flow::key::remove(&world.node, &kid).await.unwrap();
        assert!(!published(&world).await.contains(&kid));
        assert_ne!(signer(&world, &tokens(&world, &client).await).await, kid);
    }
}

async fn tokens(world: &World, client: &Client) -> Answer {
    world.tokens(client, &[]).await
}

/// The name of the key that signed the ID token; the signature is verified on the way.
async fn signer(world: &World, tokens: &Answer) -> String {
    let (header, _) = world.verified(&tokens.text("id_token")).await;
    header.kid.unwrap()
}

async fn published(world: &World) -> Vec<String> {
    let jwks = world.get("/oauth2/jwks").await.json();
    jwks["keys"].as_array().unwrap().iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}
