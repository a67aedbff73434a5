//! Keys of the issuer: listed, made, exchanged, removed.

use std::collections::BTreeSet;
use std::time::Duration;

use idp::Reason;
use idp::key::Begin;
use jose::JwsAlgorithm;
use serde_json::{Value, json};
use server::flow;

use crate::api::Api;
use crate::world::World;

/// Algorithm and state of every key.
async fn states(api: &Api<'_>) -> Vec<(String, String)> {
    let keys = api.get("/v1/keys").await.json();
    let text = |key: &Value, name: &str| key[name].as_str().unwrap().to_owned();
    let mut states: Vec<_> =
        keys["keys"].as_array().unwrap().iter().map(|key| (text(key, "alg"), text(key, "state"))).collect();
    states.sort();
    states
}

/// What there is from the start.
const FIRST: [(&str, &str); 4] =
    [("ECDH-ES", "opening"), ("ES256", "signing"), ("RS256", "signing"), ("RSA-OAEP", "opening")];

fn pairs(states: &[(&str, &str)]) -> Vec<(String, String)> {
    states.iter().map(|(alg, state)| ((*alg).to_owned(), (*state).to_owned())).collect()
}

async fn published(world: &World) -> BTreeSet<String> {
    let jwks = world.get("/oauth2/jwks").await.json();
    let keys = jwks["keys"].as_array().unwrap();
    keys.iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}

on_both_stores! {
    async fn makes_a_key_for_a_further_algorithm_that_signs_at_once(world) {
        let api = Api::new(&world).await;
        assert_eq!(states(&api).await, pairs(&FIRST));
        let made = api.post("/v1/keys", &json!({ "alg": "EdDSA" })).await;
        assert_eq!((made.status, made.text("state").as_str()), (201, "signing"));
        assert!(!made.body.contains("\"d\""));
        assert!(published(&world).await.contains(&made.text("kid")));
        let listed = api.get("/v1/keys").await.json();
        assert!(listed["keys"].as_array().unwrap().contains(&made.json()));
    }

    async fn announces_a_successor_before_it_signs(world) {
        let api = Api::new(&world).await;
        let made = api.post("/v1/keys", &json!({ "alg": "ES256", "begin": "announced" })).await;
        assert_eq!(made.text("state"), "announced");
        assert!(published(&world).await.contains(&made.text("kid")));
        world.clock.advance(Duration::from_hours(25));
        let mut later = Api::new(&world).await;
        assert_eq!(
            states(&later).await,
            pairs(&[
                ("ECDH-ES", "opening"),
                ("ES256", "retired"),
                ("ES256", "signing"),
                ("RS256", "signing"),
                ("RSA-OAEP", "opening")
            ])
        );
        later.token = api.token;
        assert_eq!(later.get("/v1/keys").await.status, 401);
    }

    async fn exchanges_every_key_in_use_or_one(world) {
        let api = Api::new(&world).await;
        let rotate = "/v1/keys/rotate";
        let all = api.send("POST", rotate, api.request("POST", rotate)).await;
        assert_eq!((all.status, all.json()["keys"].as_array().unwrap().len()), (200, 4));
        assert_eq!(
            states(&api).await,
            pairs(&[
                ("ECDH-ES", "opening"),
                ("ECDH-ES", "retired"),
                ("ES256", "announced"),
                ("ES256", "signing"),
                ("RS256", "announced"),
                ("RS256", "signing"),
                ("RSA-OAEP", "opening"),
                ("RSA-OAEP", "retired")
            ])
        );
        let one = api.post(rotate, &json!({ "alg": "ES256", "now": true })).await.json();
        assert_eq!((&one["keys"][0]["state"], &one["keys"][1]), (&json!("signing"), &Value::Null));
        let mut states = states(&api).await;
        states.retain(|(alg, _)| alg == "ES256");
        assert_eq!(states, pairs(&[("ES256", "announced"), ("ES256", "retired"), ("ES256", "signing")]));
        assert_eq!(published(&world).await.len(), 7);
    }

    async fn forgets_a_key_but_never_the_one_that_signs(world) {
        let api = Api::new(&world).await;
        let keys = api.get("/v1/keys").await.json();
        let signing = keys["keys"].as_array().unwrap().iter().find(|key| key["alg"] == "RS256").unwrap().clone();
        let path = format!("/v1/keys/{}", signing["kid"].as_str().unwrap());
        let refused = api.delete(&path).await;
        assert_eq!((refused.status, refused.text("error_code").as_str()), (409, "key-in-use"));
        assert_eq!(api.post("/v1/keys", &json!({ "alg": "RS256", "begin": "now" })).await.status, 201);
        assert_eq!(api.delete(&path).await.status, 204);
        assert_eq!(api.delete(&path).await.status, 404);
        assert!(!published(&world).await.contains(signing["kid"].as_str().unwrap()));
    }

    async fn makes_a_key_to_open_with_on_any_curve_that_keys_are_agreed_on_over(world) {
        let api = Api::new(&world).await;
        for (alg, crv) in [("ECDH-ES", "X25519"), ("ECDH-ES+A128KW", "P-521")] {
            let made = api.post("/v1/keys", &json!({ "alg": alg, "crv": crv })).await;
            assert_eq!((made.status, made.text("state").as_str()), (201, "opening"), "{made:?}");
            assert_eq!((made.text("use").as_str(), made.text("crv").as_str()), ("enc", crv));
            let jwks = world.get("/oauth2/jwks").await.json();
            let keys = jwks["keys"].as_array().unwrap();
            let key = keys.iter().find(|key| key["kid"] == made.json()["kid"]).unwrap();
            assert_eq!((&key["use"], &key["alg"], &key["crv"]), (&json!("enc"), &json!(alg), &json!(crv)));
            assert_eq!(key["d"], Value::Null);
        }
        for other in [json!({ "alg": "ECDH-ES", "crv": "Ed25519" }), json!({ "alg": "RSA-OAEP", "crv": "P-256" }),
            json!({ "alg": "ES256", "crv": "P-256" }), json!({ "alg": "A128KW" }), json!({ "alg": "RSA1_5" })] {
            let refused = api.post("/v1/keys", &other).await;
            assert_eq!((refused.status, refused.text("error_code").as_str()), (400, "parameter-invalid"), "{other}");
        }
        assert_eq!(states(&api).await.len(), 6);
    }

    async fn makes_no_key_that_could_not_be_published_whoever_asks(world) {
        let before = published(&world).await;
        let refusal = flow::key::add(&world.node, JwsAlgorithm::HS256, Begin::Now).await.unwrap_err();
        assert_eq!((refusal.reason, refusal.detail.parameter.as_deref()), (Reason::ParameterInvalid, Some("alg")));
        assert_eq!(published(&world).await, before);
        assert!(flow::key::add(&world.node, JwsAlgorithm::PS256, Begin::Now).await.is_ok());
        assert_eq!(published(&world).await.len(), before.len() + 1);
    }
}
