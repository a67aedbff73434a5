//! Userinfo (OpenID Connect Core §5.3.2) and introspection (RFC 9701) as signed JWTs.

use idp::model::client::ClientPolicy;
use serde_json::{Value, json};

use crate::world::{Answer, Client, World};

const INTROSPECTION_JWT: &str = "application/token-introspection+jwt";

/// The answer to whoever accepts this.
async fn introspect(world: &World, client: &Client, token: &str, accept: &str) -> Answer {
    let request = world.http.post(format!("{}/oauth2/introspect", world.base)).form(&[("token", token)]);
    let request = request.basic_auth(&client.id, Some(&client.secret)).header("accept", accept);
    Answer::of(request.send().await.unwrap()).await
}

on_both_stores! {
    async fn userinfo_is_signed_for_a_client_that_registered_so(world) {
        for algorithm in ["RS256", "ES256"] {
            let client = world.client(json!({ "userinfo_signed_response_alg": algorithm }), ClientPolicy::default()).await;
            let token = world.tokens(&client, &[("scope", "openid email")]).await.text("access_token");
            let told = world.userinfo(&token).await;
            assert_eq!((told.status, told.header("content-type")), (200, "application/jwt"), "{told:?}");
            assert_eq!(told.header("cache-control"), "no-store");
            let (header, claims) = world.verified(&told.body).await;
            assert_eq!(header.alg.to_string(), algorithm);
            assert_eq!(claims, json!({
                "iss": world.base, "aud": client.id, "sub": world.user_id,
                "email": "maija@example.fi", "email_verified": true,
            }));
            let hint = world.authorize(&client, &[("prompt", "none"), ("id_token_hint", &told.body)]).await;
            assert_eq!(hint.error().0, "invalid_request", "it is no ID token");
            assert_eq!(world.userinfo(&told.body).await.status, 401, "and no access token");
        }
        let plain = world.tokens(&world.shop().await, &[]).await.text("access_token");
        assert_eq!(world.userinfo(&plain).await.header("content-type"), "application/json");
        let refused = world.userinfo("nonsense").await;
        assert_eq!((refused.status, refused.header("content-type")), (401, "application/json"));
    }

    async fn introspection_is_signed_where_the_client_asks_for_it(world) {
        let client = world.client(json!({ "introspection_signed_response_alg": "ES256" }), ClientPolicy::default()).await;
        let usual = world.shop().await;
        let tokens = world.tokens(&client, &[]).await;
        let (access, refresh) = (tokens.text("access_token"), tokens.text("refresh_token"));
        let dead = json!({ "active": false });
        for (asks, token, algorithm) in [
            (&client, &access, "ES256"), (&client, &refresh, "ES256"), (&usual, &access, "RS256"), (&client, &"x".to_owned(), "ES256"),
        ] {
            let plain = world.introspect(asks, token).await;
            assert_eq!(plain.header("content-type"), "application/json");
            let signed = introspect(&world, asks, token, &format!("text/plain;q=0.5, {INTROSPECTION_JWT}")).await;
            assert_eq!((signed.status, signed.header("content-type")), (200, INTROSPECTION_JWT), "{signed:?}");
            assert_eq!(signed.header("cache-control"), "no-store");
            let (header, claims) = world.verified(&signed.body).await;
            assert_eq!((header.typ.as_deref(), header.alg.to_string().as_str()), (Some("token-introspection+jwt"), algorithm));
            assert_eq!((&claims["iss"], &claims["aud"]), (&json!(world.base), &json!(asks.id)));
            assert!(claims["iat"].is_i64() && claims.get("sub").is_none() && claims.get("exp").is_none(), "{claims}");
            assert_eq!(claims["token_introspection"], plain.json());
            assert_eq!(claims["token_introspection"] == dead, asks.id == usual.id || token == "x");
        }
        let refused = introspect(&world, &Client { secret: "wrong".into(), ..client }, &access, INTROSPECTION_JWT).await;
        assert_eq!((refused.status, refused.header("content-type")), (401, "application/json"));
    }

    async fn discovery_tells_both(world) {
        let document = world.get("/.well-known/openid-configuration").await.json();
        for member in ["userinfo_signing_alg_values_supported", "introspection_signing_alg_values_supported"] {
            let algorithms = document[member].as_array().unwrap();
            assert!(algorithms.contains(&Value::from("ES256")) && algorithms.contains(&Value::from("RS256")), "{document}");
        }
    }
}
