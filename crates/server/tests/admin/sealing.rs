//! What is told of whether a client's answers can be sealed, from its making to its first sealed ID token.

use jose::{ContentEncryption, DecryptionKey, Jwk, KeyManagement, jwe};
use serde_json::{Value, json};

use crate::api::Api;
use crate::world::{Answer, Client, REDIRECT_URI, World};

const PRIVATE: &str = include_str!("../support/keys/rsa2048.json");

fn public() -> Value {
    let mut key: Value = serde_json::from_str(PRIVATE).unwrap();
    key.as_object_mut().unwrap().retain(|name, _| matches!(name.as_str(), "kty" | "n" | "e"));
    key
}

/// What was sealed to the key: the name it was sealed under, and the content.
fn opened(token: &str) -> (String, String) {
    let key = Jwk::parse(PRIVATE.as_bytes()).unwrap();
    let key = DecryptionKey::from_jwk(&key, KeyManagement::RsaOaep).unwrap();
    let encryptions: Vec<_> = ContentEncryption::all().collect();
    let opened = jwe::decode(token).unwrap().decrypt(&key, &[key.management()], &encryptions).unwrap();
    (opened.header().kid.clone().unwrap(), String::from_utf8(opened.plaintext().to_vec()).unwrap())
}

async fn standing(api: &Api<'_>, client: &Client) -> Value {
    api.get(&format!("/v1/clients/{}", client.id)).await.json()["sealing"].clone()
}

async fn error_of(world: &World, client: &Client) -> (String, String) {
    world.authorize(client, &[]).await.error()
}

on_both_stores! {
    async fn a_client_is_told_of_as_not_ready_until_it_opened_something(world) {
        let api = Api::new(&world).await;
        let asked = json!({
            "redirect_uris": [REDIRECT_URI], "id_token_encrypted_response_alg": "RSA-OAEP",
            "userinfo_encrypted_response_alg": "dir", "userinfo_encrypted_response_enc": "A256GCM",
        });
        let made = api.post("/v1/clients", &asked).await;
        let client = Client { id: made.text("client_id"), secret: made.text("client_secret") };
        let userinfo = json!({
            "answer": "userinfo", "alg": "dir", "enc": "A256GCM", "ready": true, "kid": null,
            "error_code": null, "error_description": null,
        });
        let told = standing(&api, &client).await;
        let [id_token, other] = &told.as_array().unwrap()[..] else { panic!() };
        assert_eq!(other, &userinfo);
        assert_eq!((&id_token["ready"], &id_token["error_code"]), (&json!(false), &json!("sealing-key-missing")));
        assert_eq!((&id_token["alg"], &id_token["enc"]), (&json!("RSA-OAEP"), &json!("A128CBC-HS256")));
        assert_eq!(error_of(&world, &client).await.1, id_token["error_description"].as_str().unwrap(), "in the same words");

        let key = api.post(&format!("/v1/clients/{}/keys", client.id), &public()).await;
        let id_token = standing(&api, &client).await[0].clone();
        assert_eq!((&id_token["ready"], &id_token["error_code"]), (&json!(false), &json!("sealing-key-unproven")));
        assert_eq!(error_of(&world, &client).await.1, id_token["error_description"].as_str().unwrap());

        let (_, challenge) = opened(&key.text("challenge"));
        let send_to = serde_json::from_str::<Value>(&challenge).unwrap()["send_to"].as_str().unwrap().to_owned();
        let request = world.http.post(send_to).header("content-type", "application/json").body(challenge);
        assert_eq!(Answer::of(request.send().await.unwrap()).await.status, 200);
        let kid = key.text("kid");
        let ready = json!({
            "answer": "id_token", "alg": "RSA-OAEP", "enc": "A128CBC-HS256", "ready": true, "kid": kid,
            "error_code": null, "error_description": null,
        });
        assert_eq!(standing(&api, &client).await, json!([ready, userinfo]));
        let (sealed_to, id_token) = opened(&world.tokens(&client, &[]).await.text("id_token"));
        assert_eq!(sealed_to, kid);
        world.verified(&id_token).await;
    }

    async fn what_was_read_can_be_sent_back(world) {
        let api = Api::new(&world).await;
        let asked = json!({ "redirect_uris": [REDIRECT_URI], "id_token_encrypted_response_alg": "A256KW" });
        let made = api.post("/v1/clients", &asked).await;
        let path = format!("/v1/clients/{}", made.text("client_id"));
        let read = api.get(&path).await.json();
        assert_eq!(read["sealing"][0]["ready"], true);
        assert_eq!(api.put(&path, &read).await.status, 200);
        let plain = api.post("/v1/clients", &json!({ "redirect_uris": [REDIRECT_URI] })).await;
        assert_eq!(api.get(&format!("/v1/clients/{}", plain.text("client_id"))).await.json().get("sealing"), None);
    }
}
