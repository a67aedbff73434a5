//! Answers in one JWT that is signed and then encrypted for the client (JARM §2.2): codes, tokens and
//! refusals, in every way of encryption; and none at all where that cannot be.

use idp::model::client::ClientPolicy;
use jose::{ContentEncryption, Jwk, KeyManagement};
use serde_json::{Value, json};

use crate::elsewhere::{Elsewhere, Says};
use crate::reader::{Opened, open, open_by_secret, published, reader};
use crate::world::{Answer, Client, World};

/// A client of the house whose answers are sealed like this, where it asks for them as a JWT.
async fn sealing(world: &World, further: Value) -> Client {
    let mut metadata = json!({ "authorization_signed_response_alg": "ES256" });
    metadata.as_object_mut().unwrap().extend(further.as_object().unwrap().clone());
    world.hybrid(metadata, ClientPolicy { skip_consent: true, ..ClientPolicy::default() }).await
}

fn sealed(answer: &Answer) -> (&'static str, String) {
    let (carried, mut told) = answer.carried();
    let response = told.remove("response").unwrap_or_else(|| panic!("{answer:?}"));
    assert!(told.is_empty(), "nothing is told beside it: {answer:?}");
    assert_eq!(response.split('.').count(), 5, "it is encrypted: {answer:?}");
    (carried, response)
}

on_both_stores! {
    async fn answers_and_refusals_reach_their_reader_in_every_way_of_encryption(world) {
        for alg in KeyManagement::all() {
            let key: Option<&Jwk> = match alg {
                KeyManagement::Dir | KeyManagement::A128Kw | KeyManagement::A256Kw => None,
                KeyManagement::RsaOaep | KeyManagement::RsaOaep256 => Some(&reader().rsa),
                _ => Some(&reader().agreement[0].1),
            };
            let mut metadata = json!({ "authorization_encrypted_response_alg": alg });
            if let Some(key) = key {
                metadata["jwks"] = published(std::slice::from_ref(key));
            }
            let client = sealing(&world, metadata).await;
            let opened = |token: &str| -> Opened {
                key.map_or_else(|| open_by_secret(token, &client.secret), |key| open(token, key))
            };
            let silent = world.authorize(&client, &[("response_mode", "jwt"), ("prompt", "none")]).await;
            let refused = opened(&sealed(&silent).1);
            assert_eq!(refused.header["enc"], "A128CBC-HS256", "{alg}");
            let (header, claims) = refused.verified(&world).await;
            assert_eq!((header.alg.name(), &claims["error"]), ("ES256", &json!("login_required")), "{alg}");
            assert_eq!((&claims["aud"], &claims["iss"]), (&json!(client.id), &json!(world.base)), "{alg}");

            let asked = [("response_mode", "jwt"), ("response_type", "code id_token")];
            let answer = world.browser().sign_in(&world.authorize_url(&client, &asked)).await;
            let (carried, response) = sealed(&answer);
            assert_eq!(carried, "fragment", "{alg}");
            let (_, claims) = opened(&response).verified(&world).await;
            assert_eq!(claims["state"], "a state & more", "{alg}");
            assert!(claims["id_token"].is_string() && claims["session_state"].is_string(), "{alg}");
            assert_eq!(world.redeem(&client, claims["code"].as_str().unwrap()).await.status, 200, "{alg}");
        }
    }

    async fn each_content_encryption_is_what_was_registered(world) {
        for enc in ContentEncryption::all() {
            let metadata = json!({
                "authorization_encrypted_response_alg": "ECDH-ES",
                "authorization_encrypted_response_enc": enc,
                "jwks": published(&[reader().agreement[0].1.clone()]),
            });
            let client = sealing(&world, metadata).await;
            let asked = [("response_mode", "form_post.jwt"), ("prompt", "none")];
            let (carried, response) = sealed(&world.authorize(&client, &asked).await);
            let opened = open(&response, &reader().agreement[0].1);
            assert_eq!((carried, &opened.header["enc"]), ("form_post", &json!(enc)));
            assert_eq!(opened.verified(&world).await.1["error"], "login_required");
        }
    }

    /// The person is told what is wrong; nothing goes to the client in the clear, refusal or not.
    async fn what_cannot_be_sealed_is_told_on_a_page(world) {
        let elsewhere = Elsewhere::start().await;
        let address = format!("{}/jwks", elsewhere.base);
        elsewhere.say("/jwks", Says::json(&json!({ "keys": [] }).to_string()));
        let metadata = json!({ "authorization_encrypted_response_alg": "RSA-OAEP", "jwks_uri": address });
        let client = sealing(&world, metadata).await;
        for asked in [&[("response_mode", "jwt")][..], &[("response_mode", "jwt"), ("prompt", "none")], &[("response_mode", "jwt"), ("scope", "x")]] {
            let answer = world.authorize(&client, asked).await;
            answer.assert_page(400, "sealing-key-missing");
        }
        let metadata = json!({ "authorization_encrypted_response_alg": "RSA-OAEP", "jwks": published(&[reader().rsa.clone()]) });
        let able = sealing(&world, metadata).await;
        assert!(world.authorize(&able, &[("response_mode", "jwt")]).await.location().contains("/login/"));
    }
}
