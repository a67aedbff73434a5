//! Clients that registered themselves look after their keys.

use idp::model::client::{ClientPolicy, Profile};
use idp::model::initial_access_token::Bounds;
use jose::{ContentEncryption, DecryptionKey, Jwk, KeyManagement, jwe};
use serde_json::{Value, json};

use crate::registration::{client, usual, with};
use crate::world::{Answer, REDIRECT_URI, World, refused};

const RSA_2048: &str = include_str!("../support/keys/rsa2048.json");

fn private() -> DecryptionKey {
    DecryptionKey::from_jwk(&Jwk::parse(RSA_2048.as_bytes()).unwrap(), KeyManagement::RsaOaep).unwrap()
}

/// The public half of the key that these tests open with.
fn public() -> Value {
    let mut key: Value = serde_json::from_str(RSA_2048).unwrap();
    key.as_object_mut().unwrap().retain(|name, _| matches!(name.as_str(), "kty" | "n" | "e"));
    key["use"] = json!("enc");
    key
}

fn opened(sealed: &str) -> String {
    let contents: Vec<_> = ContentEncryption::all().collect();
    let opened =
        jwe::decode(sealed).unwrap().decrypt(&private(), &[KeyManagement::RsaOaep], &contents).unwrap();
    String::from_utf8(opened.plaintext().to_vec()).unwrap()
}

/// A client that has its ID tokens sealed and brings no key along; its token and where its keys are.
async fn without_a_key(world: &World, bounds: Bounds, asked: &Value) -> (Answer, String, String) {
    let token = world.initial_access_token(1, bounds).await;
    let registered = world.register(Some(&token), asked).await;
    assert_eq!(registered.status, 201, "{registered:?}");
    let own = registered.text("registration_access_token");
    let keys = format!("{}/keys", registered.text("registration_client_uri"));
    (registered, own, keys)
}

on_both_stores! {
    async fn a_client_registers_a_key_opens_the_challenge_and_is_sealed_to(world) {
        let asked = with(json!({ "id_token_encrypted_response_alg": "RSA-OAEP", "id_token_encrypted_response_enc": "A128GCM" }));
        let (registered, own, keys) = without_a_key(&world, Bounds::default(), &asked).await;
        let client = client(&registered);
        let too_early = world.authorize(&client, &[]).await;
        assert_eq!(too_early.error().0, "unauthorized_client", "{too_early:?}");
        assert_eq!(too_early.parameter("error_code").as_deref(), Some("sealing-key-missing"));

        let made = world.manage("POST", &keys, Some(&own), Some(&public())).await;
        assert_eq!((made.status, made.header("cache-control")), (201, "no-store"), "{made:?}");
        assert_eq!(made.json()["ready"], false, "{made:?}");
        let (kid, challenge) = (made.text("kid"), made.text("challenge"));
        let at = format!("{keys}/{kid}");
        let again = world.manage("GET", &at, Some(&own), None).await;
        let found: Value = serde_json::from_str(&opened(&again.text("challenge"))).unwrap();
        assert_eq!(found, serde_json::from_str::<Value>(&opened(&challenge)).unwrap());

        let proof = format!("{at}/proof");
        let wrong = world.manage("POST", &proof, Some(&own), Some(&json!({ "answer": "wrong" }))).await;
        assert_eq!(wrong.text("error_code"), "client-key-proof-wrong", "{wrong:?}");
        let proven = world.manage("POST", &proof, Some(&own), Some(&json!({ "answer": found["answer"] }))).await;
        assert_eq!((proven.status, &proven.json()["ready"]), (200, &json!(true)), "{proven:?}");
        let listed = world.manage("GET", &keys, Some(&own), None).await.json();
        assert_eq!((listed["keys"].as_array().unwrap().len(), &listed["keys"][0]["kid"]), (1, &json!(kid)));

        let tokens = world.tokens(&client, &[]).await;
        let (_, id_token) = world.verified(&opened(&tokens.text("id_token"))).await;
        assert_eq!(id_token["aud"], client.id);

        assert_eq!(world.manage("DELETE", &at, Some(&own), None).await.status, 204);
        assert_eq!(world.manage("GET", &at, Some(&own), None).await.status, 404);
    }

    /// Under a profile that seals to no key that was not opened with, too.
    async fn a_client_of_the_finnish_profile_gets_along_without_an_administrator(world) {
        let bounds = Bounds { policy: ClientPolicy::of(Profile::Ftn), ..Bounds::default() };
        let signing = jose::SigningKey::generate(jose::JwsAlgorithm::ES256).unwrap();
        let asked = json!({ "redirect_uris": [REDIRECT_URI], "token_endpoint_auth_signing_alg": "ES256" });
        let (_, own, keys) = without_a_key(&world, bounds, &asked).await;
        for key in [public(), serde_json::to_value(signing.public_jwk()).unwrap()] {
            let made = world.manage("POST", &keys, Some(&own), Some(&key)).await;
            assert_eq!(made.status, 201, "{made:?}");
            if let Some(challenge) = made.json()["challenge"].as_str() {
                let found: Value = serde_json::from_str(&opened(challenge)).unwrap();
                let proof = format!("{keys}/{}/proof", made.text("kid"));
                assert_eq!(world.manage("POST", &proof, Some(&own), Some(&found)).await.status, 200);
            }
        }
        let listed = world.manage("GET", &keys, Some(&own), None).await.json();
        assert_eq!(listed["keys"].as_array().unwrap().len(), 2);
    }

    async fn nobody_else_sees_or_changes_them(world) {
        let (_, own, keys) = without_a_key(&world, Bounds::default(), &usual()).await;
        let (_, other, _) = without_a_key(&world, Bounds::default(), &usual()).await;
        let made = world.manage("POST", &keys, Some(&own), Some(&public())).await;
        let at = format!("{keys}/{}", made.text("kid"));
        let answer = json!({ "answer": "x" });
        let proof = format!("{at}/proof");
        for (method, path, body) in [
            ("GET", &keys, None),
            ("POST", &keys, Some(&public())),
            ("GET", &at, None),
            ("DELETE", &at, None),
            ("POST", &proof, Some(&answer)),
        ] {
            let others = world.manage(method, path, Some(&other), body).await;
            assert_eq!(others.refusal(), refused(401, "invalid_token", "registration-access-token-invalid"), "{path}");
            let nobodys = world.manage(method, path, None, body).await;
            assert_eq!((nobodys.status, nobodys.text("error_code").as_str()), (401, "token-missing"), "{path}");
        }
        assert_eq!(world.manage("GET", &at, Some(&own), None).await.status, 200);
    }

    /// What vouches for other keys is agreed on with somebody.
    async fn the_key_that_signs_a_key_set_is_for_administrators(world) {
        let (_, own, keys) = without_a_key(&world, Bounds::default(), &usual()).await;
        let key = jose::SigningKey::generate(jose::JwsAlgorithm::ES256).unwrap().public_jwk();
        let mut key = serde_json::to_value(key).unwrap();
        assert_eq!(world.manage("POST", &keys, Some(&own), Some(&key)).await.status, 201);
        let other = jose::SigningKey::generate(jose::JwsAlgorithm::ES256).unwrap().public_jwk();
        key = serde_json::to_value(other).unwrap();
        key["use"] = json!("key_set");
        let answer = world.manage("POST", &keys, Some(&own), Some(&key)).await;
        assert_eq!((answer.status, answer.text("error_code").as_str()), (400, "client-key-use"), "{answer:?}");
    }
}
