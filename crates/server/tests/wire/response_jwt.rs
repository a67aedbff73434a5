//! Answers in one JWT (JARM): signed for the client that asked, wherever they travel, refusals too.

use std::collections::BTreeMap;

use idp::model::client::ClientPolicy;
use oidc::response_type::ResponseType;
use serde_json::{Value, json};

use crate::pushed::{address, pushed};
use crate::world::{Answer, Client, World};

/// What the one parameter of an answer says, after its signature was verified by our published keys, and
/// how it travelled.
async fn told(world: &World, client: &Client, answer: &Answer) -> (&'static str, Value) {
    let (carried, parameters) = answer.carried();
    let names: Vec<&String> = parameters.keys().collect();
    assert_eq!(names, ["response"], "{answer:?}");
    let (header, claims) = world.verified(&parameters["response"]).await;
    assert_eq!((header.typ.as_deref(), header.cty.as_deref()), (None, None));
    assert_eq!(claims["iss"], world.base);
    assert_eq!(claims["aud"], client.id);
    let lives = claims["exp"].as_i64().unwrap() - world.node.now().as_secs();
    assert!((1..=600).contains(&lives), "{lives}");
    (carried, claims)
}

on_both_stores! {
    async fn each_answer_is_one_jwt_where_it_is_asked_for(world) {
        let client = world.hybrid(json!({}), ClientPolicy::default()).await;
        let mut browser = world.browser();
        browser.sign_in(&world.authorize_url(&client, &[])).await;
        for response_type in ResponseType::ALL {
            let code_alone = response_type == ResponseType::CODE;
            let usual = if code_alone { "query" } else { "fragment" };
            for (mode, place) in
                [("jwt", usual), ("fragment.jwt", "fragment"), ("form_post.jwt", "form_post"), ("query.jwt", "query")]
            {
                let asked = [("response_type", response_type.as_str()), ("response_mode", mode)];
                let answer = browser.get(&world.authorize_url(&client, &asked)).await;
                let (carried, claims) = told(&world, &client, &answer).await;
                assert_eq!(claims["state"], "a state & more", "{response_type} {mode}");
                if mode == "query.jwt" && !code_alone {
                    assert_eq!((carried, &claims["error"]), ("fragment", &json!("invalid_request")), "{response_type}");
                    continue;
                }
                assert_eq!(carried, place, "{response_type} {mode}");
                assert_eq!(claims.get("code").is_some(), response_type.has_code(), "{response_type}");
                assert_eq!(claims.get("id_token").is_some(), response_type.has_id_token(), "{response_type}");
                assert_eq!(claims.get("access_token").is_some(), response_type.has_token(), "{response_type}");
                assert!(claims["session_state"].is_string(), "{response_type}");
                if let Some(code) = claims["code"].as_str() {
                    assert_eq!(world.redeem(&client, code).await.status, 200, "{response_type}");
                }
                if let Some(id_token) = claims["id_token"].as_str() {
                    assert_eq!(world.verified(id_token).await.1["sub"], world.user_id, "{response_type}");
                }
            }
        }
    }

    async fn refusals_are_signed_like_answers(world) {
        let client = world.hybrid(json!({}), ClientPolicy::default()).await;
        for (parameters, place, error) in [
            (&[("response_mode", "jwt"), ("prompt", "none")][..], "query", "login_required"),
            (&[("response_mode", "form_post.jwt"), ("prompt", "none")], "form_post", "login_required"),
            (&[("response_mode", "jwt"), ("response_type", "token"), ("max_age", "x")], "fragment", "invalid_request"),
            (&[("response_mode", "jwt"), ("response_type", "none")], "query", "unsupported_response_type"),
            (&[("response_mode", "jwt"), ("request", "a.b.c")], "query", "request_not_supported"),
        ] {
            let answer = world.authorize(&client, parameters).await;
            let (carried, claims) = told(&world, &client, &answer).await;
            assert_eq!((carried, claims["error"].as_str()), (place, Some(error)), "{parameters:?}");
            assert_eq!(claims["state"], "a state & more", "{parameters:?}");
            assert!(claims["error_description"].as_str().unwrap().len() > 20, "{parameters:?}");
            assert!(claims["error_code"].is_string(), "{parameters:?}");
        }
        let mut browser = world.browser();
        let (_, page) = browser.open(&world.authorize_url(&client, &[("response_mode", "jwt")])).await;
        let answer = browser.post(&page, &[("decision", "cancel")]).await;
        assert_eq!(told(&world, &client, &answer).await.1["error"], "access_denied");
    }

    async fn each_client_is_signed_for_as_it_registered(world) {
        for (registered, signed) in [(json!({}), "RS256"), (json!({ "authorization_signed_response_alg": "ES256" }), "ES256")] {
            let client = world.client(registered, ClientPolicy::default()).await;
            let answer = world.authorize(&client, &[("response_mode", "jwt"), ("prompt", "none")]).await;
            let (header, _) = world.verified(&answer.parameter("response").unwrap()).await;
            assert_eq!(header.alg.to_string(), signed);
        }
        let metadata = world.get("/.well-known/openid-configuration").await.json();
        for algorithm in ["RS256", "ES256"] {
            assert!(metadata["authorization_signing_alg_values_supported"].as_array().unwrap().contains(&json!(algorithm)));
        }
    }

    async fn a_pushed_request_is_answered_so_too(world) {
        let client = world.shop().await;
        let reference = pushed(&world, &client, &[("response_mode", "jwt")]).await;
        let answer = world.browser().sign_in(&address(&world, &client, &reference)).await;
        let (carried, claims) = told(&world, &client, &answer).await;
        assert_eq!((carried, claims["state"].as_str()), ("query", Some("pushed")));
        assert_eq!(world.redeem(&client, claims["code"].as_str().unwrap()).await.status, 200);
    }

    /// A token of one kind is never another.
    async fn is_no_id_token_and_no_access_token(world) {
        let client = world.shop().await;
        let mut browser = world.browser();
        let answer = browser.sign_in(&world.authorize_url(&client, &[("response_mode", "jwt")])).await;
        let jwt = answer.parameter("response").unwrap();
        let (_, claims) = told(&world, &client, &answer).await;
        let tokens = world.redeem(&client, claims["code"].as_str().unwrap()).await;
        let hinted = async |browser: &mut crate::browser::Browser, hint: &str| {
            browser.get(&world.authorize_url(&client, &[("id_token_hint", hint), ("prompt", "none")])).await.carried().1
        };
        let good: BTreeMap<String, String> = hinted(&mut browser, &tokens.text("id_token")).await;
        assert!(good.contains_key("code"), "{good:?}");
        assert_eq!(hinted(&mut browser, &jwt).await["error"], "invalid_request");
        assert_eq!(world.userinfo(&tokens.text("access_token")).await.status, 200);
        assert_eq!(world.userinfo(&jwt).await.status, 401);
    }
}
