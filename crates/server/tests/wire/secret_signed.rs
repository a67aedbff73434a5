//! ID tokens that are signed by the client's secret (OpenID Connect Core §10.1).

use idp::client::register::NewClient;
use idp::model::client::{ClientPolicy, Profile};
use idp::{Reason, Refusal};
use jose::{JwsAlgorithm, VerifyingKey, jws};
use oidc::metadata::ClientMetadata;
use serde_json::{Value, json};
use server::flow;

use crate::receiver::Receiver;
use crate::world::{Answer, Client, REDIRECT_URI, World};

const GOODBYE: &str = "https://shop.example/goodbye";

async fn client(world: &World, algorithm: &str) -> Client {
    let metadata = json!({
        "id_token_signed_response_alg": algorithm, "post_logout_redirect_uris": [GOODBYE],
    });
    world.client(metadata, ClientPolicy { skip_consent: true, ..ClientPolicy::default() }).await
}

/// What the secret of this client signed.
fn verified(client: &Client, token: &str, algorithm: JwsAlgorithm) -> (jws::Header, Value) {
    let key = VerifyingKey::from_secret(client.secret.as_bytes(), algorithm).unwrap();
    let verified = jws::decode(token).unwrap().verify(&key, &[algorithm]).unwrap();
    (verified.header().clone(), serde_json::from_slice(verified.as_ref()).unwrap())
}

async fn refused(world: &World, metadata: Value, policy: ClientPolicy) -> Option<Refusal> {
    let mut all = json!({ "redirect_uris": [REDIRECT_URI], "id_token_signed_response_alg": "HS256" });
    all.as_object_mut().unwrap().extend(metadata.as_object().unwrap().clone());
    let metadata: ClientMetadata = serde_json::from_value(all).unwrap();
    flow::client::create(&world.node, NewClient { id: None, metadata, policy }).await.err()
}

on_both_stores! {
    async fn each_hash_signs_with_the_clients_secret_and_names_no_key(world) {
        for algorithm in [JwsAlgorithm::HS256, JwsAlgorithm::HS384, JwsAlgorithm::HS512] {
            let client = client(&world, algorithm.name()).await;
            let tokens = world.tokens(&client, &[]).await;
            let (header, told) = verified(&client, &tokens.text("id_token"), algorithm);
            assert_eq!((header.alg, header.kid), (algorithm, None));
            assert_eq!((&told["aud"], &told["iss"], &told["nonce"]), (&json!(client.id), &json!(world.base), &json!("n-0S6")));
            assert_eq!(told["at_hash"], jose::hash_half(algorithm, &tokens.text("access_token")));
            let access = tokens.text("access_token");
            assert_eq!(world.verified(&access).await.0.alg, JwsAlgorithm::ES256, "what others read is signed by a key");
            assert_eq!(world.userinfo(&access).await.status, 200);
            let refreshed = [("grant_type", "refresh_token"), ("refresh_token", &tokens.text("refresh_token"))];
            let refreshed = world.token(&client, &refreshed).await;
            verified(&client, &refreshed.text("id_token"), algorithm);
            let other = VerifyingKey::from_secret(&[7; 64], algorithm).unwrap();
            assert!(jws::decode(&tokens.text("id_token")).unwrap().verify(&other, &[algorithm]).is_err());
        }
    }

    async fn such_a_token_is_a_hint_for_its_client_and_anothers_is_none(world) {
        let (one, other) = (client(&world, "HS256").await, client(&world, "HS256").await);
        let mut browser = world.browser();
        let answer = browser.sign_in(&world.authorize_url(&one, &[])).await;
        let tokens = world.redeem(&one, &answer.parameter("code").unwrap()).await;
        let hint = tokens.text("id_token");
        let silent = [("prompt", "none"), ("id_token_hint", hint.as_str())];
        assert!(browser.get(&world.authorize_url(&one, &silent)).await.parameter("code").is_some());

        // Another client can sign with its own secret whatever it likes, and speaks for nobody else by it.
        let key = jose::SigningKey::from_secret(other.secret.as_bytes(), JwsAlgorithm::HS256).unwrap();
        let claims = jws::decode(&hint).unwrap().verify(
            &VerifyingKey::from_secret(one.secret.as_bytes(), JwsAlgorithm::HS256).unwrap(), &[JwsAlgorithm::HS256],
        ).unwrap();
        let claims: Value = serde_json::from_slice(claims.as_ref()).unwrap();
        let forged = jose::jwt::sign(None, &claims, &key).unwrap();
        let ends = |hint: &str| format!("{}/oidc/logout?id_token_hint={hint}&post_logout_redirect_uri={GOODBYE}", world.base);
        browser.get(&ends(&forged)).await.assert_page(400, "logout-hint-invalid");
        assert!(browser.get(&ends(&hint)).await.location().starts_with(GOODBYE));
    }

    /// A client whose ID tokens a key of ours signs is told nothing by a secret.
    async fn a_hint_signed_otherwise_than_its_client_registered_is_none(world) {
        let shop = world.shop().await;
        let mut browser = world.browser();
        let answer = browser.sign_in(&world.authorize_url(&shop, &[])).await;
        let tokens = world.redeem(&shop, &answer.parameter("code").unwrap()).await;
        let (_, claims) = world.verified(&tokens.text("id_token")).await;
        let key = jose::SigningKey::from_secret(shop.secret.as_bytes(), JwsAlgorithm::HS256).unwrap();
        let forged = jose::jwt::sign(None, &claims, &key).unwrap();
        let ends = |hint: &str| format!("{}/oidc/logout?id_token_hint={hint}", world.base);
        browser.get(&ends(&forged)).await.assert_page(400, "logout-hint-invalid");
        assert_eq!(browser.get(&ends(&tokens.text("id_token"))).await.status, 200);
    }

    /// Nor is it taken for what a client signs.
    async fn such_a_token_is_neither_an_assertion_nor_a_request(world) {
        let metadata = json!({
            "id_token_signed_response_alg": "HS256", "token_endpoint_auth_method": "client_secret_jwt",
            "request_object_signing_alg": "HS256",
        });
        let client = world.client(metadata, ClientPolicy { skip_consent: true, ..ClientPolicy::default() }).await;
        let proves = async |assertion: &str, form: &[(&str, &str)]| -> Answer {
            let proof = [
                ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
                ("client_assertion", assertion),
            ];
            world.post("/oauth2/token", &[form, &proof].concat()).await
        };
        let key = jose::SigningKey::from_secret(client.secret.as_bytes(), JwsAlgorithm::HS256).unwrap();
        let now = world.node.now().as_secs();
        let own = json!({ "iss": client.id, "sub": client.id, "aud": world.base, "jti": "one", "exp": now + 60 });
        let code = world.code(&client, &[]).await;
        let form = [
            ("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", REDIRECT_URI),
            ("code_verifier", crate::world::VERIFIER),
        ];
        let tokens = proves(&jose::jwt::sign(None, &own, &key).unwrap(), &form).await;
        assert_eq!(tokens.status, 200, "{tokens:?}");
        let id_token = tokens.text("id_token");
        let again = proves(&id_token, &[("grant_type", "refresh_token"), ("refresh_token", &tokens.text("refresh_token"))]).await;
        assert_eq!((again.status, again.text("error").as_str()), (401, "invalid_client"), "{again:?}");
        let request = world.authorize(&client, &[("request", &id_token)]).await;
        assert_eq!(request.parameter("error_code").as_deref(), Some("request-object-invalid"), "{request:?}");
    }

    async fn logout_tokens_are_signed_like_id_tokens(world) {
        let receiver = Receiver::new().await;
        let metadata = json!({
            "id_token_signed_response_alg": "HS384", "backchannel_logout_uri": receiver.url,
        });
        let client = world.client(metadata, ClientPolicy { skip_consent: true, ..ClientPolicy::default() }).await;
        let mut browser = world.browser();
        let answer = browser.sign_in(&world.authorize_url(&client, &[])).await;
        let tokens = world.redeem(&client, &answer.parameter("code").unwrap()).await;
        browser.get(&format!("{}/oidc/logout?id_token_hint={}", world.base, tokens.text("id_token"))).await;
        let token = receiver.wait_for(1).await[0].field("logout_token").unwrap();
        let (header, told) = verified(&client, &token, JwsAlgorithm::HS384);
        assert_eq!((header.typ.as_deref(), &told["aud"]), (Some("logout+jwt"), &json!(client.id)));
    }

    async fn who_has_no_secret_or_another_profile_registers_no_such_thing(world) {
        assert!(refused(&world, json!({}), ClientPolicy::default()).await.is_none());
        let public = json!({ "token_endpoint_auth_method": "none" });
        let refusal = refused(&world, public, ClientPolicy::default()).await.unwrap();
        assert_eq!(refusal.reason, Reason::ClientMetadataInvalid);
        for profile in Profile::ALL.into_iter().filter(|profile| *profile != Profile::Basic) {
            let refusal = refused(&world, json!({}), ClientPolicy::of(profile)).await.unwrap();
            assert_eq!(refusal.reason, Reason::ClientMetadataInvalid, "{profile}");
        }
        for member in ["userinfo_signed_response_alg", "introspection_signed_response_alg", "authorization_signed_response_alg"] {
            let refusal = refused(&world, json!({ member: "HS256" }), ClientPolicy::default()).await.unwrap();
            assert_eq!(refusal.detail.parameter.as_deref(), Some(member));
        }
        let told = world.get("/.well-known/openid-configuration").await.json();
        let named = |member: &str| told[member].as_array().unwrap().contains(&json!("HS256"));
        assert!(named("id_token_signing_alg_values_supported"));
        assert!(!named("userinfo_signing_alg_values_supported"));
    }
}
