//! Scenario 2-7: refresh tokens are exchanged once each, and what is revoked stays so.

use std::time::Duration;

use idp::model::client::ClientPolicy;
use serde_json::json;

use crate::world::{Answer, Client, World, refused};

const OFFLINE: [(&str, &str); 1] = [("scope", "openid email offline_access")];

on_both_stores! {
    async fn gives_new_tokens_and_a_successor(world) {
        let client = world.shop().await;
        let first = world.tokens(&client, &[]).await;
        let (_, before) = world.verified(&first.text("id_token")).await;
        world.clock.advance(Duration::from_secs(5));
        let second = world.refresh(&client, &first.text("refresh_token")).await;
        assert_eq!(second.status, 200, "{second:?}");
        assert_eq!(second.json()["scope"], first.json()["scope"]);
        assert_ne!(second.text("access_token"), first.text("access_token"));
        assert_ne!(second.text("refresh_token"), first.text("refresh_token"));
        assert_eq!(world.userinfo(&second.text("access_token")).await.status, 200);
        assert_eq!(world.userinfo(&first.text("access_token")).await.status, 200, "its time is not over");

        // OpenID Connect Core §12.2.
        let (_, after) = world.verified(&second.text("id_token")).await;
        for same in ["iss", "sub", "aud", "azp", "auth_time", "amr", "sid"] {
            assert_eq!(after[same], before[same], "{same}");
        }
        assert_eq!(before["nonce"], "n-0S6");
        assert!(after.get("nonce").is_none(), "{after}");
        assert!(after["iat"].as_i64() >= before["iat"].as_i64().map(|iat| iat + 5), "{after}");

        let third = world.refresh(&client, &second.text("refresh_token")).await;
        assert_eq!(third.status, 200, "{third:?}");
    }

    /// RFC 9700 §4.14.2: somebody holds a copy, and nobody can tell who.
    async fn a_token_used_twice_ends_its_family(world) {
        let client = world.shop().await;
        let first = world.tokens(&client, &[]).await;
        let second = world.refresh(&client, &first.text("refresh_token")).await;
        assert_eq!(second.status, 200, "{second:?}");
        let replay = world.refresh(&client, &first.text("refresh_token")).await;
        assert_eq!(replay.refusal(), refused(400, "invalid_grant", "refresh-token-replayed"));
        assert_dead(&world, &client, &second).await;
        assert_eq!(world.userinfo(&first.text("access_token")).await.status, 401);
    }

    async fn a_token_of_long_ago_ends_its_family_too(world) {
        let client = world.shop().await;
        let first = world.tokens(&client, &[]).await;
        let mut newest = first.clone();
        for _ in 0..4 {
            newest = world.refresh(&client, &newest.text("refresh_token")).await;
            assert_eq!(newest.status, 200, "{newest:?}");
        }
        let replay = world.refresh(&client, &first.text("refresh_token")).await;
        assert_eq!(replay.refusal(), refused(400, "invalid_grant", "refresh-token-replayed"));
        assert_dead(&world, &client, &newest).await;
    }

    async fn refuses_a_revoked_one_and_all_that_came_with_it(world) {
        let client = world.shop().await;
        let tokens = world.tokens(&client, &[]).await;
        let other = world.tokens(&client, &[]).await;
        assert_eq!(world.revoke(&client, &tokens.text("refresh_token")).await.status, 200);
        assert_dead(&world, &client, &tokens).await;
        assert_eq!(world.userinfo(&other.text("access_token")).await.status, 200);
        assert_eq!(world.refresh(&client, &other.text("refresh_token")).await.status, 200);
    }

    /// RFC 6749 §6: less may be asked for, and more again later; never more than was granted.
    async fn narrows_the_scope_and_refuses_to_widen_it(world) {
        let client = world.shop().await;
        let first = world.tokens(&client, &[("scope", "openid email")]).await;
        let ask = async |token: &str, scope| {
            let form = [("grant_type", "refresh_token"), ("refresh_token", token), ("scope", scope)];
            world.token(&client, &form).await
        };
        let narrow = ask(&first.text("refresh_token"), "openid").await;
        assert_eq!((narrow.status, narrow.text("scope").as_str()), (200, "openid"));
        let told = world.userinfo(&narrow.text("access_token")).await.json();
        assert!(told.get("email").is_none() && told.get("sub").is_some(), "{told}");

        for wider in ["openid email profile", "phone", "admin"] {
            let wide = ask(&narrow.text("refresh_token"), wider).await;
            assert_eq!(wide.refusal(), refused(400, "invalid_scope", "scope-widened"), "{wider}");
        }
        let whole = ask(&narrow.text("refresh_token"), "openid email").await;
        assert_eq!((whole.status, whole.text("scope").as_str()), (200, "openid email"));
        let told = world.userinfo(&whole.text("access_token")).await.json();
        assert_eq!(told["email"], "maija@example.fi");
    }

    /// For clients whose answers get lost: the same successor again, and never a second one.
    async fn repeats_the_successor_within_the_grace_and_never_makes_a_second(world) {
        let policy = ClientPolicy { refresh_token_grace: 10, ..ClientPolicy::default() };
        let client = world.client(json!({}), policy).await;
        world.clock.stop();
        let first = world.tokens(&client, &[]).await.text("refresh_token");
        let second = world.refresh(&client, &first).await.text("refresh_token");
        world.clock.advance(Duration::from_secs(9));
        let again = world.refresh(&client, &first).await;
        assert_eq!((again.status, again.text("refresh_token")), (200, second.clone()));
        assert_eq!(world.userinfo(&again.text("access_token")).await.status, 200);
        world.clock.advance(Duration::from_secs(1));
        let late = world.refresh(&client, &first).await;
        assert_eq!(late.refusal(), refused(400, "invalid_grant", "refresh-token-replayed"));
        let refreshed = world.refresh(&client, &second).await;
        assert_eq!(refreshed.refusal(), refused(400, "invalid_grant", "grant-revoked"));
    }

    async fn the_grace_is_for_the_one_before_alone(world) {
        let policy = ClientPolicy { refresh_token_grace: 10, ..ClientPolicy::default() };
        let client = world.client(json!({}), policy).await;
        let first = world.tokens(&client, &[]).await.text("refresh_token");
        let second = world.refresh(&client, &first).await.text("refresh_token");
        let third = world.refresh(&client, &second).await;
        assert_eq!(third.status, 200, "{third:?}");
        assert_eq!(world.refresh(&client, &second).await.status, 200, "the one before");
        let replay = world.refresh(&client, &first).await;
        assert_eq!(replay.refusal(), refused(400, "invalid_grant", "refresh-token-replayed"));
        assert_dead(&world, &client, &third).await;
    }

    /// OpenID Connect Core §11.
    async fn offline_access_outlives_signing_out_and_nothing_else_does(world) {
        let client = world.shop().await;
        let mut browser = world.browser();
        let mut redeem = async |parameters: &[(&str, &str)]| {
            let answer = browser.sign_in(&world.authorize_url(&client, parameters)).await;
            world.redeem(&client, &answer.parameter("code").unwrap()).await
        };
        let (online, offline) = (redeem(&[]).await, redeem(&OFFLINE).await);
        let alive = world.refresh(&client, &online.text("refresh_token")).await;
        assert_eq!(alive.status, 200, "{alive:?}");

        let (_, page) = browser.open(&format!("{}/oidc/logout", world.base)).await;
        assert_eq!(browser.post(&page, &[("consent", "approve")]).await.status, 200);
        assert_dead(&world, &client, &alive).await;
        assert_eq!(world.userinfo(&offline.text("access_token")).await.status, 200);
        let refreshed = world.refresh(&client, &offline.text("refresh_token")).await;
        assert_eq!(refreshed.status, 200, "{refreshed:?}");
    }

    async fn ends_with_the_sessions_life_unless_it_is_offline(world) {
        let client = world.shop().await;
        world.clock.stop();
        let online = world.tokens(&client, &[]).await;
        let offline = world.tokens(&client, &OFFLINE).await;
        world.clock.advance(Duration::from_secs(24 * 3600 - 1));
        let online = world.refresh(&client, &online.text("refresh_token")).await;
        assert_eq!(online.status, 200, "{online:?}");
        assert_eq!(online.json()["expires_in"], 1, "no access token says that it outlives the session");
        world.clock.advance(Duration::from_secs(1));
        let late = world.refresh(&client, &online.text("refresh_token")).await;
        assert_eq!(late.refusal(), refused(400, "invalid_grant", "refresh-token-expired"));
        assert_eq!(world.refresh(&client, &offline.text("refresh_token")).await.status, 200);
    }

    /// Refreshing does not move the end.
    async fn expires_so_long_after_the_sign_in(world) {
        let policy = ClientPolicy { refresh_token_ttl: 3600, ..ClientPolicy::default() };
        let client = world.client(json!({}), policy).await;
        world.clock.stop();
        let tokens = world.tokens(&client, &OFFLINE).await;
        world.clock.advance(Duration::from_secs(3599));
        let tokens = world.refresh(&client, &tokens.text("refresh_token")).await;
        assert_eq!(tokens.status, 200, "{tokens:?}");
        assert_eq!(tokens.json()["expires_in"], 1, "no access token outlives its grant");
        world.clock.advance(Duration::from_secs(1));
        let late = world.refresh(&client, &tokens.text("refresh_token")).await;
        assert_eq!(late.refusal(), refused(400, "invalid_grant", "refresh-token-expired"));
    }

    /// A stranger who found it can do nothing with it, not even harm.
    async fn is_no_good_to_another_client(world) {
        let (client, other) = (world.shop().await, world.shop().await);
        let tokens = world.tokens(&client, &[]).await;
        let stolen = world.refresh(&other, &tokens.text("refresh_token")).await;
        assert_eq!(stolen.refusal(), refused(400, "invalid_grant", "refresh-token-of-another-client"));
        assert_eq!(world.refresh(&client, &tokens.text("refresh_token")).await.status, 200);
    }

    async fn public_clients_refresh_by_their_name_alone(world) {
        let client = world.public_client().await;
        let tokens = world.tokens(&client, &[]).await;
        let second = world.refresh(&client, &tokens.text("refresh_token")).await;
        assert_eq!(second.status, 200, "{second:?}");
        let replay = world.refresh(&client, &tokens.text("refresh_token")).await;
        assert_eq!(replay.refusal(), refused(400, "invalid_grant", "refresh-token-replayed"));
        assert_dead(&world, &client, &second).await;
    }

    async fn ends_while_the_person_or_the_client_is_disabled(world) {
        let client = world.shop().await;
        let tokens = world.tokens(&client, &OFFLINE).await.text("refresh_token");
        world.disable_person(&world.user_id, true).await;
        let answer = world.refresh(&client, &tokens).await;
        assert_eq!(answer.refusal(), refused(400, "invalid_grant", "grant-revoked"));
        world.disable_person(&world.user_id, false).await;
        world.disable_client(&client, true).await;
        assert_eq!(world.refresh(&client, &tokens).await.refusal().1, "invalid_client");
        world.disable_client(&client, false).await;
        let fresh = world.tokens(&client, &OFFLINE).await.text("refresh_token");
        assert_eq!(world.refresh(&client, &fresh).await.status, 200);
    }

    async fn is_not_given_to_a_client_without_the_grant(world) {
        let metadata = json!({ "grant_types": ["authorization_code"] });
        let client = world.client(metadata, ClientPolicy::default()).await;
        let tokens = world.tokens(&client, &OFFLINE).await;
        assert!(tokens.json().get("refresh_token").is_none(), "{tokens:?}");
        assert_eq!(tokens.json()["scope"], "openid email", "and so no offline access either");
        let with = world.tokens(&world.shop().await, &OFFLINE).await;
        assert!(with.json().get("refresh_token").is_some(), "{with:?}");
    }

    /// Every byte of it counts.
    async fn refuses_tokens_that_nobody_issued(world) {
        let client = world.shop().await;
        let token = world.tokens(&client, &[]).await.text("refresh_token");
        let mut invented = vec!["x".to_owned(), token[1..].to_owned(), format!("{token}A"), "a".repeat(76)];
        for at in (0..token.len()).step_by(5) {
            let other = if &token[at..=at] == "A" { "B" } else { "A" };
            invented.push(format!("{}{other}{}", &token[..at], &token[at + 1..]));
        }
        for token in invented {
            let answer = world.refresh(&client, &token).await;
            assert_eq!(answer.refusal(), refused(400, "invalid_grant", "refresh-token-unknown"), "{token}");
        }
        assert_eq!(world.refresh(&client, &token).await.status, 200);
    }
}

/// Nothing of these tokens is worth anything any more, wherever it is shown.
async fn assert_dead(world: &World, client: &Client, tokens: &Answer) {
    let (access, refresh) = (tokens.text("access_token"), tokens.text("refresh_token"));
    let answer = world.refresh(client, &refresh).await;
    assert_eq!(answer.refusal(), refused(400, "invalid_grant", "grant-revoked"));
    let answer = world.userinfo(&access).await;
    assert_eq!(answer.refusal(), refused(401, "invalid_token", "token-revoked"));
    assert!(answer.header("www-authenticate").contains("error=\"invalid_token\""), "{answer:?}");
}
