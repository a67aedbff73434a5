//! Scenario 2-5, and what 2-1, 2-3, 2-4, 2-6 and 2-7 say of the code flow, for every response type.

use std::collections::BTreeMap;
use std::time::Duration;

use idp::model::client::{ClientPolicy, Profile};
use oidc::response_type::ResponseType;
use serde_json::{Value, json};

use crate::browser::Browser;
use crate::world::{Client, World, refused};

/// Those of scenario 2-5.
const IMPLICIT: [ResponseType; 3] =
    [ResponseType::ID_TOKEN, ResponseType::TOKEN, ResponseType::ID_TOKEN_TOKEN];

/// Those with a code.
const WITH_CODE: [ResponseType; 4] = [
    ResponseType::CODE,
    ResponseType::CODE_TOKEN,
    ResponseType::CODE_ID_TOKEN,
    ResponseType::CODE_ID_TOKEN_TOKEN,
];

on_both_stores! {
    /// 2-5: precisely the table's tokens, in the fragment, with state; `at_hash` right.
    async fn implicit_gives_precisely_the_tables_tokens_in_the_fragment(world) {
        let client = implicit(&world).await;
        for response_type in IMPLICIT {
            let told = asked(&world, &mut world.browser(), &client, response_type).await;
            let mut expected = vec!["iss", "session_state", "state"];
            if response_type.has_id_token() {
                expected.push("id_token");
            }
            if response_type.has_token() {
                expected.extend(["access_token", "expires_in", "scope", "token_type"]);
                assert_eq!((told["token_type"].as_str(), told["expires_in"].as_str()), ("Bearer", "3600"));
                let userinfo = world.userinfo(&told["access_token"]).await;
                assert_eq!(userinfo.text("sub"), world.user_id);
            }
            expected.sort_unstable();
            assert_eq!(told.keys().map(String::as_str).collect::<Vec<_>>(), expected, "{response_type}");
            if response_type.has_id_token() {
                let claims = verified_with_hashes(&world, &told).await;
                assert_eq!((&claims["sub"], &claims["nonce"]), (&json!(world.user_id), &json!("n-0S6")));
            }
        }
    }

    /// 2-5: the order of the words does not matter.
    async fn the_words_stand_in_any_order(world) {
        let client = implicit(&world).await;
        let answer = world.browser().sign_in(&world.authorize_url(&client, &[("response_type", "token id_token")])).await;
        let (mode, told) = answer.carried();
        assert_eq!(mode, "fragment");
        assert!(told.contains_key("id_token") && told.contains_key("access_token"), "{answer:?}");
    }

    /// 2-5: without nonce an error for `id_token`; without `openid` as well.
    async fn an_id_token_without_nonce_or_openid_is_an_error_in_the_fragment(world) {
        let client = implicit(&world).await;
        for response_type in IMPLICIT {
            for (lacks, parameter, error) in [("nonce", ("nonce", ""), "invalid_request"), ("openid", ("scope", "profile"), "invalid_scope")] {
                let parameters = [("response_type", response_type.as_str()), parameter];
                let answer = world.authorize(&client, &parameters).await;
                if !response_type.has_id_token() {
                    assert!(answer.location().contains("/login/"), "{response_type} without {lacks}: {answer:?}");
                    continue;
                }
                let (mode, told) = answer.carried();
                assert_eq!((mode, told["error"].as_str()), ("fragment", error), "{response_type} without {lacks}");
                assert!(told["error_description"].contains(lacks), "{told:?}");
                assert_eq!(told["state"], "a state & more");
            }
        }
    }

    /// 2-5: consent denied is `access_denied` in the fragment.
    async fn a_no_is_told_in_the_fragment(world) {
        for response_type in IMPLICIT {
            let client = implicit(&world).await;
            let mut browser = world.browser();
            let url = world.authorize_url(&client, &[("response_type", response_type.as_str())]);
            let (_, login) = browser.open(&url).await;
            let posted = browser.post(&login, &[("username", "maija"), ("password", crate::world::PASSWORD)]).await;
            let (_, consent) = browser.follow(posted).await;
            assert!(consent.contains("/consent/"), "{consent}");
            let answer = browser.post(&consent, &[("decision", "deny")]).await;
            let (mode, told) = answer.carried();
            assert_eq!((mode, told["error"].as_str()), ("fragment", "access_denied"), "{response_type}");
            assert_eq!(told["state"], "a state & more");
            let told = asked(&world, &mut browser, &client, response_type).await;
            assert!(!told.contains_key("error"), "{response_type}: {told:?}");
        }
    }

    /// 2-5: disabled unless the application allows it.
    async fn nothing_but_a_code_comes_unless_the_client_registered_it(world) {
        let client = world.client(json!({}), ClientPolicy::of(Profile::Ciam)).await;
        for response_type in ResponseType::ALL.into_iter().filter(|it| *it != ResponseType::CODE) {
            let answer = world.authorize(&client, &[("response_type", response_type.as_str())]).await;
            let (mode, told) = answer.carried();
            assert_eq!((mode, told["error"].as_str()), ("fragment", "unauthorized_client"), "{response_type}");
        }
        assert!(world.authorize(&client, &[]).await.location().contains("/login/"));
    }

    /// 2-1: what comes beside the code, and what comes of it, say the same (OpenID Connect Core §3.3.3.6).
    async fn hybrid_gives_tokens_at_once_and_more_for_the_code(world) {
        let client = world.hybrid(json!({}), ClientPolicy::default()).await;
        for response_type in WITH_CODE {
            let told = asked(&world, &mut world.browser(), &client, response_type).await;
            assert_eq!(told.contains_key("access_token"), response_type.has_token(), "{response_type}");
            assert_eq!(told.contains_key("id_token"), response_type.has_id_token(), "{response_type}");
            assert!(!told.contains_key("refresh_token"), "{response_type}");
            let tokens = world.redeem(&client, &told["code"]).await;
            assert_eq!(tokens.status, 200, "{response_type}: {tokens:?}");
            let (_, later) = world.verified(&tokens.text("id_token")).await;
            if response_type.has_id_token() {
                let first = verified_with_hashes(&world, &told).await;
                for claim in ["iss", "sub", "aud", "nonce", "auth_time", "sid", "azp", "amr"] {
                    assert_eq!(first[claim], later[claim], "{claim}, {response_type}");
                }
            }
            for token in told.get("access_token").cloned().into_iter().chain([tokens.text("access_token")]) {
                assert_eq!(world.userinfo(&token).await.text("email"), "maija@example.fi", "{response_type}");
            }
        }
    }

    /// 2-4: a replayed code ends everything, what came beside it included.
    async fn a_replayed_code_ends_what_came_beside_it(world) {
        let client = world.hybrid(json!({}), ClientPolicy::default()).await;
        for response_type in WITH_CODE {
            let told = asked(&world, &mut world.browser(), &client, response_type).await;
            let tokens = world.redeem(&client, &told["code"]).await;
            let alive: Vec<String> =
                told.get("access_token").cloned().into_iter().chain([tokens.text("access_token")]).collect();
            for token in &alive {
                assert_eq!(world.userinfo(token).await.status, 200, "{response_type}");
            }
            let replay = world.redeem(&client, &told["code"]).await;
            assert_eq!(replay.refusal(), refused(400, "invalid_grant", "code-replayed"), "{response_type}");
            for token in &alive {
                let dead = world.userinfo(token).await;
                assert_eq!(dead.refusal(), refused(401, "invalid_token", "token-revoked"), "{response_type}");
            }
        }
    }

    /// 2-6: a session ended by the ID token that came straight; its tokens end with it.
    async fn an_id_token_from_here_signs_out_and_the_tokens_end_with_the_session(world) {
        let bye = "http://127.0.0.1:9/bye";
        let client = world.hybrid(json!({ "post_logout_redirect_uris": [bye] }), ClientPolicy::default()).await;
        for response_type in ResponseType::ALL.into_iter().filter(|it| it.has_id_token()) {
            let mut browser = world.browser();
            let told = asked(&world, &mut browser, &client, response_type).await;
            if let Some(token) = told.get("access_token") {
                assert_eq!(world.userinfo(token).await.status, 200, "{response_type}");
            }
            let hint = &told["id_token"];
            let tampered = format!("{}/oidc/logout?id_token_hint={}x", world.base, hint);
            browser.get(&tampered).await.assert_page(400, "logout-hint-invalid");
            let url = format!("{}/oidc/logout?id_token_hint={hint}&post_logout_redirect_uri={bye}&state=s", world.base);
            let gone = browser.get(&url).await;
            assert_eq!(gone.location(), format!("{bye}?state=s"), "{response_type}: {gone:?}");
            if let Some(token) = told.get("access_token") {
                assert_eq!(world.userinfo(token).await.refusal(), refused(401, "invalid_token", "token-revoked"));
            }
            if let Some(code) = told.get("code") {
                assert_eq!(world.redeem(&client, code).await.refusal(), refused(400, "invalid_grant", "grant-revoked"));
            }
            let silent = [("response_type", response_type.as_str()), ("prompt", "none")];
            let (mode, told) = browser.get(&world.authorize_url(&client, &silent)).await.carried();
            assert_eq!((mode, told["error"].as_str()), ("fragment", "login_required"), "{response_type}");
        }
    }

    /// 2-7: refreshing goes on from every code; revoking ends what came straight.
    async fn refresh_tokens_come_of_every_code_and_revoking_ends_all(world) {
        let client = world.hybrid(json!({}), ClientPolicy::default()).await;
        for response_type in WITH_CODE {
            let told = asked(&world, &mut world.browser(), &client, response_type).await;
            let tokens = world.redeem(&client, &told["code"]).await;
            let renewed = world.refresh(&client, &tokens.text("refresh_token")).await;
            assert_eq!(renewed.status, 200, "{response_type}: {renewed:?}");
            assert_eq!(world.revoke(&client, &renewed.text("refresh_token")).await.status, 200);
            for token in told.get("access_token").cloned().into_iter().chain([renewed.text("access_token")]) {
                assert_eq!(world.userinfo(&token).await.refusal(), refused(401, "invalid_token", "token-revoked"));
            }
        }
        for response_type in [ResponseType::TOKEN, ResponseType::ID_TOKEN_TOKEN] {
            let token = asked(&world, &mut world.browser(), &client, response_type).await["access_token"].clone();
            assert_eq!(world.introspect(&client, &token).await.json()["active"], true);
            assert_eq!(world.revoke(&client, &token).await.status, 200);
            assert_eq!(world.introspect(&client, &token).await.body, r#"{"active":false}"#);
            assert_eq!(world.userinfo(&token).await.refusal(), refused(401, "invalid_token", "token-revoked"));
        }
    }

    async fn a_token_that_came_straight_lives_as_long_as_it_says(world) {
        let client = implicit(&world).await;
        world.clock.stop();
        let token = asked(&world, &mut world.browser(), &client, ResponseType::TOKEN).await["access_token"].clone();
        world.clock.advance(Duration::from_secs(3599));
        assert_eq!(world.userinfo(&token).await.status, 200);
        world.clock.advance(Duration::from_secs(1));
        assert_eq!(world.userinfo(&token).await.refusal(), refused(401, "invalid_token", "token-expired"));
    }

    /// A page of a browser alone keeps no secret, and needs no challenge where there is no code.
    async fn a_public_client_gets_tokens_straight(world) {
        let metadata = json!({
            "token_endpoint_auth_method": "none", "grant_types": ["implicit"], "response_types": ["id_token token"],
        });
        let spa = world.client(metadata, ClientPolicy::default()).await;
        let asks = [("response_type", "id_token token"), ("code_challenge", ""), ("code_challenge_method", "")];
        let (mode, told) = world.browser().sign_in(&world.authorize_url(&spa, &asks)).await.carried();
        assert_eq!(mode, "fragment");
        verified_with_hashes(&world, &told).await;
    }
}

/// A client as the CIAM has those that registered for implicit.
async fn implicit(world: &World) -> Client {
    let metadata = json!({
        "response_types": IMPLICIT.map(ResponseType::as_str), "grant_types": ["implicit"],
        "id_token_signed_response_alg": "RS256",
    });
    world.client(metadata, ClientPolicy::of(Profile::Ciam)).await
}

/// What the client is told once maija agreed, from where this response type has it stand.
async fn asked(
    world: &World,
    browser: &mut Browser,
    client: &Client,
    response_type: ResponseType,
) -> BTreeMap<String, String> {
    let url = world.authorize_url(client, &[("response_type", response_type.as_str())]);
    let answer = browser.sign_in(&url).await;
    let (mode, told) = answer.carried();
    let expected = if response_type == ResponseType::CODE { "query" } else { "fragment" };
    assert_eq!(mode, expected, "{response_type}: {answer:?}");
    assert_eq!(told["state"], "a state & more", "{response_type}");
    told
}

/// The claims of an ID token that came straight, its hashes held against what came beside it.
async fn verified_with_hashes(world: &World, told: &BTreeMap<String, String>) -> Value {
    let (header, claims) = world.verified(&told["id_token"]).await;
    for (claim, of) in [("at_hash", "access_token"), ("c_hash", "code"), ("s_hash", "state")] {
        let expected = told.get(of).map(|text| jose::hash_half(header.alg, text));
        assert_eq!(claims.get(claim).cloned(), expected.map(Value::from), "{claim}");
    }
    claims
}
