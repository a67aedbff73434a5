//! Requests that come as an object, and are refused.

use idp::model::client::ClientPolicy;
use jose::jwt;
use serde_json::{Value, json};

use crate::elsewhere::{Elsewhere, Says};
use crate::request_object::{Signer, new_key, unsigned, whole};
use crate::world::{Client, World};

/// `error` of the request with this object, after one that is accepted in the same setting.
async fn error(world: &World, signer: &Signer, object: &str) -> String {
    let accepted = signer.object(world, &json!({}));
    let page = world.authorize(&signer.client, &[("request", &accepted)]).await;
    assert!(page.location().contains("/login/"), "{page:?}");
    let answer = world.authorize(&signer.client, &[("request", object)]).await;
    assert_eq!(answer.parameter("state").as_deref(), Some("a state & more"));
    answer.error().0
}

async fn leads_to_login(world: &World, client: &Client, parameters: &[(&str, &str)]) -> bool {
    world.authorize(client, parameters).await.location().contains("/login/")
}

/// With one letter of its payload or signature changed.
fn tampered(object: &str, part: usize) -> String {
    let mut parts: Vec<String> = object.split('.').map(str::to_owned).collect();
    let first = if parts[part].starts_with('A') { "B" } else { "A" };
    parts[part].replace_range(..1, first);
    parts.join(".")
}

on_both_stores! {
    async fn signed_by_others_tampered_with_or_no_token_at_all(world) {
        let signer = Signer::new(&world, json!({})).await;
        let good = signer.object(&world, &json!({}));
        let others = jwt::sign(None, &signer.claims(&world, &json!({})), &new_key("mine")).unwrap();
        let unknown = jwt::sign(None, &signer.claims(&world, &json!({})), &new_key("other")).unwrap();
        let unsigned = unsigned(&signer.claims(&world, &json!({})));
        let (payload, signature) = (tampered(&good, 1), tampered(&good, 2));
        let confused = good.replacen('.', "..", 1);
        for object in [&others, &unknown, &unsigned, &payload, &signature, &confused, "a.b.c"] {
            assert_eq!(error(&world, &signer, object).await, "invalid_request_object", "{object}");
        }
        // What is shaped as if it were sealed is answered as what is.
        for object in ["a.b.c.d.e", "{}"] {
            world.authorize(&signer.client, &[("request", object)]).await.assert_page(400, "request-object-invalid");
        }
    }

    async fn of_another_client_reader_or_time(world) {
        let signer = Signer::new(&world, json!({})).await;
        let now = world.node.now().as_secs();
        for claims in [
            json!({ "iss": "somebody" }),
            json!({ "client_id": "somebody" }),
            json!({ "aud": "https://other.example" }),
            json!({ "exp": now - 3600 }),
            json!({ "nbf": now + 3600 }),
            json!({ "request": "a.b.c" }),
            json!({ "response_type": "token" }),
        ] {
            let object = signer.object(&world, &claims);
            assert_eq!(error(&world, &signer, &object).await, "invalid_request_object", "{claims}");
        }
    }

    async fn left_out_by_a_client_that_signs_all_its_requests(world) {
        let signer = Signer::new(&world, json!({ "require_signed_request_object": true })).await;
        let object = signer.object(&world, &whole());
        assert!(leads_to_login(&world, &signer.client, &[("request", &object)]).await);
        let answer = world.authorize(&signer.client, &[]).await;
        assert_eq!(answer.error().0, "invalid_request");
    }

    async fn from_an_address_that_is_not_registered_and_that_is_never_asked(world) {
        let elsewhere = Elsewhere::start().await;
        let address = format!("{}/request", elsewhere.base);
        let signer = Signer::new(&world, json!({ "request_uris": [address] })).await;
        elsewhere.say("/request", Says::json(&signer.object(&world, &json!({}))));
        elsewhere.say("/other", Says::json(&signer.object(&world, &json!({}))));
        assert!(leads_to_login(&world, &signer.client, &[("request_uri", &address)]).await);
        for other in [
            format!("{}/other", elsewhere.base),
            format!("{address}?x=y"),
            format!("{address}/../other"),
            address.replace("127.0.0.1", "localhost"),
        ] {
            let answer = world.authorize(&signer.client, &[("request_uri", &other)]).await;
            assert_eq!(answer.error().0, "invalid_request_uri", "{other}");
        }
        assert_eq!(elsewhere.asked().len(), 1);
        let wrong = format!("{address}#{}", "A".repeat(43));
        let answer = world.authorize(&signer.client, &[("request_uri", &wrong)]).await;
        assert_eq!(answer.error().0, "invalid_request_uri");
    }

    async fn from_an_address_where_nothing_good_is(world) {
        let elsewhere = Elsewhere::start().await;
        let address = format!("{}/request", elsewhere.base);
        let signer = Signer::new(&world, json!({ "request_uris": [address] })).await;
        let object = signer.object(&world, &json!({}));
        let redirect = format!("location: {}/elsewhere\r\n", elsewhere.base);
        elsewhere.say("/elsewhere", Says::json(&object));
        for (says, error) in [
            (Says::status("404 Not Found", "", &object), "invalid_request_uri"),
            (Says::status("500 Oh", "", &object), "invalid_request_uri"),
            (Says::status("302 Found", &redirect, ""), "invalid_request_uri"),
            (Says::json(&"x".repeat(300_000)), "invalid_request_uri"),
            (Says::json("<html>"), "invalid_request_object"),
            (Says::json(""), "invalid_request_object"),
        ] {
            elsewhere.say("/request", says);
            let answer = world.authorize(&signer.client, &[("request_uri", &address)]).await;
            assert_eq!(answer.error().0, error);
        }
        elsewhere.say("/request", Says::json(&object));
        assert!(leads_to_login(&world, &signer.client, &[("request_uri", &address)]).await);
    }

    async fn told_on_a_page_where_only_the_object_would_say_where_the_client_is(world) {
        let signer = Signer::new(&world, json!({})).await;
        let mut claims = signer.claims(&world, &whole());
        claims["aud"] = Value::from("https://other.example");
        let bad = jwt::sign(None, &claims, &signer.key).unwrap();
        let answer = world.authorize(&signer.client, &[("request", &bad), ("redirect_uri", "")]).await;
        answer.assert_page(400, "request-object-invalid");
        let good = signer.object(&world, &whole());
        assert!(leads_to_login(&world, &signer.client, &[("request", &good), ("redirect_uri", "")]).await);
    }

    async fn from_a_client_that_registered_nothing_of_the_kind(world) {
        let shop = world.shop().await;
        let object = unsigned(&json!({}));
        assert_eq!(world.authorize(&shop, &[("request", &object)]).await.error().0, "request_not_supported");
        let metadata = json!({ "request_object_signing_alg": "none" });
        let client = world.client(metadata, ClientPolicy::default()).await;
        assert!(leads_to_login(&world, &client, &[("request", &object)]).await);
    }
}
