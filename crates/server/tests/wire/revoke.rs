//! Token revocation (RFC 7009).

use std::time::Duration;

use crate::world::{Client, refused};

on_both_stores! {
    /// RFC 7009 §2.1: whichever token of a grant goes, all of it goes.
    async fn ends_the_whole_grant_by_any_token_of_it(world) {
        let client = world.shop().await;
        for which in ["access_token", "refresh_token"] {
            let tokens = world.tokens(&client, &[]).await;
            let newer = world.refresh(&client, &tokens.text("refresh_token")).await;
            assert_eq!(world.userinfo(&newer.text("access_token")).await.status, 200);
            let token = if which == "access_token" { tokens.text(which) } else { newer.text(which) };
            let answer = world.revoke(&client, &token).await;
            assert_eq!((answer.status, answer.body.as_str()), (200, ""), "{which}");
            assert_eq!(answer.header("access-control-allow-origin"), "*");
            for access in [&tokens, &newer] {
                let told = world.userinfo(&access.text("access_token")).await;
                assert_eq!(told.refusal(), refused(401, "invalid_token", "token-revoked"), "{which}");
            }
            let refreshed = world.refresh(&client, &newer.text("refresh_token")).await;
            assert_eq!(refreshed.refusal(), refused(400, "invalid_grant", "grant-revoked"), "{which}");
        }
    }

    async fn leaves_other_grants_and_the_session_alone(world) {
        let client = world.shop().await;
        let mut browser = world.browser();
        let url = world.authorize_url(&client, &[]);
        let one = browser.sign_in(&url).await.parameter("code").unwrap();
        let other = browser.sign_in(&url).await.parameter("code").unwrap();
        let (one, other) = (world.redeem(&client, &one).await, world.redeem(&client, &other).await);
        assert_eq!(world.revoke(&client, &one.text("access_token")).await.status, 200);
        assert_eq!(world.userinfo(&other.text("access_token")).await.status, 200);
        assert_eq!(world.refresh(&client, &other.text("refresh_token")).await.status, 200);
        assert!(browser.get(&url).await.parameter("code").is_some(), "still signed in");
    }

    /// RFC 7009 §2.2: what is not there is as good as revoked.
    async fn answers_an_unknown_token_as_a_revoked_one(world) {
        let client = world.shop().await;
        let tokens = world.tokens(&client, &[]).await;
        for token in ["x", "a.b.c", &"A".repeat(76), &tokens.text("id_token"), "ä"] {
            let answer = world.revoke(&client, token).await;
            assert_eq!((answer.status, answer.body.as_str()), (200, ""), "{token}");
        }
        assert_eq!(world.userinfo(&tokens.text("access_token")).await.status, 200);
        for _ in 0..2 {
            assert_eq!(world.revoke(&client, &tokens.text("access_token")).await.status, 200);
        }
        let expired = world.tokens(&client, &[]).await;
        world.clock.advance(Duration::from_hours(1));
        assert_eq!(world.revoke(&client, &expired.text("access_token")).await.status, 200);
        let refreshed = world.refresh(&client, &expired.text("refresh_token")).await;
        assert_eq!(refreshed.refusal(), refused(400, "invalid_grant", "grant-revoked"), "by an expired token too");
    }

    /// RFC 7009 §2.1: a hint only says where to look first.
    async fn passes_over_a_hint_that_is_wrong_or_unknown(world) {
        let client = world.shop().await;
        for which in ["access_token", "refresh_token"] {
            for hint in ["access_token", "refresh_token", "id_token", "x"] {
                let tokens = world.tokens(&client, &[]).await;
                let token = tokens.text(which);
                let form = [("token", token.as_str()), ("token_type_hint", hint)];
                assert_eq!(world.post_as(&client, "/oauth2/revoke", &form).await.status, 200, "{which}, {hint}");
                assert_eq!(world.userinfo(&tokens.text("access_token")).await.status, 401, "{which}, {hint}");
            }
        }
    }

    /// A copy of an old refresh token still ends what came of it: that is what its holder asks for.
    async fn ends_the_grant_by_an_exchanged_refresh_token(world) {
        let client = world.shop().await;
        let tokens = world.tokens(&client, &[]).await;
        let newer = world.refresh(&client, &tokens.text("refresh_token")).await;
        assert_eq!(world.revoke(&client, &tokens.text("refresh_token")).await.status, 200);
        assert_eq!(world.userinfo(&newer.text("access_token")).await.status, 401);
    }

    async fn refuses_to_revoke_what_is_another_clients(world) {
        let (client, other) = (world.shop().await, world.shop().await);
        let tokens = world.tokens(&client, &[]).await;
        for which in ["access_token", "refresh_token"] {
            let answer = world.revoke(&other, &tokens.text(which)).await;
            let expected = refused(400, "unauthorized_client", "token-of-another-client");
            assert_eq!(answer.refusal(), expected, "{which}");
        }
        assert_eq!(world.userinfo(&tokens.text("access_token")).await.status, 200);
        assert_eq!(world.refresh(&client, &tokens.text("refresh_token")).await.status, 200);
    }

    async fn lets_a_public_client_revoke_its_own(world) {
        let (client, other) = (world.public_client().await, world.public_client().await);
        let tokens = world.tokens(&client, &[]).await;
        assert_eq!(world.revoke(&other, &tokens.text("refresh_token")).await.status, 400);
        assert_eq!(world.userinfo(&tokens.text("access_token")).await.status, 200);
        assert_eq!(world.revoke(&client, &tokens.text("refresh_token")).await.status, 200);
        assert_eq!(world.userinfo(&tokens.text("access_token")).await.status, 401);
    }

    async fn refuses_who_does_not_prove_itself(world) {
        let client = world.shop().await;
        let token = world.tokens(&client, &[]).await.text("access_token");
        let impostor = Client { secret: "wrong".to_owned(), ..client.clone() };
        let failed = refused(401, "invalid_client", "client-authentication-failed");
        assert_eq!(world.revoke(&impostor, &token).await.refusal(), failed);
        let named = world.post("/oauth2/revoke", &[("token", &token), ("client_id", &client.id)]).await;
        assert_eq!(named.refusal(), failed);
        let nobody = world.post("/oauth2/revoke", &[("token", &token)]).await;
        assert_eq!(nobody.refusal(), refused(401, "invalid_client", "client-authentication-missing"));
        assert_eq!(world.userinfo(&token).await.status, 200);
        assert_eq!(world.revoke(&client, &token).await.status, 200);
        assert_eq!(world.userinfo(&token).await.status, 401);
    }

    async fn refuses_what_is_no_revocation_request(world) {
        let client = world.shop().await;
        let ask = async |form: &[(&str, &str)]| world.post_as(&client, "/oauth2/revoke", form).await;
        assert_eq!(ask(&[]).await.refusal(), refused(400, "invalid_request", "parameter-missing"));
        let twice = ask(&[("token", "a"), ("token", "a")]).await;
        assert_eq!(twice.refusal(), refused(400, "invalid_request", "parameter-repeated"));
        let in_query = world.post_as(&client, "/oauth2/revoke?token=a", &[]).await;
        assert_eq!(in_query.refusal(), refused(400, "invalid_request", "credentials-in-query"));
        assert_eq!(world.get("/oauth2/revoke").await.status, 405);
        assert_eq!(ask(&[("token", "a"), ("token_type_hint", "magic")]).await.status, 200);
    }
}
