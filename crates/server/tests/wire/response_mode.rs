//! How answers travel (OAuth 2.0 Multiple Response Type Encoding Practices §2.1, Form Post Response
//! Mode §2).

use idp::model::client::{ClientPolicy, Profile};
use oidc::response_type::ResponseType;
use serde_json::json;

use crate::world::{REDIRECT_URI, VERIFIER, refused};

on_both_stores! {
    async fn each_answer_travels_as_it_is_asked_to(world) {
        let client = world.hybrid(json!({}), ClientPolicy::default()).await;
        let mut browser = world.browser();
        browser.sign_in(&world.authorize_url(&client, &[])).await;
        for response_type in ResponseType::ALL {
            for mode in ["fragment", "form_post"] {
                let asked = [("response_type", response_type.as_str()), ("response_mode", mode)];
                let answer = browser.get(&world.authorize_url(&client, &asked)).await;
                let (carried, told) = answer.carried();
                assert_eq!(carried, mode, "{response_type}: {answer:?}");
                assert_eq!(told["state"], "a state & more", "{response_type}");
                assert_eq!(told["iss"], world.base, "{response_type}");
                assert_eq!(told.contains_key("code"), response_type.has_code(), "{response_type}");
                assert_eq!(told.contains_key("id_token"), response_type.has_id_token(), "{response_type}");
                assert_eq!(told.contains_key("access_token"), response_type.has_token(), "{response_type}");
            }
            let asked = [("response_type", response_type.as_str()), ("response_mode", "query")];
            let (carried, told) = browser.get(&world.authorize_url(&client, &asked)).await.carried();
            match response_type {
                ResponseType::CODE => assert_eq!((carried, told.contains_key("code")), ("query", true)),
                _ => assert_eq!((carried, told["error"].as_str()), ("fragment", "invalid_request"), "{response_type}"),
            }
        }
    }

    /// Nothing keeps the page, it leads to the client alone, and it needs no script.
    async fn a_posted_answer_is_a_page_that_is_fenced_in(world) {
        let client = world.shop().await;
        let mut browser = world.browser();
        let state = "\"'><script>alert(1)</script>&amp;";
        let asked = [("response_mode", "form_post"), ("state", state)];
        let page = browser.sign_in(&world.authorize_url(&client, &asked)).await;
        assert_eq!(page.status, 200, "{page:?}");
        assert!(page.header("content-type").starts_with("text/html"));
        assert_eq!(page.header("cache-control"), "no-store");
        assert_eq!(page.header("referrer-policy"), "origin");
        let policy = page.header("content-security-policy");
        assert!(policy.contains("script-src 'self';"), "{policy}");
        assert!(policy.contains("form-action 'self' http://127.0.0.1:9 https:"), "{policy}");
        assert!(page.body.contains(&format!("<form method=\"post\" action=\"{REDIRECT_URI}\"")), "{page:?}");
        assert!(page.body.contains("<button type=\"submit\""), "for those without scripts");
        assert!(!page.body.contains("<script>alert"), "{page:?}");
        let (_, told) = page.carried();
        assert_eq!(told["state"], state);
        assert_eq!(world.redeem(&client, &told["code"]).await.status, 200);
        let finnish = browser.get(&world.authorize_url(&client, &[&asked[..], &[("ui_locales", "fi")]].concat())).await;
        assert!(finnish.body.contains("Takaisin palveluun"), "{finnish:?}");
    }

    async fn errors_travel_like_answers(world) {
        let client = world.hybrid(json!({}), ClientPolicy::default()).await;
        for (parameters, mode, error) in [
            (&[("response_mode", "form_post"), ("prompt", "none")][..], "form_post", "login_required"),
            (&[("response_mode", "fragment"), ("prompt", "none")], "fragment", "login_required"),
            (&[("response_type", "token"), ("prompt", "none")], "fragment", "login_required"),
            (&[("response_type", "token"), ("response_mode", "form_post"), ("max_age", "x")], "form_post", "invalid_request"),
            (&[("response_type", "id_token"), ("nonce", "")], "fragment", "invalid_request"),
            (&[("response_type", "id_token"), ("scope", "profile")], "fragment", "invalid_scope"),
            (&[("response_type", "token"), ("response_mode", "query")], "fragment", "invalid_request"),
            (&[("response_type", "none")], "query", "unsupported_response_type"),
        ] {
            let (carried, told) = world.authorize(&client, parameters).await.carried();
            assert_eq!((carried, told["error"].as_str()), (mode, error), "{parameters:?}");
            assert_eq!(told["state"], "a state & more", "{parameters:?}");
            assert_eq!(told["iss"], world.base, "{parameters:?}");
            assert!(told["error_description"].len() > 20, "{parameters:?}");
        }
    }

    /// Scenario 2-3 for a code that travels otherwise.
    async fn a_code_is_bound_to_its_challenge_however_it_travels(world) {
        let client = world.client(json!({}), ClientPolicy::of(Profile::Ciam)).await;
        for mode in ["query", "fragment", "form_post"] {
            let asked = [("response_mode", mode), ("code_challenge", VERIFIER), ("code_challenge_method", "plain")];
            let (_, told) = world.browser().sign_in(&world.authorize_url(&client, &asked)).await.carried();
            let form = |verifier| [
                ("grant_type", "authorization_code"), ("code", told["code"].as_str()),
                ("redirect_uri", REDIRECT_URI), ("code_verifier", verifier),
            ];
            let other = VERIFIER.replace('d', "e");
            let wrong = world.token(&client, &form(&other)).await;
            assert_eq!(wrong.refusal(), refused(400, "invalid_grant", "verifier-mismatch"), "{mode}");
            let dead = world.token(&client, &form(VERIFIER)).await;
            assert_eq!(dead.refusal(), refused(400, "invalid_grant", "code-replayed"), "{mode}");
            let (_, told) = world.browser().sign_in(&world.authorize_url(&client, &asked)).await.carried();
            assert_eq!(world.redeem(&client, &told["code"]).await.status, 200, "{mode}");
        }
    }
}
