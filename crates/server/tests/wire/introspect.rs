//! Token introspection (RFC 7662): who may know what of which token.

use std::time::Duration;

use idp::model::client::ClientPolicy;
use serde_json::json;

use crate::world::{Answer, Client, refused};

const INACTIVE: &str = r#"{"active":false}"#;

on_both_stores! {
    async fn tells_a_client_of_its_own_tokens(world) {
        let client = world.shop().await;
        let tokens = world.tokens(&client, &[]).await;
        let told = world.introspect(&client, &tokens.text("access_token")).await;
        assert_eq!((told.status, told.header("cache-control")), (200, "no-store"));
        assert_eq!(told.header("content-type"), "application/json");
        let (_, claims) = world.verified(&tokens.text("access_token")).await;
        let told = told.json();
        for member in ["iss", "sub", "aud", "client_id", "exp", "iat", "jti", "scope", "auth_time"] {
            assert_eq!(told[member], claims[member], "{member}");
        }
        assert_eq!((&told["active"], &told["token_type"]), (&json!(true), &json!("Bearer")));
        assert_eq!(told["username"], "maija");

        let told = world.introspect(&client, &tokens.text("refresh_token")).await.json();
        assert_eq!((&told["active"], &told["client_id"]), (&json!(true), &json!(client.id)));
        assert_eq!((&told["sub"], &told["scope"]), (&json!(world.user_id), &json!("openid profile email")));
        assert!(told.get("token_type").is_none(), "it is no access token: {told}");
    }

    async fn tells_no_user_name_that_the_scope_does_not_open(world) {
        let client = world.shop().await;
        let tokens = world.tokens(&client, &[("scope", "openid email")]).await;
        let told = world.introspect(&client, &tokens.text("access_token")).await.json();
        assert_eq!(told["active"], true);
        assert!(told.get("username").is_none(), "{told}");
    }

    /// RFC 7662 §4: a token that is another's is as if it were none, unless a client may know any.
    async fn tells_nobody_of_anothers_tokens_but_who_may_know_any(world) {
        let (client, other) = (world.shop().await, world.shop().await);
        let policy = ClientPolicy { introspect_any: true, ..ClientPolicy::default() };
        let api = world.client(json!({ "grant_types": ["client_credentials"] }), policy).await;
        let tokens = world.tokens(&client, &[]).await;
        let (access, refresh) = (tokens.text("access_token"), tokens.text("refresh_token"));
        assert_eq!(world.introspect(&other, &access).await.body, INACTIVE);
        assert_eq!(world.introspect(&other, &refresh).await.body, INACTIVE);
        let told = world.introspect(&api, &access).await.json();
        assert_eq!((&told["active"], &told["client_id"]), (&json!(true), &json!(client.id)));
        assert_eq!(world.introspect(&api, &refresh).await.body, INACTIVE, "that is its client's business");
        assert_eq!(world.introspect(&client, &access).await.json()["active"], true);
    }

    /// Whatever the reason, the answer is one and the same.
    async fn tells_nothing_of_a_token_that_does_not_count(world) {
        let client = world.shop().await;
        let id_token = world.tokens(&client, &[]).await.text("id_token");
        for token in ["x", "a.b.c", &id_token, &"A".repeat(76), &"a".repeat(8000), "ä\u{7}"] {
            let answer = world.introspect(&client, token).await;
            assert_eq!((answer.status, answer.body.as_str()), (200, INACTIVE), "{token}");
        }
        let ends = [("expired", Duration::from_mins(10)), ("over with the session", Duration::from_hours(25))];
        for (what, later) in ends {
            let tokens = world.tokens(&client, &[]).await;
            assert_eq!(world.introspect(&client, &tokens.text("access_token")).await.json()["active"], true);
            world.clock.advance(later);
            assert_eq!(world.introspect(&client, &tokens.text("access_token")).await.body, INACTIVE, "{what}");
        }
        let tokens = world.tokens(&client, &[]).await;
        let next = world.refresh(&client, &tokens.text("refresh_token")).await;
        assert_eq!(world.introspect(&client, &tokens.text("refresh_token")).await.body, INACTIVE, "exchanged");
        assert_eq!(world.introspect(&client, &next.text("refresh_token")).await.json()["active"], true);
        world.disable_person(&world.user_id, true).await;
        for token in ["access_token", "refresh_token"] {
            assert_eq!(world.introspect(&client, &next.text(token)).await.body, INACTIVE, "disabled");
        }
    }

    async fn passes_over_a_hint_that_is_wrong_or_unknown(world) {
        let client = world.shop().await;
        let tokens = world.tokens(&client, &[]).await;
        for token in ["access_token", "refresh_token"] {
            for hint in ["access_token", "refresh_token", "id_token", "x"] {
                let token = tokens.text(token);
                let form = [("token", token.as_str()), ("token_type_hint", hint)];
                let answer = world.post_as(&client, "/oauth2/introspect", &form).await;
                assert_eq!(answer.json()["active"], true, "{hint}: {answer:?}");
            }
        }
    }

    /// RFC 7662 §2.1: nobody may try out tokens without proving who they are.
    async fn refuses_who_does_not_prove_itself(world) {
        let (client, public) = (world.shop().await, world.public_client().await);
        let token = world.tokens(&public, &[]).await.text("access_token");
        let impostor = Client { secret: "wrong".to_owned(), ..client.clone() };
        for who in [&impostor, &public] {
            let answer = world.introspect(who, &token).await;
            assert_eq!(answer.refusal(), refused(401, "invalid_client", "client-authentication-failed"));
            assert!(answer.header("www-authenticate").starts_with("Basic"), "{answer:?}");
        }
        let nobody = world.post("/oauth2/introspect", &[("token", &token)]).await;
        assert_eq!(nobody.refusal(), refused(401, "invalid_client", "client-authentication-missing"));
        let request = world.http.post(format!("{}/oauth2/introspect", world.base)).bearer_auth(&token);
        let bearer = Answer::of(request.form(&[("token", &token)]).send().await.unwrap()).await;
        assert_eq!(bearer.status, 401, "an access token is no client's proof: {bearer:?}");
        assert_eq!(world.introspect(&client, &token).await.status, 200);
    }

    async fn refuses_what_is_no_introspection_request(world) {
        let client = world.shop().await;
        let ask = async |form: &[(&str, &str)]| world.post_as(&client, "/oauth2/introspect", form).await.refusal();
        assert_eq!(ask(&[]).await, refused(400, "invalid_request", "parameter-missing"));
        assert_eq!(ask(&[("token", "")]).await, refused(400, "invalid_request", "parameter-missing"));
        let twice = [("token", "a"), ("token", "b")];
        assert_eq!(ask(&twice).await, refused(400, "invalid_request", "parameter-repeated"));
        let long = "a".repeat(8193);
        assert_eq!(ask(&[("token", &long)]).await, refused(400, "invalid_request", "parameter-too-long"));
        let in_query = world.post_as(&client, "/oauth2/introspect?token=a", &[("token", "a")]).await;
        assert_eq!(in_query.refusal(), refused(400, "invalid_request", "credentials-in-query"));
        assert_eq!(world.get("/oauth2/introspect").await.status, 405);
        assert_eq!(world.introspect(&client, "a").await.status, 200);
    }
}
