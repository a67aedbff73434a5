//! Clients' keys, at an address of theirs.

use std::time::Duration;

use idp::client::key::NewKey;
use idp::model::client::ClientPolicy;
use jose::{JwsAlgorithm, SigningKey};
use serde_json::{Value, json};
use server::flow;

use crate::elsewhere::{Elsewhere, Says};
use crate::request_object::{Signer, jwks, new_key};
use crate::world::World;

/// A client whose keys lie elsewhere, the first of them among these.
async fn with_keys_elsewhere(world: &World, elsewhere: &Elsewhere, headers: &str) -> Signer {
    let key = new_key("first");
    let address = elsewhere.say("/keys", Says::with(headers, &jwks(&[&key]).to_string()));
    let client = world.client(json!({ "jwks_uri": address }), ClientPolicy::default()).await;
    Signer { client, key }
}

impl Signer {
    /// Whether a request signed with its key is believed.
    async fn is_believed(&self, world: &World) -> bool {
        let object = self.object(world, &json!({}));
        let answer = world.authorize(&self.client, &[("request", &object)]).await;
        if !answer.location().contains("/login/") {
            assert_eq!(answer.error().0, "invalid_request_object");
            return false;
        }
        true
    }

    fn signing_with(&self, key: SigningKey) -> Self {
        Self { client: self.client.clone(), key }
    }
}

fn says(keys: &[&SigningKey]) -> Says {
    Says::json(&jwks(keys).to_string())
}

on_both_stores! {
    async fn keys_are_asked_for_once_and_again_when_their_time_is_over(world) {
        let elsewhere = Elsewhere::start().await;
        let signer = with_keys_elsewhere(&world, &elsewhere, "cache-control: max-age=600\r\n").await;
        for _ in 0..3 {
            assert!(signer.is_believed(&world).await);
        }
        assert_eq!(elsewhere.asked().len(), 1);
        world.clock.advance(Duration::from_secs(601));
        assert!(signer.is_believed(&world).await);
        assert_eq!(elsewhere.asked().len(), 2);
    }

    async fn a_new_key_is_found_by_its_name_but_nobody_is_asked_all_the_time(world) {
        let elsewhere = Elsewhere::start().await;
        let signer = with_keys_elsewhere(&world, &elsewhere, "").await;
        assert!(signer.is_believed(&world).await);
        let second = signer.signing_with(new_key("second"));
        for _ in 0..3 {
            assert!(!second.is_believed(&world).await, "not published yet");
        }
        assert_eq!(elsewhere.asked().len(), 1, "asked a moment ago");

        elsewhere.say("/keys", says(&[&signer.key, &second.key]));
        world.clock.advance(Duration::from_secs(31));
        assert!(second.is_believed(&world).await && signer.is_believed(&world).await);
        assert_eq!(elsewhere.asked().len(), 2);

        let unknown = signer.signing_with(new_key("unknown"));
        world.clock.advance(Duration::from_secs(31));
        for _ in 0..3 {
            assert!(!unknown.is_believed(&world).await);
        }
        assert_eq!(elsewhere.asked().len(), 3);
    }

    async fn a_key_that_is_gone_counts_no_longer_once_its_time_is_over(world) {
        let elsewhere = Elsewhere::start().await;
        let signer = with_keys_elsewhere(&world, &elsewhere, "cache-control: max-age=60\r\n").await;
        assert!(signer.is_believed(&world).await);
        let second = signer.signing_with(new_key("second"));
        elsewhere.say("/keys", says(&[&second.key]));
        assert!(signer.is_believed(&world).await);
        world.clock.advance(Duration::from_secs(61));
        assert!(!signer.is_believed(&world).await);
        assert!(second.is_believed(&world).await);
    }

    async fn what_was_there_before_counts_for_a_day_while_nothing_answers(world) {
        let elsewhere = Elsewhere::start().await;
        let signer = with_keys_elsewhere(&world, &elsewhere, "cache-control: max-age=60\r\n").await;
        assert!(signer.is_believed(&world).await);
        for broken in [Says::status("503 Busy", "", ""), Says::json("not json"), Says::json("{}")] {
            elsewhere.say("/keys", broken);
            world.clock.advance(Duration::from_secs(61));
            assert!(signer.is_believed(&world).await);
        }
        world.clock.advance(Duration::from_secs(48 * 3600));
        assert!(!signer.is_believed(&world).await);
        elsewhere.say("/keys", says(&[&signer.key]));
        world.clock.advance(Duration::from_secs(31));
        assert!(signer.is_believed(&world).await);
    }

    async fn everybody_who_waits_is_served_by_one_question(world) {
        let elsewhere = Elsewhere::start().await;
        let signer = with_keys_elsewhere(&world, &elsewhere, "").await;
        let object = signer.object(&world, &json!({}));
        let url = world.authorize_url(&signer.client, &[("request", &object)]);
        let asking: Vec<_> = (0..16).map(|_| {
            let (mut browser, url) = (world.browser(), url.clone());
            tokio::spawn(async move { browser.get(&url).await })
        }).collect();
        for answer in asking {
            assert!(answer.await.unwrap().location().contains("/login/"));
        }
        assert_eq!(elsewhere.asked().len(), 1);
    }

    async fn nobody_waits_for_a_fetch_who_has_a_key_that_still_counts(world) {
        let elsewhere = Elsewhere::start().await;
        let signer = with_keys_elsewhere(&world, &elsewhere, "cache-control: max-age=60\r\n").await;
        assert!(signer.is_believed(&world).await);
        world.clock.advance(Duration::from_secs(61));
        elsewhere.say("/keys", Says::Stalls(b"HTTP/1.1 200 OK\r\n".to_vec()));
        let object = signer.object(&world, &json!({}));
        let (mut browser, url) = (world.browser(), world.authorize_url(&signer.client, &[("request", &object)]));
        let asks = tokio::spawn(async move { browser.get(&url).await });
        while elsewhere.asked().len() < 2 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        assert!(signer.is_believed(&world).await);
        assert!(!asks.is_finished(), "the one who asks is still waiting");
        assert!(asks.await.unwrap().location().contains("/login/"), "and goes by what was there before");
    }

    async fn a_key_that_was_registered_verifies_though_the_address_does_not_answer(world) {
        let elsewhere = Elsewhere::start().await;
        let signer = with_keys_elsewhere(&world, &elsewhere, "").await;
        elsewhere.say("/keys", Says::status("503 Busy", "", ""));
        let registered = new_key("");
        let jwk = serde_json::to_value(registered.public_jwk()).unwrap().as_object().unwrap().clone();
        let new = NewKey { jwk, ..NewKey::default() };
        let kid = flow::client_key::add(&world.node, &signer.client.id, new).await.unwrap().key.kid;
        assert!(!signer.is_believed(&world).await);
        let nameless = signer.signing_with(registered);
        assert!(nameless.is_believed(&world).await);
        let named = signer.signing_with(nameless.key.with_kid(kid));
        assert!(named.is_believed(&world).await, "by the name that we gave it");
    }

    async fn bad_keys_in_a_set_are_passed_over_and_what_they_are_for_is_obeyed(world) {
        let elsewhere = Elsewhere::start().await;
        let signer = with_keys_elsewhere(&world, &elsewhere, "").await;
        let good = jwks(&[&signer.key])["keys"][0].clone();
        let with = |name: &str, value: Value| {
            let mut key = good.clone();
            key[name] = value;
            key
        };
        let mut turn = 0;
        for (key, believed) in [
            (with("use", json!("sig")), true),
            (with("use", json!("enc")), false),
            (with("alg", json!("ES256")), true),
            (with("alg", json!("ES384")), false),
            (with("key_ops", json!(["verify"])), true),
            (with("key_ops", json!(["encrypt"])), false),
            (with("kid", json!("another")), false),
            (with("x", json!("AAAA")), false),
        ] {
            let unknown = json!({ "kty": "AKP" });
            let set = json!({ "keys": ["none", unknown, { "kty": "RSA" }, key] });
            elsewhere.say("/keys", Says::json(&set.to_string()));
            // Everything fetched before is out of its time.
            turn += 1;
            world.clock.advance(Duration::from_secs(3601 * turn));
            assert_eq!(signer.is_believed(&world).await, believed, "{key}");
        }
    }

    async fn a_message_without_a_name_for_its_key_is_tried_with_each_that_fits(world) {
        let elsewhere = Elsewhere::start().await;
        let signer = with_keys_elsewhere(&world, &elsewhere, "").await;
        let nameless = signer.signing_with(SigningKey::generate(JwsAlgorithm::ES256).unwrap().with_kid(""));
        let rsa = SigningKey::generate(JwsAlgorithm::RS256).unwrap();
        elsewhere.say("/keys", says(&[&signer.key, &rsa, &nameless.key]));
        assert!(nameless.is_believed(&world).await);
        let other = signer.signing_with(new_key(""));
        assert!(!other.is_believed(&world).await);
    }
}
