//! Scenario 2-6: signing out (OpenID Connect RP-Initiated Logout).

use std::time::Duration;

use idp::model::client::ClientPolicy;
use jose::{JwsAlgorithm, SigningKey};
use serde_json::json;

use crate::browser::Browser;
use crate::world::{Answer, Client, REDIRECT_URI, World};

const GOODBYE: &str = "https://shop.example/goodbye?x=1";

on_both_stores! {
    async fn ends_the_session_and_returns_with_the_state(world) {
        let client = shop(&world).await;
        let other = world.shop().await;
        let (mut browser, tokens) = signed_in(&world, &client).await;
        let elsewhere = browser.sign_in(&world.authorize_url(&other, &[])).await.parameter("code").unwrap();
        let elsewhere = world.redeem(&other, &elsewhere).await;
        let hint = tokens.text("id_token");
        let answer = browser.get(&url(&world, &[
            ("id_token_hint", &hint), ("post_logout_redirect_uri", GOODBYE), ("state", "s & more"),
        ])).await;
        assert_eq!(answer.status, 303, "{answer:?}");
        assert_eq!(answer.location(), format!("{GOODBYE}&state=s%20%26%20more"));
        let cookie = answer.header("set-cookie");
        assert!(cookie.starts_with("countersign-session-") && cookie.contains("=; Max-Age=0"), "{cookie}");
        assert!(!is_signed_in(&world, &client, &mut browser).await);
        // All that hung on the session ends with it, whichever client has it.
        for tokens in [&tokens, &elsewhere] {
            assert_eq!(world.userinfo(&tokens.text("access_token")).await.status, 401);
        }
        assert_eq!(world.refresh(&other, &elsewhere.text("refresh_token")).await.status, 400);
    }

    /// A cookie that somebody kept is worth nothing afterwards.
    async fn the_old_cookie_signs_nobody_in(world) {
        let client = shop(&world).await;
        let (mut browser, tokens) = signed_in(&world, &client).await;
        let kept = browser.cookies.clone();
        browser.get(&url(&world, &[("id_token_hint", &tokens.text("id_token"))])).await;
        browser.cookies = kept;
        assert!(!is_signed_in(&world, &client, &mut browser).await);
    }

    async fn takes_a_request_by_post_as_well(world) {
        let client = shop(&world).await;
        let (mut browser, tokens) = signed_in(&world, &client).await;
        let form = [("id_token_hint", tokens.text("id_token")), ("post_logout_redirect_uri", GOODBYE.to_owned())];
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = browser.post(&format!("{}/oidc/logout", world.base), &form).await;
        assert_eq!(answer.location(), GOODBYE);
        assert!(!is_signed_in(&world, &client, &mut browser).await);
    }

    /// Browsers leave our cookie out of another site's form: it is asked for by the way round, and
    /// what did not come is not taken away.
    async fn another_sites_form_takes_no_cookie_away_that_it_did_not_bring(world) {
        let client = shop(&world).await;
        let (mut browser, tokens) = signed_in(&world, &client).await;
        let logout = format!("{}/oidc/logout", world.base);
        let form = [("id_token_hint", tokens.text("id_token"))];
        let request = world.http.post(&logout).header("sec-fetch-site", "cross-site").form(&form);
        let sent_round = Answer::of(request.send().await.unwrap()).await;
        assert_eq!((sent_round.status, sent_round.header("set-cookie")), (303, ""), "{sent_round:?}");
        let without = Answer::of(world.http.post(&logout).form(&form).send().await.unwrap()).await;
        assert_eq!((without.status, without.header("set-cookie")), (200, ""), "{without:?}");
        assert!(is_signed_in(&world, &client, &mut browser).await);

        let (page, _) = browser.open(sent_round.location()).await;
        assert!(page.header("set-cookie").contains("Max-Age=0"), "{page:?}");
        assert!(!is_signed_in(&world, &client, &mut browser).await);
    }

    async fn shows_a_page_where_no_address_is_named(world) {
        let client = shop(&world).await;
        let (mut browser, tokens) = signed_in(&world, &client).await;
        let answer = browser.get(&url(&world, &[("id_token_hint", &tokens.text("id_token"))])).await;
        assert_eq!((answer.status, answer.location()), (200, ""));
        assert!(answer.body.contains("You are signed out"), "{answer:?}");
        assert!(!is_signed_in(&world, &client, &mut browser).await);
    }

    /// Without proof that the person's own client asks, the person is asked.
    async fn asks_first_where_no_hint_is_shown(world) {
        let client = shop(&world).await;
        let (mut browser, _) = signed_in(&world, &client).await;
        let (page, address) = browser.open(&url(&world, &[])).await;
        assert_eq!(page.status, 200, "{page:?}");
        assert!(page.body.contains("Maija Mäkelä"), "{page:?}");
        assert!(is_signed_in(&world, &client, &mut browser).await, "until they say so");
        let stay = browser.post(&address, &[("consent", "deny")]).await;
        assert_eq!(stay.location(), format!("{}/?ui_locales=en", world.base));
        assert!(is_signed_in(&world, &client, &mut browser).await);
        let done = browser.post(&address, &[("consent", "approve")]).await;
        assert_eq!((done.status, done.location()), (200, ""));
        assert!(!is_signed_in(&world, &client, &mut browser).await);
    }

    async fn returns_to_a_client_that_is_named_after_asking(world) {
        let client = shop(&world).await;
        let (mut browser, _) = signed_in(&world, &client).await;
        let named = [("client_id", client.id.as_str()), ("post_logout_redirect_uri", GOODBYE), ("state", "s")];
        let (page, address) = browser.open(&url(&world, &named)).await;
        assert!(page.body.contains("The shop"), "{page:?}");
        let done = browser.post(&address, &[("consent", "approve")]).await;
        assert_eq!(done.location(), format!("{GOODBYE}&state=s"));
        let nobody = world.browser().get(&url(&world, &named)).await;
        assert_eq!(nobody.location(), format!("{GOODBYE}&state=s"), "nobody is signed in, so nobody is asked");
    }

    /// Somebody else's token is no proof that this person wants to go.
    async fn asks_first_where_the_hint_is_of_another_session(world) {
        let client = shop(&world).await;
        let (_, others) = signed_in(&world, &client).await;
        let (mut browser, _) = signed_in(&world, &client).await;
        let answer = browser.get(&url(&world, &[("id_token_hint", &others.text("id_token"))])).await;
        assert!(answer.location().contains("/oidc/logout/"), "{answer:?}");
        assert!(is_signed_in(&world, &client, &mut browser).await);
    }

    async fn refuses_an_address_the_client_did_not_register(world) {
        let client = shop(&world).await;
        let (mut browser, tokens) = signed_in(&world, &client).await;
        let hint = tokens.text("id_token");
        for other in [
            "https://evil.example/", "https://shop.example/goodbye", "https://shop.example/goodbye?x=1&y=2",
            "https://SHOP.example/goodbye?x=1", "javascript:alert(1)", "//evil.example", REDIRECT_URI, "ä",
        ] {
            let named = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", other), ("state", "s")];
            let answer = browser.get(&url(&world, &named)).await;
            answer.assert_page(400, "post-logout-uri-mismatch");
            assert!(!answer.body.contains("evil.example"), "{answer:?}");
        }
        browser.get(&url(&world, &[("post_logout_redirect_uri", GOODBYE)])).await
            .assert_page(400, "post-logout-client-missing");
        browser.get(&url(&world, &[("post_logout_redirect_uri", GOODBYE), ("client_id", "nobody")])).await
            .assert_page(400, "post-logout-client-missing");
        assert!(is_signed_in(&world, &client, &mut browser).await, "nothing has happened");
        let named = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", GOODBYE)];
        assert_eq!(browser.get(&url(&world, &named)).await.location(), GOODBYE);
    }

    /// As the CIAM source has it: its clients know one list of addresses.
    async fn takes_a_redirect_address_of_a_client_that_registered_none_for_it(world) {
        let client = world.shop().await;
        let (mut browser, tokens) = signed_in(&world, &client).await;
        let named = [("id_token_hint", &*tokens.text("id_token")), ("post_logout_redirect_uri", REDIRECT_URI)];
        assert_eq!(browser.get(&url(&world, &named)).await.location(), REDIRECT_URI);
    }

    async fn refuses_a_hint_that_is_not_ours(world) {
        let client = shop(&world).await;
        let (mut browser, tokens) = signed_in(&world, &client).await;
        let hint = tokens.text("id_token");
        let (_, claims) = world.verified(&hint).await;
        let theirs = SigningKey::generate(JwsAlgorithm::ES256).unwrap();
        let mut tampered = hint.clone();
        let at = hint.find('.').unwrap() + 20;
        tampered.replace_range(at..=at, if &hint[at..=at] == "A" { "B" } else { "A" });
        for (what, wrong) in [
            ("garbage", "x".to_owned()),
            ("tampered with", tampered),
            ("cut short", hint[..hint.len() - 4].to_owned()),
            ("unsigned", format!("{}.", &hint[..hint.rfind('.').unwrap()])),
            ("another key's", jose::jwt::sign(None, &claims, &theirs).unwrap()),
            ("an access token", tokens.text("access_token")),
        ] {
            let named = [("id_token_hint", wrong.as_str()), ("post_logout_redirect_uri", GOODBYE)];
            let answer = browser.get(&url(&world, &named)).await;
            assert_eq!(answer.status, 400, "{what}");
            answer.assert_page(400, "logout-hint-invalid");
        }
        assert!(is_signed_in(&world, &client, &mut browser).await);
        let answer = browser.get(&url(&world, &[("id_token_hint", &hint)])).await;
        assert_eq!(answer.status, 200, "{answer:?}");
        assert!(!is_signed_in(&world, &client, &mut browser).await);
    }

    /// RP-Initiated Logout §2: whose it was, it still says.
    async fn takes_a_hint_that_has_expired(world) {
        let client = shop(&world).await;
        let (mut browser, tokens) = signed_in(&world, &client).await;
        world.clock.advance(Duration::from_hours(2));
        assert_eq!(world.userinfo(&tokens.text("access_token")).await.status, 401, "as old as that");
        let named = [("id_token_hint", &*tokens.text("id_token")), ("post_logout_redirect_uri", GOODBYE)];
        assert_eq!(browser.get(&url(&world, &named)).await.location(), GOODBYE);
        assert!(!is_signed_in(&world, &client, &mut browser).await);
    }

    async fn refuses_a_hint_and_a_client_that_do_not_belong_together(world) {
        let (client, other) = (shop(&world).await, shop(&world).await);
        let (mut browser, tokens) = signed_in(&world, &client).await;
        let hint = tokens.text("id_token");
        let named = |id| [("id_token_hint", hint.clone()), ("client_id", id), ("post_logout_redirect_uri", GOODBYE.to_owned())];
        let ask = |id: &str| {
            let named = named(id.to_owned());
            url(&world, &named.iter().map(|(name, value)| (*name, value.as_str())).collect::<Vec<_>>())
        };
        browser.get(&ask(&other.id)).await.assert_page(400, "logout-client-mismatch");
        assert!(is_signed_in(&world, &client, &mut browser).await);
        assert_eq!(browser.get(&ask(&client.id)).await.location(), GOODBYE);
    }

    async fn hears_the_word_of_the_person_in_their_own_browser_in_time_and_once(world) {
        let client = shop(&world).await;
        world.clock.stop();
        let (mut browser, _) = signed_in(&world, &client).await;
        let (_, page) = browser.open(&url(&world, &[])).await;
        let (mut other, _) = signed_in(&world, &client).await;
        for stranger in [&mut other, &mut world.browser()] {
            stranger.post(&page, &[("consent", "approve")]).await.assert_page(400, "logout-unknown");
        }
        assert!(is_signed_in(&world, &client, &mut other).await, "nor is the stranger signed out");
        browser.headers = vec![("sec-fetch-site", "cross-site")];
        browser.post(&page, &[("consent", "approve")]).await.assert_page(403, "foreign-form");
        browser.headers.clear();
        browser.post(&page, &[("consent", "perhaps")]).await.assert_page(400, "parameter-invalid");
        browser.post(&page, &[]).await.assert_page(400, "parameter-missing");
        assert!(is_signed_in(&world, &client, &mut browser).await);

        world.clock.advance(Duration::from_mins(60));
        browser.post(&page, &[("consent", "approve")]).await.assert_page(400, "logout-unknown");
        let (_, page) = browser.open(&url(&world, &[])).await;
        world.clock.advance(Duration::from_secs(60 * 60 - 1));
        assert_eq!(browser.post(&page, &[("consent", "approve")]).await.status, 200);
        assert!(!is_signed_in(&world, &client, &mut browser).await);
        browser.post(&page, &[("consent", "approve")]).await.assert_page(400, "logout-unknown");
    }

    async fn refuses_what_is_no_request_to_sign_out(world) {
        let client = shop(&world).await;
        let (mut browser, tokens) = signed_in(&world, &client).await;
        let hint = tokens.text("id_token");
        let good = url(&world, &[("id_token_hint", &hint), ("post_logout_redirect_uri", GOODBYE)]);
        for (tail, code) in [
            ("&state=a&state=b", "parameter-repeated"), ("&id_token_hint=x", "parameter-repeated"),
            ("&post_logout_redirect_uri=https%3A%2F%2Fevil.example", "parameter-repeated"),
            ("&state=%0d%0aSet-Cookie:x", "parameter-invalid"), ("&x=%ff", "request-malformed"), ("&x=%", "request-malformed"),
        ] {
            browser.get(&format!("{good}{tail}")).await.assert_page(400, code);
        }
        assert!(is_signed_in(&world, &client, &mut browser).await);
        assert_eq!(browser.get(&format!("{good}&unheard_of=1")).await.location(), GOODBYE);
    }
}

async fn shop(world: &World) -> Client {
    let policy = ClientPolicy { skip_consent: true, ..ClientPolicy::default() };
    world.client(json!({ "post_logout_redirect_uris": [GOODBYE] }), policy).await
}

async fn signed_in(world: &World, client: &Client) -> (Browser, Answer) {
    let mut browser = world.browser();
    let answer = browser.sign_in(&world.authorize_url(client, &[])).await;
    let tokens = world.redeem(client, &answer.parameter("code").unwrap()).await;
    assert_eq!(tokens.status, 200, "{tokens:?}");
    (browser, tokens)
}

async fn is_signed_in(world: &World, client: &Client, browser: &mut Browser) -> bool {
    let answer = browser.get(&world.authorize_url(client, &[("prompt", "none")])).await;
    let code = answer.parameter("code").is_some();
    assert!(code || answer.error().0 == "login_required", "{answer:?}");
    code
}

fn url(world: &World, parameters: &[(&str, &str)]) -> String {
    let mut url = url::Url::parse(&format!("{}/oidc/logout", world.base)).unwrap();
    url.query_pairs_mut().extend_pairs(parameters);
    url.into()
}
