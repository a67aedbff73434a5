//! Clients whose answers must be encrypted and cannot be: nothing is issued, and the reason is told.

use std::time::Duration;

use idp::model::client::{ClientPolicy, Profile};
use serde_json::{Value, json};

use crate::elsewhere::{Elsewhere, Says};
use crate::reader::{open, published, reader};
use crate::world::{Client, World, refused};

fn missing(status: u16) -> (u16, String, String) {
    refused(status, "unauthorized_client", "sealing-key-missing")
}

/// A client of the house that wants these answers sealed for its RSA key.
async fn client_with(world: &World, answers: &[&str], further: Value) -> Client {
    let mut metadata = further;
    for answer in answers {
        metadata[format!("{answer}_encrypted_response_alg")] = json!("RSA-OAEP");
    }
    world.client(metadata, ClientPolicy { skip_consent: true, ..ClientPolicy::default() }).await
}

on_both_stores! {
    async fn nobody_is_asked_to_sign_in_where_no_key_will_do(world) {
        let jwks = published(&[reader().rsa.clone()]);
        for answer in ["id_token", "userinfo", "authorization"] {
            let client = client_with(&world, &[answer], json!({})).await;
            let (error, description) = world.authorize(&client, &[]).await.error();
            assert_eq!(error, "unauthorized_client");
            assert!(description.contains("a key for RSA-OAEP with use enc"), "{description}");
            let keys = client_with(&world, &[answer], json!({ "jwks": jwks })).await;
            assert!(world.authorize(&keys, &[]).await.location().contains("/login/"));
        }
        // This is asked for by nobody's browser.
        let client = client_with(&world, &["introspection"], json!({})).await;
        assert!(world.authorize(&client, &[]).await.location().contains("/login/"));
    }

    /// The key is taken away between the sign-in and the rest.
    async fn no_token_and_no_claim_is_given_once_the_key_is_gone(world) {
        let jwks = published(&[reader().rsa.clone()]);
        let wanted = |jwks: &Value| json!({
            "jwks": jwks, "id_token_encrypted_response_alg": "RSA-OAEP", "userinfo_encrypted_response_alg": "RSA-OAEP",
            "introspection_encrypted_response_alg": "RSA-OAEP",
        });
        let client = client_with(&world, &[], wanted(&jwks)).await;
        let tokens = world.tokens(&client, &[]).await;
        let code = world.code(&client, &[]).await;

        world.register_anew(&client, wanted(&json!({ "keys": [] }))).await;
        assert_eq!(world.redeem(&client, &code).await.refusal(), missing(400));
        assert_eq!(world.refresh(&client, &tokens.text("refresh_token")).await.refusal(), missing(400));
        let userinfo = world.userinfo(&tokens.text("access_token")).await;
        assert_eq!(userinfo.refusal(), missing(400));
        assert!(!userinfo.body.contains("maija"), "{userinfo:?}");
        let request = world.http.post(format!("{}/oauth2/introspect", world.base));
        let request = request.basic_auth(&client.id, Some(&client.secret)).form(&[("token", "x")]);
        let asked = request.header("accept", "application/token-introspection+jwt").send().await.unwrap();
        assert_eq!(crate::world::Answer::of(asked).await.refusal(), missing(400));

        // Neither code nor refresh token was used up.
        world.register_anew(&client, wanted(&jwks)).await;
        assert_eq!(world.redeem(&client, &code).await.status, 200);
        assert_eq!(world.refresh(&client, &tokens.text("refresh_token")).await.status, 200);
        assert_eq!(world.userinfo(&tokens.text("access_token")).await.status, 200);
    }

    async fn a_key_that_opened_nothing_yet_is_not_sealed_to(world) {
        let client = client_with(&world, &["id_token"], json!({})).await;
        world.keep_key(&client, &reader().rsa, "minted", false).await;
        let (error, description) = world.authorize(&client, &[]).await.error();
        assert_eq!(error, "unauthorized_client");
        assert!(description.contains("challenge"), "{description}");
        world.keep_key(&client, &reader().rsa, "minted", true).await;
        let id_token = world.tokens(&client, &[]).await.text("id_token");
        assert_eq!(open(&id_token, &reader().rsa).header["kid"], "minted");
    }

    /// FTN-06: always signed and encrypted.
    async fn who_must_be_answered_sealed_registers_nothing_else(world) {
        let sealed = json!({
            "id_token_signed_response_alg": "RS256", "id_token_encrypted_response_alg": "RSA-OAEP",
            "userinfo_signed_response_alg": "RS256", "userinfo_encrypted_response_alg": "RSA-OAEP",
            "grant_types": ["authorization_code"], "jwks": published(&[reader().rsa.clone()]), "subject_type": "pairwise",
        });
        for (profile, method) in [(Profile::Signicat, "client_secret_basic"), (Profile::Ftn, "private_key_jwt")] {
            let mut metadata = sealed.clone();
            metadata["token_endpoint_auth_method"] = json!(method);
            for member in ["id_token_encrypted_response_alg", "userinfo_encrypted_response_alg", "userinfo_signed_response_alg"] {
                let mut without = metadata.clone();
                without.as_object_mut().unwrap().remove(member);
                let refusal = world.refused_client(without, ClientPolicy::of(profile)).await;
                assert_eq!(refusal.detail.parameter.as_deref(), Some(member), "{profile}");
            }
        }
        // Keys made of secrets are none that the network knows.
        let mut by_secret = sealed.clone();
        by_secret["token_endpoint_auth_method"] = json!("private_key_jwt");
        by_secret["id_token_encrypted_response_alg"] = json!("dir");
        let refusal = world.refused_client(by_secret.clone(), ClientPolicy::of(Profile::Ftn)).await;
        assert_eq!(refusal.detail.parameter.as_deref(), Some("id_token_encrypted_response_alg"));
        by_secret["token_endpoint_auth_method"] = json!("client_secret_basic");
        for metadata in [by_secret, sealed] {
            world.tokens(&world.client(metadata, ClientPolicy::of(Profile::Signicat)).await, &[]).await;
        }
    }

    /// By address: found again when it changed, asked for anew when there is none that will do, and waited for
    /// while its host is away.
    async fn keys_at_an_address_are_followed(world) {
        let elsewhere = Elsewhere::start().await;
        let (first, second) = (reader().rsa.clone().with_kid("first"), reader().rsa.clone().with_kid("second"));
        let says = |keys: &Value| Says::with("cache-control: max-age=60\r\n", &keys.to_string());
        let address = elsewhere.say("/keys", says(&published(&[first])));
        let client = client_with(&world, &["id_token"], json!({ "jwks_uri": address })).await;
        let kid = |token: &str| open(token, &reader().rsa).header["kid"].clone();
        let tokens = world.tokens(&client, &[("scope", "openid offline_access"), ("prompt", "consent")]).await;
        assert_eq!(kid(&tokens.text("id_token")), "first");
        assert_eq!(elsewhere.asked().len(), 1);

        elsewhere.say("/keys", says(&published(std::slice::from_ref(&second))));
        world.clock.advance(Duration::from_secs(61));
        let tokens = world.refresh(&client, &tokens.text("refresh_token")).await;
        assert_eq!(kid(&tokens.text("id_token")), "second");

        // Out of its time, and nothing comes of asking.
        elsewhere.say("/keys", Says::status("503 Busy", "", ""));
        world.clock.advance(Duration::from_secs(48 * 3600));
        let away = world.refresh(&client, &tokens.text("refresh_token")).await;
        assert_eq!(away.refusal(), refused(503, "temporarily_unavailable", "sealing-keys-unavailable"));
        assert_ne!(away.header("retry-after"), "");
        assert!(world.authorize(&client, &[]).await.location().contains("/login/"), "they may be there by then");

        // There is nothing for it in the set.
        elsewhere.say("/keys", says(&json!({ "keys": [] })));
        world.clock.advance(Duration::from_secs(31));
        assert_eq!(world.refresh(&client, &tokens.text("refresh_token")).await.refusal(), missing(400));
        elsewhere.say("/keys", says(&published(&[second])));
        world.clock.advance(Duration::from_secs(31));
        assert_eq!(world.refresh(&client, &tokens.text("refresh_token")).await.status, 200);
    }

    async fn what_a_key_says_it_is_for_is_obeyed(world) {
        let public = published(&[reader().rsa.clone()])["keys"][0].clone();
        let with = |member: &str, value: Value| {
            let mut key = public.clone();
            key[member] = value;
            key
        };
        for (key, will_do) in [
            (public.clone(), true),
            (with("use", json!("sig")), false),
            (with("use", Value::Null), true),
            (with("alg", json!("RSA-OAEP")), true),
            (with("alg", json!("RSA-OAEP-256")), false),
            (with("alg", json!("RS256")), false),
            (with("key_ops", json!(["wrapKey"])), true),
            (with("key_ops", json!(["verify"])), false),
        ] {
            let mut key = key;
            key.as_object_mut().unwrap().retain(|_, value| !value.is_null());
            let client = client_with(&world, &["id_token"], json!({ "jwks": { "keys": [key] } })).await;
            let answer = world.authorize(&client, &[]).await;
            assert_eq!(answer.location().contains("/login/"), will_do, "{key}");
        }
    }
}
