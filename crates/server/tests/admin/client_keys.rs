//! The keys of clients: registered, opened with, changed, removed.

use idp::model::client::ClientPolicy;
use jose::{ContentEncryption, DecryptionKey, Jwk, KeyManagement, jwe};
use serde_json::{Value, json};

use crate::api::Api;
use crate::world::{Answer, Client, REDIRECT_URI, World};

const RSA_2048: &str = include_str!("../support/keys/rsa2048.json");
const RSA_4096: &str = include_str!("../support/keys/rsa4096.json");
const RSA_1024: &str = include_str!("../support/keys/rsa1024.json");
const PEM: &str = include_str!("../support/keys/rsa2048.pem");
const DER: &[u8] = include_bytes!("../support/keys/rsa2048.der");

/// The public half of a key of a test.
fn public(private: &str) -> Value {
    let mut key: Value = serde_json::from_str(private).unwrap();
    let public = |name: &String, _: &mut Value| matches!(name.as_str(), "kty" | "kid" | "n" | "e");
    key.as_object_mut().unwrap().retain(public);
    key
}

fn with(mut key: Value, members: Value) -> Value {
    key.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    key
}

/// What was sealed to a key.
fn opened(challenge: &str, private: &str, management: KeyManagement) -> (jwe::Header, Value) {
    let sealed = jwe::decode(challenge).unwrap();
    let key = DecryptionKey::from_jwk(&Jwk::parse(private.as_bytes()).unwrap(), management).unwrap();
    let opened = sealed.decrypt(&key, &[management], &[ContentEncryption::A128CbcHs256]).unwrap();
    (opened.header().clone(), serde_json::from_slice(opened.plaintext()).unwrap())
}

fn refusal(answer: &Answer) -> (u16, String) {
    (answer.status, answer.text("error_code"))
}

fn keys_of(client: &Client) -> String {
    format!("/v1/clients/{}/keys", client.id)
}

/// Posts JSON without a token.
async fn post_json(world: &World, address: &str, body: &Value) -> Answer {
    let request = world.http.post(address).header("content-type", "application/json").body(body.to_string());
    Answer::of(request.send().await.unwrap()).await
}

/// Sends something as a key that no program of ours would.
async fn send(api: &Api<'_>, path: &str, media_type: &str, body: Vec<u8>) -> Answer {
    let request = api.request("POST", path).header("content-type", media_type).body(body);
    api.send("POST", path, request).await
}

on_both_stores! {
    async fn a_key_is_answered_with_the_name_we_gave_it(world) {
        let (api, client) = (Api::new(&world).await, world.shop().await);
        let keys = keys_of(&client);
        for (private, bits) in [(RSA_2048, 2048), (RSA_4096, 4096)] {
            let offered = public(private);
            assert_eq!(offered["kid"], "mine");
            let made = api.post(&keys, &offered).await;
            assert_eq!(made.status, 201, "{made:?}");
            let kid = made.text("kid");
            assert!(kid != "mine" && kid.starts_with("enc-"), "{kid}");
            assert_eq!(Jwk::from_value(made.json()).unwrap().bits(), bits);
            assert_eq!((made.text("use"), made.json()["n"].clone()), ("enc".to_owned(), offered["n"].clone()));
            assert_eq!(Some(made.text("thumbprint")), Jwk::from_value(offered).unwrap().thumbprint());
            assert_eq!(made.header("location"), format!("/admin/api{keys}/{kid}"));
            let read = api.get(&format!("{keys}/{kid}")).await;
            assert_eq!((read.text("kid"), read.text("state")), (kid, "counts".to_owned()));
            assert_eq!((&made.json()["ready"], &read.json()["ready"]), (&json!(false), &json!(false)));
        }
        let listed = api.get(&keys).await.json();
        assert_eq!(listed["keys"].as_array().unwrap().len(), 2);
        assert_eq!(jose::JwkSet::from_value(listed).unwrap().keys.len(), 2, "the list is a key set");
        let within = json!({ "jwk": with(public(RSA_2048), json!({ "use": "sig" })), "overlap": 5 });
        assert_eq!(refusal(&api.post(&keys, &within).await), (409, "client-key-known".to_owned()));
        let other = world.shop().await;
        let made = api.post(&keys_of(&other), &within).await;
        assert_eq!((made.status, made.text("use").as_str(), &made.json()["ready"]), (201, "sig", &json!(true)));
        assert_eq!(made.json().get("challenge"), None);
        assert_eq!(api.get("/v1/clients/nobody/keys").await.status, 404);
        assert_eq!(api.post("/v1/clients/nobody/keys", &public(RSA_2048)).await.status, 404);
    }

    async fn scenario_1_1_rsa_keys_are_taken_under_a_name_of_ours_and_nothing_else_is(world) {
        let api = Api::new(&world).await;
        let client = json!({ "redirect_uris": [REDIRECT_URI], "policy": { "profile": "signicat", "require_sealed": false } });
        let client = api.post("/v1/clients", &client).await;
        let keys = format!("/v1/clients/{}/keys", client.text("client_id"));
        for private in [RSA_2048, RSA_4096] {
            let made = api.post(&keys, &public(private)).await;
            assert_eq!(made.status, 201);
            assert!(!made.text("kid").is_empty() && made.text("kid") != "mine");
        }
        let point = DecryptionKey::generate(KeyManagement::EcdhEs).unwrap().public_jwk();
        let private: Value = serde_json::from_str(RSA_2048).unwrap();
        for (offered, code) in [
            (json!({ "jwk": PEM }), "client-key-not-jwk"),
            (public(RSA_1024), "client-key-too-short"),
            (private, "client-key-private"),
            (serde_json::to_value(point).unwrap(), "client-key-not-in-profile"),
        ] {
            assert_eq!(refusal(&api.post(&keys, &offered).await), (400, code.to_owned()), "{offered}");
        }
        let refused = send(&api, &keys, "application/x-pem-file", PEM.as_bytes().to_vec()).await;
        assert_eq!(refusal(&refused), (400, "client-key-not-jwk".to_owned()));
        assert_eq!(api.get(&keys).await.json()["keys"].as_array().unwrap().len(), 2);
    }

    async fn what_is_no_public_jwk_is_refused_each_for_its_own_reason(world) {
        let (api, client) = (Api::new(&world).await, world.shop().await);
        let keys = keys_of(&client);
        let private: Value = serde_json::from_str(RSA_2048).unwrap();
        let curve = json!({ "kty": "EC", "crv": "secp256k1", "x": "AA", "y": "AA" });
        for (offered, code) in [
            (private, "client-key-private"),
            (public(RSA_1024), "client-key-too-short"),
            (json!({ "keys": [public(RSA_2048)] }), "client-key-not-jwk"),
            (with(public(RSA_2048), json!({ "x5c": ["MIIB"] })), "client-key-not-jwk"),
            (json!({ "jwk": PEM }), "client-key-not-jwk"),
            (json!({ "pem": PEM }), "client-key-not-jwk"),
            (json!({ "jwk": 5 }), "client-key-malformed"),
            (json!({ "kty": "RSA", "e": "AQAB" }), "client-key-malformed"),
            (json!({ "kty": "oct", "k": "c2VjcmV0" }), "client-key-symmetric"),
            (curve, "client-key-kind"),
            (with(public(RSA_2048), json!({ "use": "tls" })), "client-key-use"),
            (with(public(RSA_2048), json!({ "use": "enc", "key_ops": ["sign"] })), "client-key-use"),
            (with(public(RSA_2048), json!({ "alg": "RSA1_5" })), "client-key-use"),
            (with(public(RSA_2048), json!({ "e": "AQ" })), "client-key-weak"),
        ] {
            assert_eq!(refusal(&api.post(&keys, &offered).await), (400, code.to_owned()), "{offered}");
        }
        for (media_type, body) in [
            ("application/json", PEM.as_bytes().to_vec()),
            ("application/x-pem-file", PEM.as_bytes().to_vec()),
            ("text/plain", PEM.as_bytes().to_vec()),
            ("application/pkix-cert", DER.to_vec()),
            ("application/octet-stream", DER.to_vec()),
        ] {
            let refused = send(&api, &keys, media_type, body).await;
            assert_eq!(refusal(&refused), (400, "client-key-not-jwk".to_owned()), "{media_type}");
        }
        let body = public(RSA_2048).to_string().into_bytes();
        let refused = send(&api, &keys, "text/plain", body.clone()).await;
        assert_eq!(refusal(&refused), (415, "media-type-unsupported".to_owned()));
        let refused = send(&api, &keys, "application/json", b"{".to_vec()).await;
        assert_eq!(refusal(&refused), (400, "request-malformed".to_owned()));
        assert_eq!(api.get(&keys).await.json()["keys"], json!([]));
        assert_eq!(send(&api, &keys, "application/jwk+json", body).await.status, 201);
    }

    async fn a_key_is_ready_once_its_challenge_was_opened(world) {
        let (api, client) = (Api::new(&world).await, world.shop().await);
        let keys = keys_of(&client);
        let made = api.post(&keys, &with(public(RSA_2048), json!({ "alg": "RSA-OAEP-256" }))).await;
        let (kid, challenge) = (made.text("kid"), made.text("challenge"));
        let (header, inside) = opened(&challenge, RSA_2048, KeyManagement::RsaOaep256);
        assert_eq!((header.kid.as_deref(), header.typ, header.cty.as_deref()), (Some(&*kid), None, Some("json")));
        assert_eq!((&inside["client_id"], &inside["kid"]), (&json!(client.id), &json!(kid)));
        let path = format!("{keys}/{kid}");
        let again = api.get(&path).await.text("challenge");
        assert_ne!(again, challenge, "sealed anew");
        assert_eq!(opened(&again, RSA_2048, KeyManagement::RsaOaep256).1, inside);

        let send_to = inside["send_to"].as_str().unwrap();
        assert_eq!(send_to, format!("{}/oauth2/key-test", world.base));
        let post = async |body: &Value| {
            post_json(&world, send_to, body).await
        };
        for wrong in [
            with(inside.clone(), json!({ "answer": "guessed" })),
            with(inside.clone(), json!({ "kid": "enc-other" })),
            with(inside.clone(), json!({ "client_id": "nobody" })),
        ] {
            assert_eq!(refusal(&post(&wrong).await), (400, "client-key-proof-wrong".to_owned()));
        }
        assert_eq!(api.get(&path).await.json()["ready"], json!(false));
        let told = post(&inside).await;
        let ready = json!({ "client_id": client.id, "kid": kid, "ready": true });
        assert_eq!((told.status, told.json()), (200, ready));
        let read = api.get(&path).await.json();
        assert_eq!((&read["ready"], &read["ready_on_word_of"]), (&json!(true), &Value::Null));
        assert!(read["ready_at"].is_string() && read.get("challenge").is_none());
    }

    async fn an_administrator_answers_a_challenge_or_does_without(world) {
        let (api, client) = (Api::new(&world).await, world.shop().await);
        let keys = keys_of(&client);
        let made = api.post(&keys, &public(RSA_2048)).await;
        let path = format!("{keys}/{}", made.text("kid"));
        let (_, inside) = opened(&made.text("challenge"), RSA_2048, KeyManagement::RsaOaep);
        let proof = format!("{path}/proof");
        let refused = api.post(&proof, &json!({ "answer": "guessed" })).await;
        assert_eq!(refusal(&refused), (400, "client-key-proof-wrong".to_owned()));
        let refused = api.post(&proof, &with(inside.clone(), json!({ "kid": "enc-other" }))).await;
        assert_eq!(refusal(&refused), (400, "parameter-invalid".to_owned()));
        let answer = api.post(&format!("{keys}/enc-other/proof"), &json!({ "answer": inside["answer"] })).await;
        assert_eq!(answer.status, 404);
        let proven = api.post(&proof, &json!({ "answer": inside["answer"] })).await;
        assert_eq!((proven.status, &proven.json()["ready"]), (200, &json!(true)));
        assert_eq!(api.post(&proof, &inside).await.status, 200, "whoever opens it twice is told the same");

        let other = api.post(&keys, &public(RSA_4096)).await.text("kid");
        let path = format!("{keys}/{other}");
        assert_eq!(api.patch(&path, &json!({ "ready": false })).await.status, 400);
        let amended = api.patch(&path, &json!({ "ready": true })).await.json();
        assert_eq!(amended["ready"], json!(true));
        assert!(amended["ready_on_word_of"].as_str().is_some_and(|who| !who.is_empty()), "{amended}");
    }

    async fn when_a_key_counts_is_said_and_changed(world) {
        let (api, client) = (Api::new(&world).await, world.shop().await);
        let keys = keys_of(&client);
        let times = json!({ "not_before": "2999-01-31T12:00:00Z", "not_after": "2999-02-28T13:00:00+01:00" });
        let made = api.post(&keys, &with(public(RSA_2048), times)).await;
        assert_eq!((made.status, made.text("state").as_str()), (201, "announced"));
        assert_eq!(made.text("not_after"), "2999-02-28T12:00:00Z");
        let path = format!("{keys}/{}", made.text("kid"));
        let stale = [("if-match", "\"1\"")];
        let change = json!({ "not_before": "2026-01-01T00:00:00Z", "not_after": null });
        assert_eq!(api.write("PATCH", &path, &change, &stale).await.status, 412);
        let changed = api.patch(&path, &change).await;
        assert_eq!((changed.text("state").as_str(), &changed.json()["not_after"]), ("counts", &Value::Null));
        for bad in [
            json!({ "not_after": "2025-01-01T00:00:00Z" }),
            json!({ "not_after": "tomorrow" }),
            json!({ "not_before": 5 }),
        ] {
            assert_eq!(refusal(&api.patch(&path, &bad).await), (400, "parameter-invalid".to_owned()), "{bad}");
        }
        let over = api.patch(&path, &json!({ "not_after": "2026-02-01T00:00:00Z" })).await;
        assert_eq!(over.text("state"), "over");
        assert_eq!(api.delete(&path).await.status, 204);
        assert_eq!(api.delete(&path).await.status, 404);
    }

    async fn a_new_key_lets_the_one_before_go_on_for_a_while(world) {
        let (api, client) = (Api::new(&world).await, world.shop().await);
        let keys = keys_of(&client);
        let times = json!({ "not_before": "2999-01-01T00:00:00Z", "overlap": 3600 });
        let before = api.post(&keys, &public(RSA_2048)).await.text("kid");
        assert_eq!(api.post(&keys, &with(public(RSA_4096), times)).await.status, 201);
        let before = api.get(&format!("{keys}/{before}")).await;
        assert_eq!(before.text("not_after"), "2999-01-01T01:00:00Z");
    }

    async fn a_key_is_rehearsed_and_it_is_told_how_far_that_has_come(world) {
        let api = Api::new(&world).await;
        let metadata = json!({ "id_token_encrypted_response_alg": "RSA-OAEP" });
        let client = world.client(metadata, ClientPolicy::default()).await;
        let kid = api.post(&keys_of(&client), &public(RSA_2048)).await.text("kid");
        let path = format!("{}/{kid}/rehearsal", keys_of(&client));
        assert_eq!(api.get(&path).await.status, 404, "none was begun");
        for bad in [json!({ "user": "nobody" }), json!({ "within": 0 }), json!({ "within": 86_401 })] {
            assert_eq!(refusal(&api.post(&path, &bad).await), (400, "parameter-invalid".to_owned()), "{bad}");
        }
        let begun = api.post(&path, &json!({ "user": world.user_id, "within": 60 })).await;
        assert_eq!((begun.status, begun.text("stage"), begun.text("kid")), (200, "waits".to_owned(), kid.clone()));
        assert_eq!(api.get(&path).await.json(), begun.json());
        world.clock.advance(std::time::Duration::from_secs(61));
        // The token that opens the API lives on.
        assert_eq!(api.get(&path).await.text("stage"), "missed");
        let missing = format!("{}/enc-other/rehearsal", keys_of(&client));
        assert_eq!(api.post(&missing, &json!({})).await.status, 404);
    }

    async fn keys_are_for_administrators_and_their_test_takes_no_token(world) {
        let client = world.shop().await;
        assert_eq!(world.get(&format!("/admin/api{}", keys_of(&client))).await.status, 401);
        let unproven = post_json(&world, &format!("{}/oauth2/key-test", world.base), &json!({})).await;
        assert_eq!(refusal(&unproven), (400, "parameter-missing".to_owned()));
    }
}
