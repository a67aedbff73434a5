//! Initial access tokens: made, told of, used, taken back; and the clients that came by them.

use std::time::Duration;

use serde_json::{Value, json};

use crate::api::Api;
use crate::world::{Answer, World};

const PATH: &str = "/v1/initial-access-tokens";

/// Registers a client.
async fn register(world: &World, token: &str, members: Value) -> Answer {
    let mut asked =
        json!({ "redirect_uris": ["https://guest.example/cb"], "id_token_signed_response_alg": "ES256" });
    asked.as_object_mut().unwrap().extend(members.as_object().unwrap().clone());
    let request = world.http.post(format!("{}/oauth2/register", world.base)).bearer_auth(token);
    let request = request.header("content-type", "application/json").body(asked.to_string());
    Answer::of(request.send().await.unwrap()).await
}

on_both_stores! {
    async fn makes_a_token_and_tells_it_once(world) {
        let api = Api::new(&world).await;
        let made = api.post(PATH, &json!({})).await;
        assert_eq!(made.status, 201, "{made:?}");
        let (id, token) = (made.text("id"), made.text("initial_access_token"));
        assert_eq!(made.location(), format!("/admin/api{PATH}/{id}"));
        let usual = made.json();
        assert_eq!((&usual["uses"], &usual["used"], &usual["state"]), (&json!(1), &json!(0), &json!("usable")));
        assert_eq!((&usual["name"], &usual["scope"]), (&Value::Null, &Value::Null));
        assert_eq!((&usual["policy"]["profile"], &usual["redirect_hosts"]), (&json!("basic"), &json!([])));
        let seconds = |name: &str| usual[name].as_str().unwrap().parse::<jiff::Timestamp>().unwrap().as_second();
        assert_eq!(seconds("expires_at") - seconds("created_at"), 7 * 86_400);
        let read = api.get(&format!("{PATH}/{id}")).await;
        let mut expected = usual.clone();
        expected.as_object_mut().unwrap().remove("initial_access_token");
        assert_eq!(read.json(), expected);
        let listed = api.get(PATH).await;
        assert_eq!(listed.json()["initial_access_tokens"], json!([expected]));
        let hash = jose::base64url::encode(jose::digest::sha256(token.as_bytes()));
        for text in [&read.body, &listed.body] {
            assert!(!text.contains(&token) && !text.contains(&hash), "{text}");
        }
    }

    async fn what_it_says_bounds_the_clients_that_use_it(world) {
        let api = Api::new(&world).await;
        let wanted = json!({
            "name": "For the guests' shops", "uses": 3, "expires_in": 3600, "scope": "openid orders",
            "grant_types": ["authorization_code"], "response_types": ["code"],
            "redirect_hosts": ["guest.example", ".guests.example"],
            "policy": { "profile": "ciam", "access_token_ttl": 120 },
        });
        let made = api.post(PATH, &wanted).await;
        assert_eq!(made.status, 201, "{made:?}");
        for name in ["name", "uses", "scope", "grant_types", "response_types", "redirect_hosts"] {
            assert_eq!(made.json()[name], wanted[name], "{name}");
        }
        let token = made.text("initial_access_token");
        let elsewhere = json!({ "redirect_uris": ["https://elsewhere.example/"] });
        assert_eq!(register(&world, &token, elsewhere).await.text("error"), "invalid_redirect_uri");
        let registered = register(&world, &token, json!({ "scope": "openid email orders" })).await;
        assert_eq!(registered.text("scope"), "openid orders");
        let client = api.get(&format!("/v1/clients/{}", registered.text("client_id"))).await.json();
        assert_eq!(client["policy"]["access_token_ttl"], 120);
        assert_eq!(client["policy"]["profile"], "ciam");
        let id = made.text("id");
        assert_eq!(client["registration"], json!({ "initial_access_token": id, "manages_itself": true }));
        let read = api.get(&format!("{PATH}/{id}")).await.json();
        assert_eq!((&read["used"], &read["state"]), (&json!(1), &json!("usable")));
    }

    async fn a_client_of_the_house_did_not_register_itself(world) {
        let api = Api::new(&world).await;
        let made = api.post("/v1/clients", &json!({ "redirect_uris": ["https://shop.example/"] })).await;
        assert_eq!(made.json()["registration"], Value::Null);
        let path = format!("/v1/clients/{}", made.text("client_id"));
        // What is told can be sent back.
        let mut told = made.json();
        told.as_object_mut().unwrap().remove("client_secret");
        assert_eq!(api.put(&path, &told).await.status, 200);
    }

    async fn a_token_is_taken_back_and_its_clients_stay(world) {
        let api = Api::new(&world).await;
        let made = api.post(PATH, &json!({ "uses": 2 })).await;
        let (path, token) = (format!("{PATH}/{}", made.text("id")), made.text("initial_access_token"));
        let registered = register(&world, &token, json!({})).await;
        assert_eq!(api.delete(&path).await.status, 204);
        assert_eq!(register(&world, &token, json!({})).await.text("error_code"), "initial-access-token-unknown");
        assert_eq!((api.get(&path).await.status, api.delete(&path).await.status), (404, 404));
        let client = api.get(&format!("/v1/clients/{}", registered.text("client_id"))).await;
        assert_eq!(client.json()["registration"]["initial_access_token"], made.json()["id"]);
    }

    async fn its_time_and_its_uses_end(world) {
        let api = Api::new(&world).await;
        let once = api.post(PATH, &json!({ "expires_in": 60 })).await;
        let twice = api.post(PATH, &json!({ "expires_in": 60, "uses": 2 })).await;
        let state = async |made: &Answer| api.get(&format!("{PATH}/{}", made.text("id"))).await.text("state");
        let (one, two) = (once.text("initial_access_token"), twice.text("initial_access_token"));
        assert_eq!(register(&world, &one, json!({})).await.status, 201);
        assert_eq!(register(&world, &one, json!({})).await.text("error_code"), "initial-access-token-used");
        assert_eq!(state(&once).await, "used");
        assert_eq!(register(&world, &two, json!({})).await.status, 201);
        world.clock.advance(Duration::from_secs(61));
        assert_eq!(register(&world, &two, json!({})).await.text("error_code"), "initial-access-token-expired");
        assert_eq!(state(&twice).await, "expired");
    }

    async fn lists_page_by_page(world) {
        let api = Api::new(&world).await;
        for _ in 0..3 {
            api.post(PATH, &json!({})).await;
        }
        let first = api.get(&format!("{PATH}?limit=2")).await.json();
        assert_eq!(first["initial_access_tokens"].as_array().unwrap().len(), 2);
        let rest = api.get(&format!("{PATH}?after={}", first["next"].as_str().unwrap())).await.json();
        assert_eq!((rest["initial_access_tokens"].as_array().unwrap().len(), &rest["next"]), (1, &Value::Null));
        for query in ["limit=0", "after=%00", "login_name=x"] {
            assert_eq!(api.get(&format!("{PATH}?{query}")).await.status, 400, "{query}");
        }
    }

    async fn refuses_tokens_that_cannot_be(world) {
        let api = Api::new(&world).await;
        for (body, words) in [
            (json!({ "uses": 0 }), "uses"),
            (json!({ "uses": "many" }), "a whole number"),
            (json!({ "usse": 1 }), "uses"),
            (json!({ "expires_in": 0 }), "expires_in"),
            (json!({ "name": "two\nlines" }), "name"),
            (json!({ "scope": "openid admin" }), "scope"),
            (json!({ "grant_types": [] }), "grant_types"),
            (json!({ "grant_types": ["password"] }), "authorization_code"),
            (json!({ "response_types": ["none"] }), "response_types"),
            (json!({ "redirect_hosts": ["*.example"] }), "redirect_hosts"),
            (json!({ "policy": { "skip_consent": true } }), "skip_consent"),
            (json!({ "policy": { "introspect_any": true } }), "introspect_any"),
            (json!({ "policy": { "code_tll": 5 } }), "code_ttl"),
        ] {
            let refused = api.post(PATH, &body).await;
            assert_eq!((refused.status, refused.text("error_code").as_str()), (400, "parameter-invalid"), "{body}");
            assert!(refused.text("error_description").contains(words), "{body}: {refused:?}");
        }
        assert_eq!(api.post(PATH, &json!({ "uses": 1_000_000, "expires_in": 31_622_400 })).await.status, 201);
    }

    async fn an_administrator_ends_that_a_client_manages_itself(world) {
        let api = Api::new(&world).await;
        let token = api.post(PATH, &json!({})).await.text("initial_access_token");
        let registered = register(&world, &token, json!({})).await;
        let (id, own) = (registered.text("client_id"), registered.text("registration_access_token"));
        let read = async || {
            let request = world.http.get(registered.text("registration_client_uri")).bearer_auth(&own);
            request.send().await.unwrap().status().as_u16()
        };
        assert_eq!(read().await, 200);
        let path = format!("/v1/clients/{id}/registration-access-token");
        for _ in 0..2 {
            let taken = api.delete(&path).await;
            assert_eq!((taken.status, &taken.json()["registration"]["manages_itself"]), (200, &json!(false)));
        }
        assert_eq!(read().await, 401);
        assert_eq!(api.delete("/v1/clients/nobody/registration-access-token").await.status, 404);
    }
}
