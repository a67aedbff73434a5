//! Scenario 2-4: a code is good once, soon, and for those it was issued to.

use std::time::Duration;

use idp::model::client::{ClientPolicy, Profile};
use serde_json::json;

use crate::world::{REDIRECT_URI, VERIFIER, World, refused};

on_both_stores! {
    /// RFC 6749 §4.1.2, RFC 9700 §4.5: what came of it may be in the wrong hands.
    async fn a_replayed_code_ends_all_that_came_of_it(world) {
        let client = world.shop().await;
        let code = world.code(&client, &[]).await;
        let tokens = world.redeem(&client, &code).await;
        let (access, refresh) = (tokens.text("access_token"), tokens.text("refresh_token"));
        assert_eq!(world.userinfo(&access).await.status, 200);
        assert_eq!(world.introspect(&client, &access).await.json()["active"], true);
        assert_eq!(world.introspect(&client, &refresh).await.json()["active"], true);

        let replay = world.redeem(&client, &code).await;
        assert_eq!(replay.refusal(), refused(400, "invalid_grant", "code-replayed"));
        let dead = world.userinfo(&access).await;
        assert_eq!(dead.refusal(), refused(401, "invalid_token", "token-revoked"));
        assert!(dead.header("www-authenticate").contains("error=\"invalid_token\""), "{dead:?}");
        assert_eq!(world.introspect(&client, &access).await.body, r#"{"active":false}"#);
        assert_eq!(world.introspect(&client, &refresh).await.body, r#"{"active":false}"#);
        let refreshed = world.refresh(&client, &refresh).await;
        assert_eq!(refreshed.refusal(), refused(400, "invalid_grant", "grant-revoked"));
    }

    /// What one code led to is no concern of another's.
    async fn a_replay_leaves_other_grants_of_the_same_person_alone(world) {
        let client = world.shop().await;
        let other = world.tokens(&client, &[]).await;
        let code = world.code(&client, &[]).await;
        assert_eq!(world.redeem(&client, &code).await.status, 200);
        assert_eq!(world.redeem(&client, &code).await.status, 400);
        assert_eq!(world.userinfo(&other.text("access_token")).await.status, 200);
        assert_eq!(world.refresh(&client, &other.text("refresh_token")).await.status, 200);
    }

    async fn a_replay_is_known_for_one_also_after_the_codes_time(world) {
        let client = world.shop().await;
        let code = world.code(&client, &[]).await;
        let tokens = world.redeem(&client, &code).await;
        world.clock.advance(Duration::from_secs(120));
        assert_eq!(world.userinfo(&tokens.text("access_token")).await.status, 200);
        let replay = world.redeem(&client, &code).await;
        assert_eq!(replay.refusal(), refused(400, "invalid_grant", "code-replayed"));
        assert_eq!(world.userinfo(&tokens.text("access_token")).await.status, 401);
    }

    async fn lives_for_as_long_as_its_client_is_registered_for(world) {
        let ciam = world.client(json!({}), ClientPolicy::of(Profile::Ciam)).await;
        let shop = world.shop().await;
        world.clock.stop();
        for (client, lives) in [(&ciam, 300), (&shop, 60)] {
            let in_time = world.code(client, &[]).await;
            let late = world.code(client, &[]).await;
            world.clock.advance(Duration::from_secs(lives - 1));
            assert_eq!(world.redeem(client, &in_time).await.status, 200, "after {} s", lives - 1);
            world.clock.advance(Duration::from_secs(1));
            let answer = world.redeem(client, &late).await;
            assert_eq!(answer.refusal(), refused(400, "invalid_grant", "code-expired"), "after {lives} s");
        }
    }

    async fn is_bound_to_the_address_it_was_sent_to(world) {
        let elsewhere = format!("{REDIRECT_URI}/other");
        let metadata = json!({ "redirect_uris": [REDIRECT_URI, elsewhere] });
        let client = world.client(metadata, ClientPolicy::default()).await;
        for other in [Some(elsewhere.as_str()), Some("https://evil.example/"), None] {
            let code = world.code(&client, &[]).await;
            let mut form =
                vec![("grant_type", "authorization_code"), ("code", code.as_str()), ("code_verifier", VERIFIER)];
            form.extend(other.map(|uri| ("redirect_uri", uri)));
            let answer = world.token(&client, &form).await;
            assert_eq!(answer.refusal(), refused(400, "invalid_grant", "code-redirect-mismatch"), "{other:?}");
            let after = world.redeem(&client, &code).await;
            assert_eq!(after.refusal(), refused(400, "invalid_grant", "code-replayed"), "it is used up");
        }
        let code = world.code(&client, &[]).await;
        assert_eq!(world.redeem(&client, &code).await.status, 200);
    }

    /// RFC 6749 §4.1.3: only an address that was named must be named again.
    async fn needs_no_address_where_the_request_named_none(world) {
        let client = world.shop().await;
        let unnamed = [("redirect_uri", ""), ("scope", "email")];
        let code = world.code(&client, &unnamed).await;
        let form = [("grant_type", "authorization_code"), ("code", code.as_str()), ("code_verifier", VERIFIER)];
        let tokens = world.token(&client, &form).await;
        assert_eq!(tokens.status, 200, "{tokens:?}");
        assert!(tokens.json().get("id_token").is_none(), "no openid was asked for");
    }

    async fn is_no_good_to_another_client_nor_after_it_tried(world) {
        let (client, other) = (world.shop().await, world.shop().await);
        let code = world.code(&client, &[]).await;
        let stolen = world.redeem(&other, &code).await;
        assert_eq!(stolen.refusal(), refused(400, "invalid_grant", "code-of-another-client"));
        assert_eq!(world.redeem(&client, &code).await.status, 400);
        assert_eq!(world.redeem(&client, &world.code(&client, &[]).await).await.status, 200);
    }

    async fn dies_with_the_session_it_came_of(world) {
        let client = world.shop().await;
        let mut browser = world.browser();
        let code = |answer: crate::world::Answer| answer.parameter("code").unwrap();
        let before = code(browser.sign_in(&world.authorize_url(&client, &[])).await);
        assert_eq!(world.redeem(&client, &before).await.status, 200);
        let waiting = code(browser.sign_in(&world.authorize_url(&client, &[])).await);
        sign_out(&world, &mut browser).await;
        let answer = world.redeem(&client, &waiting).await;
        assert_eq!(answer.refusal(), refused(400, "invalid_grant", "grant-revoked"));
    }

    async fn dies_with_the_persons_account(world) {
        let client = world.shop().await;
        let code = world.code(&client, &[]).await;
        let other = world.code(&client, &[]).await;
        assert_eq!(world.redeem(&client, &other).await.status, 200);
        world.disable_person(&world.user_id, true).await;
        let answer = world.redeem(&client, &code).await;
        assert_eq!(answer.refusal(), refused(400, "invalid_grant", "grant-revoked"));
    }

    async fn refuses_codes_nobody_issued(world) {
        let client = world.shop().await;
        let code = world.code(&client, &[]).await;
        let reversed: String = code.chars().rev().collect();
        for invented in ["x", &reversed, &code[1..], &"a".repeat(8000), "' OR 1=1 --", "ä€"] {
            let answer = world.redeem(&client, invented).await;
            assert_eq!(answer.refusal(), refused(400, "invalid_grant", "code-unknown"), "{invented}");
        }
        assert_eq!(world.redeem(&client, "").await.refusal(), refused(400, "invalid_request", "parameter-missing"));
        assert_eq!(world.redeem(&client, &code).await.status, 200);
    }
}

async fn sign_out(world: &World, browser: &mut crate::browser::Browser) {
    let (page, address) = browser.open(&format!("{}/oidc/logout", world.base)).await;
    assert_eq!(page.status, 200, "{page:?}");
    let done = browser.post(&address, &[("consent", "approve")]).await;
    assert_eq!(done.status, 200, "{done:?}");
}
