//! A client on its own behalf (RFC 6749 §4.4).

use std::time::Duration;

use idp::Reason;
use idp::client::register::NewClient;
use idp::key::Begin;
use idp::model::client::ClientPolicy;
use jose::JwsAlgorithm;
use serde_json::json;
use server::flow;

use crate::world::{Answer, Client, World, refused};

on_both_stores! {
    async fn gives_an_access_token_and_nothing_else(world) {
        let robot = robot(&world).await;
        let tokens = ask(&world, &robot, None).await;
        assert_eq!(tokens.status, 200, "{tokens:?}");
        let members: Vec<String> = tokens.json().as_object().unwrap().keys().cloned().collect();
        assert_eq!(members, ["access_token", "expires_in", "scope", "token_type"]);
        assert_eq!(tokens.json()["scope"], "orders:read orders:write", "all that is its own");
        let (header, claims) = world.verified(&tokens.text("access_token")).await;
        assert_eq!(header.typ.as_deref(), Some("at+jwt"));
        for (claim, value) in [
            ("iss", json!(world.base)), ("sub", json!(robot.id)), ("client_id", json!(robot.id)),
            ("aud", json!(robot.id)), ("azp", json!(robot.id)), ("scope", json!("orders:read orders:write")),
        ] {
            assert_eq!(claims[claim], value, "{claim}");
        }
        assert!(claims.get("auth_time").is_none() && claims.get("amr").is_none(), "nobody signed in: {claims}");
        let lives = claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap();
        assert_eq!((lives, tokens.json()["expires_in"].as_i64().unwrap()), (600, 600));
    }

    async fn gives_of_the_scope_what_is_asked_and_allowed(world) {
        let robot = robot(&world).await;
        for (asked, given) in [
            ("orders:read", "orders:read"),
            ("orders:write orders:read", "orders:write orders:read"),
            ("orders:read everything", "orders:read"),
            ("orders:read openid profile", "orders:read"),
        ] {
            let tokens = ask(&world, &robot, Some(asked)).await;
            assert_eq!((tokens.status, tokens.text("scope").as_str()), (200, given), "{asked}");
        }
        for asked in ["everything", "openid", "profile offline_access", "Orders:read"] {
            let answer = ask(&world, &robot, Some(asked)).await;
            assert_eq!(answer.refusal(), refused(400, "invalid_scope", "scope-not-allowed"), "{asked}");
        }
        for asked in ["orders:\"read\"", "ä", "a\\b", &"x".repeat(257)] {
            let answer = ask(&world, &robot, Some(asked)).await;
            assert_eq!(answer.refusal(), refused(400, "invalid_request", "parameter-invalid"), "{asked}");
        }
    }

    async fn its_token_opens_no_persons_data(world) {
        let robot = robot(&world).await;
        let token = ask(&world, &robot, None).await.text("access_token");
        let answer = world.userinfo(&token).await;
        assert_eq!(answer.refusal(), refused(403, "insufficient_scope", "scope-insufficient"));
        assert!(answer.header("www-authenticate").contains("scope=\"openid\""), "{answer:?}");
        let told = world.introspect(&robot, &token).await.json();
        assert_eq!((&told["active"], &told["sub"]), (&json!(true), &json!(robot.id)));
        assert!(told.get("username").is_none(), "{told}");
    }

    async fn its_token_ends_by_itself_with_its_time_and_with_its_client(world) {
        let robot = robot(&world).await;
        let active = async |token: &str| world.introspect(&robot, token).await.json()["active"] == true;
        let (one, other) = (ask(&world, &robot, None).await, ask(&world, &robot, None).await);
        let (one, other) = (one.text("access_token"), other.text("access_token"));
        assert_eq!(world.revoke(&robot, &one).await.status, 200);
        assert!(!active(&one).await && active(&other).await, "each for itself");
        assert_eq!(world.revoke(&robot, &one).await.status, 200, "as good as revoked");

        world.clock.stop();
        let token = ask(&world, &robot, None).await.text("access_token");
        world.clock.advance(Duration::from_secs(599));
        assert!(active(&token).await);
        world.clock.advance(Duration::from_secs(1));
        assert!(!active(&token).await);

        let token = ask(&world, &robot, None).await.text("access_token");
        let metadata = json!({ "grant_types": ["client_credentials"] });
        let policy = ClientPolicy { introspect_any: true, ..ClientPolicy::default() };
        let watcher = world.client(metadata, policy).await;
        assert_eq!(world.introspect(&watcher, &token).await.json()["active"], true);
        world.disable_client(&robot, true).await;
        assert_eq!(world.introspect(&watcher, &token).await.json()["active"], false);
    }

    /// EdDSA and PS256 on request: once there is a key.
    async fn signs_with_what_the_client_asks_for(world) {
        for algorithm in [JwsAlgorithm::EdDSA, JwsAlgorithm::PS256, JwsAlgorithm::RS256] {
            let new = NewClient {
                id: None,
                metadata: serde_json::from_value(json!({ "grant_types": ["client_credentials"] })).unwrap(),
                policy: ClientPolicy { access_token_signing_alg: algorithm, ..ClientPolicy::default() },
            };
            if algorithm != JwsAlgorithm::RS256 {
                let refusal = flow::client::create(&world.node, new.clone()).await.unwrap_err();
                assert_eq!(refusal.reason, Reason::ClientMetadataInvalid, "no {algorithm} key yet");
                flow::key::add(&world.node, algorithm, Begin::Announced).await.unwrap();
            }
            let made = flow::client::create(&world.node, new).await.unwrap();
            let secret = made.secret.unwrap().0.expose().clone();
            let client = Client { id: made.client.id.as_str().to_owned(), secret };
            let tokens = ask(&world, &client, None).await;
            assert_eq!(tokens.status, 200, "{tokens:?}");
            let (header, _) = world.verified(&tokens.text("access_token")).await;
            assert_eq!(header.alg, algorithm);
            assert_eq!(world.introspect(&client, &tokens.text("access_token")).await.json()["active"], true);
        }
    }

    /// Who can prove nothing cannot act for itself.
    async fn cannot_be_registered_by_a_public_client(world) {
        for (method, fits) in [("none", false), ("client_secret_basic", true)] {
            let metadata = json!({ "grant_types": ["client_credentials"], "token_endpoint_auth_method": method });
            let new = NewClient {
                id: None,
                metadata: serde_json::from_value(metadata).unwrap(),
                policy: ClientPolicy::default(),
            };
            let made = flow::client::create(&world.node, new).await;
            assert_eq!(made.is_ok(), fits, "{method}");
        }
    }
}

async fn robot(world: &World) -> Client {
    let metadata = json!({
        "grant_types": ["client_credentials"], "redirect_uris": [],
        "scope": "openid profile orders:read orders:write",
    });
    world.client(metadata, ClientPolicy::default()).await
}

async fn ask(world: &World, client: &Client, scope: Option<&str>) -> Answer {
    let mut form = vec![("grant_type", "client_credentials")];
    form.extend(scope.map(|scope| ("scope", scope)));
    world.token(client, &form).await
}
