//! Requests that are pushed, and refused (RFC 9126 §2.3).

use std::time::Duration;

use idp::model::client::ClientPolicy;
use serde_json::json;

use crate::pushed::{address, push, pushed};
use crate::request_object::{Signer, whole};
use crate::sealed_request::{BARE, asks, seal, sealer};
use crate::sealed_request_refused::{all_failures, uniform};
use crate::world::{Answer, Client, REDIRECT_URI, World, refused};

async fn leads_to_login(world: &World, client: &Client, reference: &str) -> bool {
    world.browser().get(&address(world, client, reference)).await.location().contains("/login/")
}

on_both_stores! {
    /// What is wrong is told to the client at once, and to nobody else.
    async fn what_the_authorization_endpoint_would_refuse(world) {
        let client = world.shop().await;
        let reference = pushed(&world, &client, &[]).await;
        assert!(leads_to_login(&world, &client, &reference).await);
        for (name, value, error, code) in [
            ("redirect_uri", "https://other.example/cb", "invalid_request", "redirect-uri-mismatch"),
            ("redirect_uri", "", "invalid_request", "redirect-uri-missing"),
            ("response_type", "", "invalid_request", "parameter-missing"),
            ("response_type", "id_token", "unauthorized_client", "response-type-not-registered"),
            ("scope", "orders", "invalid_scope", "scope-not-allowed"),
            ("code_challenge_method", "plain", "invalid_request", "pkce-plain-refused"),
            ("request_uri", &reference, "invalid_request", "parameter-invalid"),
            ("request", "a.b.c", "request_not_supported", "request-object-unsupported"),
            ("state", "\u{7}", "invalid_request", "parameter-invalid"),
        ] {
            let answer = push(&world, &client, &[(name, value)]).await;
            assert_eq!(answer.refusal(), refused(400, error, code), "{name}={value}");
            assert_eq!(answer.location(), "");
        }
        let long = "x".repeat(20_000);
        let answer = push(&world, &client, &[("login_hint", &long)]).await;
        assert!(answer.status == 400 && answer.text("error") == "invalid_request", "{answer:?}");
    }

    async fn clients_that_do_not_prove_themselves(world) {
        let client = world.shop().await;
        assert_eq!(push(&world, &client, &[]).await.status, 201);
        let wrong = Client { secret: "wrong".to_owned(), ..client.clone() };
        let named = Client { secret: String::new(), ..client.clone() };
        for unproven in [&wrong, &named] {
            let answer = push(&world, unproven, &[]).await;
            assert_eq!(answer.refusal(), refused(401, "invalid_client", "client-authentication-failed"));
        }
        let nobody = world.post("/oauth2/par", &[("response_type", "code")]).await;
        assert_eq!(nobody.refusal(), refused(401, "invalid_client", "client-authentication-missing"));
        let other = world.shop().await;
        let answer = push(&world, &client, &[("client_id", &other.id)]).await;
        assert_eq!(answer.text("error"), "invalid_client", "{answer:?}");
        let get = world.get("/oauth2/par").await;
        assert_eq!(get.refusal(), refused(405, "invalid_request", "method-not-allowed"));
    }

    /// Whoever does not prove to be the client learns nothing of what can be opened, and who does learns that
    /// it cannot be, and not why.
    async fn sealed_objects_that_cannot_be_opened_are_answered_alike_and_to_the_client_alone(world) {
        let client = sealer(&world, json!({})).await;
        let signer = Signer::new(&world, json!({})).await;
        let wrong = Client { secret: "wrong".to_owned(), ..client.clone() };
        let ask = async |client: &Client, object: &str| world.post_as(client, "/oauth2/par", &[("request", object)]).await;
        let good = seal(&world, &BARE, &asks(&client, &json!({})).to_string()).await;
        assert_eq!(ask(&client, &good).await.status, 201);
        let stranger = uniform(&ask(&wrong, &good).await);
        assert_eq!(ask(&wrong, &good).await.refusal(), refused(401, "invalid_client", "client-authentication-failed"));
        let mut first = None;
        for (name, object) in all_failures(&world, &client, &signer).await {
            // The client stands beside what is pushed, always.
            if name == "no client" {
                continue;
            }
            let answer = ask(&client, &object).await;
            assert_eq!(answer.refusal(), refused(400, "invalid_request_object", "request-object-invalid"), "{name}");
            assert_eq!(&uniform(&answer), first.get_or_insert_with(|| uniform(&answer)), "{name}");
            assert_eq!(uniform(&ask(&wrong, &object).await), stranger, "{name}");
        }
    }

    /// The person is told; nothing is sent anywhere, whatever else the address says.
    async fn references_of_others_that_are_over_or_never_were(world) {
        let (client, other) = (world.shop().await, world.shop().await);
        let reference = pushed(&world, &client, &[]).await;
        assert!(leads_to_login(&world, &client, &reference).await);
        let last = if reference.ends_with('A') { "E" } else { "A" };
        let near = format!("{}{last}", &reference[..reference.len() - 1]);
        for (client, reference) in [(&other, &reference), (&client, &near), (&client, &format!("{reference}A"))] {
            let url = format!("{}&redirect_uri={REDIRECT_URI}&response_type=code", address(&world, client, reference));
            world.browser().get(&url).await.assert_page(400, "pushed-request-unknown");
        }
        let nameless = format!("{}/oauth2/authorize?request_uri={reference}", world.base);
        world.browser().get(&nameless).await.assert_page(400, "parameter-missing");
        let unused = pushed(&world, &client, &[]).await;
        world.clock.advance(Duration::from_mins(10));
        for reference in [&reference, &unused] {
            world.browser().get(&address(&world, &client, reference)).await.assert_page(400, "pushed-request-over");
        }
        world.clock.advance(Duration::from_hours(24));
        let late = world.browser().get(&address(&world, &client, &unused)).await;
        assert!(late.status == 400 && late.location().is_empty(), "{late:?}");
    }

    /// What held when it was pushed must hold when the browser comes.
    async fn what_is_no_longer_allowed(world) {
        let client = world.shop().await;
        let reference = pushed(&world, &client, &[]).await;
        assert!(leads_to_login(&world, &client, &reference).await);
        world.disable_client(&client, true).await;
        world.browser().get(&address(&world, &client, &reference)).await.assert_page(400, "client-disabled");
        assert_eq!(push(&world, &client, &[]).await.status, 401);
    }

    async fn objects_of_a_client_that_must_sign(world) {
        let signer = Signer::new(&world, json!({ "require_signed_request_object": true })).await;
        let object = signer.object(&world, &whole());
        let only = [("request", object.as_str())];
        assert_eq!(push(&world, &signer.client, &only).await.status, 201);
        let answer = push(&world, &signer.client, &[]).await;
        assert_eq!(answer.refusal(), refused(400, "invalid_request", "request-object-required"));
        let other = Signer::new(&world, json!({ "require_signed_request_object": true })).await;
        let answer = push(&world, &other.client, &only).await;
        assert_eq!(answer.refusal(), refused(400, "invalid_request_object", "request-object-invalid"));
    }

    /// Also with an object, and with an address that is registered.
    async fn requests_that_are_not_pushed_where_they_must_be(world) {
        let metadata = json!({ "require_pushed_authorization_requests": true });
        let signer = Signer::new(&world, metadata).await;
        let object = signer.object(&world, &whole());
        let answer = world.authorize(&signer.client, &[("request", &object)]).await;
        assert_eq!(answer.error().0, "invalid_request", "{answer:?}");
        let reference = pushed(&world, &signer.client, &[("request", &object)]).await;
        assert!(leads_to_login(&world, &signer.client, &reference).await);
        let metadata = json!({ "require_pushed_authorization_requests": true, "redirect_uris": [REDIRECT_URI] });
        let plain = world.client(metadata, ClientPolicy::default()).await;
        let answer: Answer = world.authorize(&plain, &[("prompt", "none")]).await;
        assert_eq!(answer.error().0, "invalid_request", "before anything else is asked");
    }
}
