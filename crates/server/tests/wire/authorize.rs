//! The authorization endpoint (RFC 6749 §3.1, OpenID Connect Core §3.1.2): what it does with a
//! request that is right. What it refuses is in `authorize_refused.rs`.

use std::time::Duration;

use serde_json::json;

use idp::model::client::ClientPolicy;

use crate::world::{Answer, Client, PASSWORD, REDIRECT_URI, World};

on_both_stores! {
    /// OpenID Connect Core §3.1.2.1: by GET and by POST alike.
    async fn takes_a_request_by_get_and_by_post(world) {
        let client = world.shop().await;
        let url = world.authorize_url(&client, &[]);
        let (endpoint, query) = url.split_once('?').unwrap();
        let request = async || {
            let form = world.http.post(endpoint).header("content-type", "application/x-www-form-urlencoded");
            Answer::of(form.body(query.to_owned()).send().await.unwrap()).await
        };
        let by_post = request().await;
        assert!(by_post.location().starts_with(&format!("{}/login/", world.base)), "{by_post:?}");
        let mut browser = world.browser();
        let by_get = browser.sign_in(&url).await;
        assert_eq!(by_get.parameter("state").as_deref(), Some("a state & more"));

        let cookies: Vec<String> = browser.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let form = world.http.post(endpoint).header("content-type", "application/x-www-form-urlencoded");
        let form = form.header("cookie", cookies.join("; ")).body(query.to_owned());
        let signed_in = Answer::of(form.send().await.unwrap()).await;
        assert!(signed_in.parameter("code").is_some(), "the session counts by POST as well: {signed_in:?}");
    }

    /// Browsers send no Lax cookie along with a form of another site; the session counts all the same.
    async fn brings_the_session_along_when_a_client_posts(world) {
        let client = world.shop().await;
        let mut browser = world.browser();
        let url = world.authorize_url(&client, &[]);
        browser.sign_in(&url).await;
        let (endpoint, query) = url.split_once('?').unwrap();
        let form = world.http.post(endpoint).header("content-type", "application/x-www-form-urlencoded");
        let form = form.header("sec-fetch-site", "cross-site").body(query.to_owned());
        let round = Answer::of(form.send().await.unwrap()).await;
        assert!(round.location().starts_with(&format!("{endpoint}?")), "{round:?}");
        let answer = browser.get(round.location()).await;
        assert_eq!(answer.parameter("state").as_deref(), Some("a state & more"));
        assert!(answer.parameter("code").is_some(), "{answer:?}");
    }

    /// OpenID Connect Core §3.1.2.1: no answer for another person than the one who is meant.
    async fn answers_for_the_person_an_id_token_hint_names_and_for_nobody_else(world) {
        let client = world.shop().await;
        world.person("matti", json!({})).await;
        let mut browser = world.browser();
        let signed_in = browser.sign_in(&world.authorize_url(&client, &[])).await;
        let maijas = world.redeem(&client, &signed_in.parameter("code").unwrap()).await.text("id_token");
        let asks = |parameters: &[(&str, &str)]| {
            world.authorize_url(&client, &[&[("id_token_hint", maijas.as_str())], parameters].concat())
        };
        let at_once = browser.get(&asks(&[("prompt", "none")])).await;
        assert!(at_once.parameter("code").is_some(), "{at_once:?}");

        let mut his = world.browser();
        his.sign_in_as("matti", PASSWORD, &world.authorize_url(&client, &[])).await;
        assert_eq!(his.get(&asks(&[("prompt", "none")])).await.error().0, "login_required");
        let stubborn = his.sign_in_as("matti", PASSWORD, &asks(&[])).await;
        assert_eq!(stubborn.error().0, "login_required");
        let hers = his.sign_in(&asks(&[])).await;
        assert!(hers.parameter("code").is_some(), "{hers:?}");

        for hint in ["x.y.z", &maijas[..maijas.len() - 4], "none"] {
            let answer = browser.get(&asks(&[("id_token_hint", hint)])).await;
            let (error, description) = answer.error();
            assert_eq!(error, "invalid_request");
            assert!(description.contains("id_token_hint"), "{description}");
        }
    }

    async fn returns_the_state_as_it_came_and_names_the_issuer(world) {
        let client = world.shop().await;
        let mut browser = world.browser();
        for state in ["x", "a+b c&d=e%20#f", "~!@$^*()[]{}|;:',.<>/?\\\"`", &"s".repeat(2048)] {
            let answer = browser.sign_in(&world.authorize_url(&client, &[("state", state)])).await;
            assert_eq!(answer.parameter("state").as_deref(), Some(state), "{answer:?}");
            assert_eq!(answer.parameter("iss").as_deref(), Some(world.base.as_str()), "RFC 9207");
            assert_eq!(answer.header("cache-control"), "no-store");
            assert_eq!(answer.header("referrer-policy"), "no-referrer", "the code stays out of the Referer");
        }
        let without = browser.sign_in(&world.authorize_url(&client, &[("state", "")])).await;
        assert_eq!(without.parameter("state"), None);
        assert!(without.parameter("code").is_some());
    }

    async fn keeps_a_query_that_the_redirect_address_has(world) {
        let with_query = format!("{REDIRECT_URI}?from=op&x=%20y");
        let client = world.client(json!({ "redirect_uris": [with_query] }), ClientPolicy::default()).await;
        let answer = world.browser().sign_in(&world.authorize_url(&client, &[("redirect_uri", &with_query)])).await;
        assert!(answer.location().starts_with(&format!("{with_query}&code=")), "{answer:?}");
    }

    async fn repeats_the_nonce_in_the_id_token_and_wants_none(world) {
        let client = world.shop().await;
        for (nonce, expected) in [("n-1 ä&", json!("n-1 ä&")), ("", json!(null))] {
            let tokens = world.tokens(&client, &[("nonce", nonce)]).await;
            let (_, claims) = world.verified(&tokens.text("id_token")).await;
            assert_eq!(claims["nonce"], expected);
        }
    }

    /// OpenID Connect Core §3.1.2.1, RFC 6749 §3.1: what is not known is passed over.
    async fn passes_over_what_it_does_not_know(world) {
        let client = world.shop().await;
        let strange = [
            ("unheard_of", "1"), ("vendor.thing", "<script>"), ("ui_locales", "xx-none yy"), ("acr_values", "a b"),
            ("display", "touch"), ("login_hint", "maija"),
        ];
        let answer = world.browser().sign_in(&world.authorize_url(&client, &strange)).await;
        assert!(answer.parameter("code").is_some(), "{answer:?}");
        let doubled = format!("{}&unheard_of=1&unheard_of=2", world.authorize_url(&client, &[]));
        assert!(world.browser().get(&doubled).await.location().contains("/login/"));
    }

    async fn prompt_none_asks_nobody(world) {
        let client = world.shop().await;
        let mut browser = world.browser();
        let silent = world.authorize_url(&client, &[("prompt", "none")]);
        let nobody = browser.get(&silent).await;
        assert_eq!(nobody.error().0, "login_required");
        assert_eq!(nobody.parameter("state").as_deref(), Some("a state & more"));
        browser.sign_in(&world.authorize_url(&client, &[])).await;
        let known = browser.get(&silent).await;
        assert!(known.parameter("code").is_some(), "{known:?}");
        let other = browser.get(&world.authorize_url(&world.shop().await, &[("prompt", "none")])).await;
        assert_eq!(other.error().0, "consent_required");
        assert_eq!(world.browser().get(&silent).await.error().0, "login_required", "another browser");
    }

    async fn prompt_login_asks_for_the_password_again(world) {
        let client = world.shop().await;
        let mut browser = world.browser();
        let first = id_token(&world, &client, &browser.sign_in(&world.authorize_url(&client, &[])).await).await;
        world.clock.advance(Duration::from_secs(100));
        let standing = id_token(&world, &client, &browser.get(&world.authorize_url(&client, &[])).await).await;
        assert_eq!(standing["auth_time"], first["auth_time"], "nobody was asked");

        for prompt in ["login", "login consent"] {
            let url = world.authorize_url(&client, &[("prompt", prompt)]);
            let (_, page) = browser.open(&url).await;
            assert!(page.contains("/login/"), "{prompt}: {page}");
            let again = id_token(&world, &client, &browser.sign_in(&url).await).await;
            assert!(again["auth_time"].as_i64() >= first["auth_time"].as_i64().map(|at| at + 100), "{again}");
            assert_eq!((&again["sub"], &again["sid"]), (&first["sub"], &first["sid"]), "the session goes on");
        }
    }

    async fn prompt_login_may_bring_somebody_else(world) {
        let pekka = world.person("pekka", json!({})).await;
        let client = world.shop().await;
        let mut browser = world.browser();
        let answer = browser.sign_in(&world.authorize_url(&client, &[])).await;
        let hers = world.redeem(&client, &answer.parameter("code").unwrap()).await;
        assert_eq!(world.refresh(&client, &hers.text("refresh_token")).await.status, 200);
        let url = world.authorize_url(&client, &[("prompt", "select_account")]);
        let his = id_token(&world, &client, &browser.sign_in_as("pekka", PASSWORD, &url).await).await;
        assert_eq!(his["sub"], pekka.id.as_str());
        assert_eq!(world.userinfo(&hers.text("access_token")).await.status, 401, "her session made way for his");
    }

    async fn prompt_consent_asks_for_permission_again(world) {
        let client = world.shop().await;
        let mut browser = world.browser();
        browser.sign_in(&world.authorize_url(&client, &[])).await;
        let url = world.authorize_url(&client, &[("prompt", "consent")]);
        let (_, page) = browser.open(&url).await;
        assert!(page.contains("/consent/"), "{page}");
        let answer = browser.post(&page, &[("decision", "allow")]).await;
        assert!(answer.parameter("code").is_some(), "{answer:?}");
    }

    /// OpenID Connect Core §3.1.2.1, `max_age`; and what a client registered for requests without.
    async fn max_age_says_how_old_a_sign_in_may_be(world) {
        let client = world.shop().await;
        let strict = world.client(json!({ "default_max_age": 100 }), ClientPolicy {
            skip_consent: true, ..ClientPolicy::default()
        }).await;
        let mut browser = world.browser();
        world.clock.stop();
        browser.sign_in(&world.authorize_url(&client, &[])).await;
        world.clock.advance(Duration::from_secs(100));
        let asked = async |browser: &mut crate::browser::Browser, client, parameters: &[(&str, &str)]| {
            browser.get(&world.authorize_url(client, parameters)).await.parameter("code").is_none()
        };
        assert!(!asked(&mut browser, &client, &[("max_age", "100")]).await);
        assert!(!asked(&mut browser, &strict, &[]).await);
        world.clock.advance(Duration::from_secs(1));
        assert!(asked(&mut browser, &client, &[("max_age", "100")]).await);
        assert!(asked(&mut browser, &strict, &[]).await);
        assert!(!asked(&mut browser, &strict, &[("max_age", "101")]).await, "the request's own word counts");
        assert!(!asked(&mut browser, &client, &[]).await);
        let silent = world.authorize_url(&client, &[("max_age", "100"), ("prompt", "none")]);
        assert_eq!(browser.get(&silent).await.error().0, "login_required");

        let anew = world.authorize_url(&client, &[("max_age", "0")]);
        let claims = id_token(&world, &client, &browser.sign_in(&anew).await).await;
        assert_eq!(claims["auth_time"].as_i64(), Some(world.node.now().as_secs()));
    }

    /// RFC 6749 §3.3: what was left out is said.
    async fn gives_of_the_scope_what_the_client_may_have(world) {
        let client = world.client(json!({ "scope": "openid email" }), ClientPolicy::default()).await;
        let tokens = world.tokens(&client, &[("scope", "openid email profile phone")]).await;
        assert_eq!(tokens.text("scope"), "openid email");
        let refused = world.authorize(&client, &[("scope", "profile phone")]).await;
        assert_eq!(refused.error().0, "invalid_scope");
    }

    /// A form from the client's site comes without our cookies; the way round brings them along,
    /// whatever cookies others have set.
    async fn a_request_posted_by_the_clients_site_finds_the_session(world) {
        let client = world.shop().await;
        let mut browser = world.browser();
        browser.sign_in(&world.authorize_url(&client, &[])).await;
        let url = world.authorize_url(&client, &[]);
        let (address, form) = url.split_once('?').unwrap();
        let request = world.http.post(address).body(form.to_owned());
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        let request = request.header("sec-fetch-site", "cross-site").header("cookie", "balancer=a");
        let sent_round = Answer::of(request.send().await.unwrap()).await;
        let answer = browser.get(sent_round.location()).await;
        assert!(answer.parameter("code").is_some(), "{answer:?}");
    }

    /// Asking what would be answered begins no sign-in.
    async fn takes_no_request_by_head(world) {
        let client = world.shop().await;
        let head = world.http.head(world.authorize_url(&client, &[])).send().await.unwrap();
        assert_eq!(head.status().as_u16(), 405);
        assert_eq!(world.browser().get(&world.authorize_url(&client, &[])).await.status, 303);
    }

    /// RFC 8252 §7.1: an application's own scheme, on the person's device.
    async fn sends_the_code_to_an_application_by_its_own_scheme(world) {
        let metadata = json!({
            "redirect_uris": ["com.example.app:/callback"], "application_type": "native",
            "token_endpoint_auth_method": "none",
        });
        let client = world.client(metadata, ClientPolicy::default()).await;
        let url = world.authorize_url(&client, &[("redirect_uri", "com.example.app:/callback")]);
        let answer = world.browser().sign_in(&url).await;
        assert!(answer.location().starts_with("com.example.app:/callback?code="), "{answer:?}");
    }
}

async fn id_token(world: &World, client: &Client, answer: &Answer) -> serde_json::Value {
    let tokens =
        world.redeem(client, &answer.parameter("code").unwrap_or_else(|| panic!("{answer:?}"))).await;
    world.verified(&tokens.text("id_token")).await.1
}
