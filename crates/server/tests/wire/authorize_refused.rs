//! What the authorization endpoint refuses: the client is told once it and its address are
//! trusted, and nobody is ever sent to an address that was not checked.

use idp::model::client::ClientPolicy;
use serde_json::json;

use crate::world::{Answer, REDIRECT_URI};

on_both_stores! {
    /// Nothing about the request is trusted yet, so a person reads it.
    async fn tells_a_person_while_client_or_address_are_not_trusted(world) {
        let client = world.shop().await;
        let two = json!({ "redirect_uris": [REDIRECT_URI, "https://a.example/"] });
        let two = world.client(two, ClientPolicy::default()).await;
        let disabled = world.shop().await;
        world.disable_client(&disabled, true).await;
        let long = "x".repeat(257);
        for (client, parameters, status, code) in [
            (&client, &[("client_id", "nobody")][..], 400, "client-unknown"),
            (&client, &[("client_id", "")], 400, "parameter-missing"),
            (&client, &[("client_id", "ä")], 400, "parameter-invalid"),
            (&client, &[("client_id", &long)], 400, "parameter-invalid"),
            (&disabled, &[], 400, "client-disabled"),
            (&client, &[("redirect_uri", "")], 400, "redirect-uri-missing"),
            (&two, &[("redirect_uri", ""), ("scope", "email")], 400, "redirect-uri-missing"),
            (&client, &[("redirect_uri", "https://evil.example/")], 400, "redirect-uri-mismatch"),
            // Whatever else is wrong is not told to an address nobody registered.
            (&client, &[("redirect_uri", "https://evil.example/"), ("response_type", "x")], 400, "redirect-uri-mismatch"),
            (&client, &[("client_id", "nobody"), ("prompt", "none")], 400, "client-unknown"),
        ] {
            let answer = world.authorize(client, parameters).await;
            answer.assert_page(status, code);
        }
        let accepted = world.authorize(&client, &[]).await;
        assert!(accepted.location().contains("/login/"), "{accepted:?}");
    }

    /// OpenID Connect Core §3.1.2.1, RFC 9700 §2.1: to the letter.
    async fn compares_redirect_addresses_to_the_letter(world) {
        let registered = "https://shop.example/cb?a=1";
        let client = world.client(json!({ "redirect_uris": [registered] }), ClientPolicy::default()).await;
        for other in [
            "https://shop.example/cb", "https://shop.example/cb?a=1&b=2", "https://shop.example/cb?a=1#",
            "https://shop.example/cb?a=1#x", "https://shop.example/cb/?a=1", "https://shop.example/CB?a=1",
            "https://SHOP.example/cb?a=1", "https://shop.example:443/cb?a=1", "http://shop.example/cb?a=1",
            "https://shop.example/x/../cb?a=1", "https://shop.example/%63b?a=1", "https://shop.example.evil.example/cb?a=1",
            "https://shop.example@evil.example/cb?a=1", "https://evil.example/https://shop.example/cb?a=1",
            "https://user@shop.example/cb?a=1", " https://shop.example/cb?a=1", "https://shop.example/cb?a=1 ",
            "https://shop.example\\@evil.example/cb?a=1", "//shop.example/cb?a=1", "/cb?a=1", "javascript:alert(1)",
            "data:text/html,x", "https://shop.example/cb?a=1\r\nSet-Cookie: x=y", "https://shop.example/cb?a=2",
        ] {
            let answer = world.authorize(&client, &[("redirect_uri", other)]).await;
            answer.assert_page(400, "redirect-uri-mismatch");
            assert!(!answer.body.contains("evil.example"), "nor does the page show it: {answer:?}");
        }
        let accepted = world.authorize(&client, &[("redirect_uri", registered)]).await;
        assert!(accepted.location().contains("/login/"), "{accepted:?}");
    }

    /// Each with the specification's error, its state and a description a person can act on.
    async fn tells_the_client_what_is_wrong_once_it_is_trusted(world) {
        let client = world.shop().await;
        let long = "x".repeat(3000);
        let many: String = (0..51).map(|n| format!("s{n} ")).collect();
        for (name, value, error) in [
            ("response_type", "", "invalid_request"),
            ("response_type", "magic", "unsupported_response_type"),
            ("response_type", "Code", "unsupported_response_type"),
            ("response_type", "code magic", "unsupported_response_type"),
            ("response_type", "none", "unsupported_response_type"),
            ("response_mode", "pigeon", "invalid_request"),
            ("scope", "open\"id", "invalid_scope"),
            ("scope", "ä", "invalid_scope"),
            ("scope", &many, "invalid_scope"),
            ("scope", "nothing we know", "invalid_scope"),
            ("nonce", &long, "invalid_request"),
            ("nonce", "a\u{7}b", "invalid_request"),
            ("prompt", "none login", "invalid_request"),
            ("prompt", "pester", "invalid_request"),
            ("prompt", "Login", "invalid_request"),
            ("max_age", "-1", "invalid_request"),
            ("max_age", "+1", "invalid_request"),
            ("max_age", "1.5", "invalid_request"),
            ("max_age", "soon", "invalid_request"),
            ("max_age", "99999999999", "invalid_request"),
            ("display", "hologram", "invalid_request"),
            ("login_hint", "a\nb", "invalid_request"),
            ("acr_values", "a\u{1}b", "invalid_request"),
            ("code_challenge", "short", "invalid_request"),
            ("code_challenge_method", "S999", "invalid_request"),
            ("request", "a.b.c", "request_not_supported"),
            ("request_uri", "urn:x", "request_uri_not_supported"),
        ] {
            let answer = world.authorize(&client, &[(name, value)]).await;
            let (told, description) = answer.error();
            assert_eq!(told, error, "{name}={value:?}");
            assert!(description.len() > 20, "{name}={value:?}: {description:?}");
            assert_eq!(answer.parameter("state").as_deref(), Some("a state & more"), "{name}={value:?}");
            assert_eq!(answer.parameter("iss").as_deref(), Some(world.base.as_str()));
        }
    }

    async fn tells_the_client_that_its_state_cannot_be_returned(world) {
        let client = world.shop().await;
        for state in ["ä".to_owned(), "a\nb".to_owned(), "s".repeat(5000)] {
            let answer = world.authorize(&client, &[("state", &state)]).await;
            assert_eq!(answer.error().0, "invalid_request");
            assert_eq!(answer.parameter("state"), None);
        }
    }

    /// RFC 6749 §3.1. Which of the two would be meant for whom, nobody can know.
    async fn refuses_every_parameter_that_stands_twice(world) {
        let client = world.shop().await;
        let hint = world.tokens(&client, &[]).await.text("id_token");
        let url = world.authorize_url(&client, &[
            ("response_mode", "query"), ("prompt", "login"), ("max_age", "5"), ("display", "page"),
            ("ui_locales", "fi"), ("acr_values", "a"), ("id_token_hint", &hint), ("claims", "{}"),
        ]);
        let names: Vec<String> =
            url::Url::parse(&url).unwrap().query_pairs().map(|(name, _)| name.into_owned()).collect();
        assert!(world.browser().get(&url).await.location().contains("/login/"));
        for name in names {
            for second in ["", "x", "https://evil.example/"] {
                let mut twice = url::Url::parse(&url).unwrap();
                twice.query_pairs_mut().append_pair(&name, second);
                let answer = world.browser().get(twice.as_str()).await;
                assert!(!answer.location().contains("evil.example"), "{name}: {answer:?}");
                if ["client_id", "redirect_uri"].contains(&name.as_str()) {
                    answer.assert_page(400, "parameter-repeated");
                } else {
                    assert_eq!(answer.error().0, "invalid_request", "{name} twice");
                }
            }
        }
    }

    async fn refuses_what_cannot_be_read_at_all(world) {
        let client = world.shop().await;
        let url = world.authorize_url(&client, &[]);
        let many: String = (0..101).map(|n| format!("&p{n}=1")).collect();
        for (tail, code) in [
            ("&x=%", "request-malformed"), ("&x=%zz", "request-malformed"), ("&x=%ff", "request-malformed"),
            ("&x=a%00", "request-malformed"), ("&%c0%80=1", "request-malformed"), (&many, "request-malformed"),
            (&format!("&x={}", "a".repeat(8193)), "parameter-too-long"),
            (&format!("&{}=1", "n".repeat(101)), "parameter-too-long"),
        ] {
            let answer = world.browser().get(&format!("{url}{tail}")).await;
            answer.assert_page(400, code);
            let (endpoint, query) = url.split_once('?').unwrap();
            let form = world.http.post(endpoint).header("content-type", "application/x-www-form-urlencoded");
            let by_post = Answer::of(form.body(format!("{query}{tail}")).send().await.unwrap()).await;
            by_post.assert_page(400, code);
        }
        let tail = format!("&x={}", "a".repeat(8192));
        assert!(world.browser().get(&format!("{url}{tail}")).await.location().contains("/login/"));
        let json = world.http.post(format!("{}/oauth2/authorize", world.base)).body("{}").send().await.unwrap();
        Answer::of(json).await.assert_page(400, "request-malformed");
        world.get("/oauth2/authorize").await.assert_page(400, "parameter-missing");
    }

    async fn refuses_a_response_type_or_grant_the_client_did_not_register(world) {
        let client = world.shop().await;
        for response_type in ["token", "id_token", "id_token token", "code id_token"] {
            let answer = world.authorize(&client, &[("response_type", response_type)]).await;
            let (mode, told) = answer.carried();
            assert_eq!((mode, told["error"].as_str()), ("fragment", "unauthorized_client"), "{response_type}");
        }
        let metadata = json!({ "grant_types": ["client_credentials"], "response_types": [] });
        let robot = world.client(metadata, ClientPolicy::default()).await;
        assert_eq!(world.authorize(&robot, &[]).await.error().0, "unauthorized_client");
    }
}
