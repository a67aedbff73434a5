//! Scenario 2-1's userinfo, and claims asked for by name (OpenID Connect Core §5.5).

use idp::model::client::{ClientPolicy, Profile};
use serde_json::{Value, json};

use crate::world::{Client, PASSWORD, World};

const ASKED: &str =
    r#"{"userinfo":{"given_name":{"essential":true},"email":null},"id_token":{"family_name":null}}"#;

on_both_stores! {
    /// 2-1: userinfo equals the source's three keys, though nothing but `openid` was asked for.
    async fn a_client_is_told_what_it_was_set_up_to_be_told_even_with_openid_alone(world) {
        let policy = ClientPolicy {
            user_claims: vec!["given_name".to_owned(), "family_name".to_owned()],
            ..ClientPolicy::of(Profile::Ciam)
        };
        let client = world.client(json!({}), policy).await;
        let url = world.authorize_url(&client, &[("scope", "openid")]);
        let consent = consent_page(&world, &url).await;
        assert!(consent.contains("first names · last names") || consent.contains("last names · first names"), "{consent}");
        let tokens = world.tokens(&client, &[("scope", "openid")]).await;
        let expected = json!({ "sub": world.user_id, "given_name": "Maija", "family_name": "Mäkelä" });
        assert_eq!(world.userinfo(&tokens.text("access_token")).await.json(), expected);
        let renewed = world.refresh(&client, &tokens.text("refresh_token")).await;
        assert_eq!(world.userinfo(&renewed.text("access_token")).await.json(), expected);
        let other = world.client(json!({}), ClientPolicy::of(Profile::Ciam)).await;
        let tokens = world.tokens(&other, &[("scope", "openid")]).await;
        assert_eq!(world.userinfo(&tokens.text("access_token")).await.json(), json!({ "sub": world.user_id }));
    }

    async fn each_claim_is_told_where_it_was_asked_for(world) {
        let client = world.shop().await;
        let asked = [("scope", "openid"), ("claims", ASKED)];
        let tokens = world.tokens(&client, &asked).await;
        let (_, id_token) = world.verified(&tokens.text("id_token")).await;
        assert_eq!((&id_token["family_name"], id_token.get("email")), (&json!("Mäkelä"), None));
        let expected = json!({ "sub": world.user_id, "given_name": "Maija", "email": "maija@example.fi" });
        assert_eq!(world.userinfo(&tokens.text("access_token")).await.json(), expected);
        let renewed = world.refresh(&client, &tokens.text("refresh_token")).await;
        let (_, id_token) = world.verified(&renewed.text("id_token")).await;
        assert_eq!(id_token["family_name"], "Mäkelä");
    }

    /// For each response type with a token or an ID token from the authorization endpoint.
    async fn claims_asked_for_by_name_come_with_every_response_type(world) {
        let client = world.hybrid(json!({}), ClientPolicy::default()).await;
        let mut browser = world.browser();
        for response_type in ["id_token", "token", "id_token token", "code id_token", "code token", "code id_token token"] {
            let asked = [("scope", "openid"), ("claims", ASKED), ("response_type", response_type)];
            let (_, told) = browser.sign_in(&world.authorize_url(&client, &asked)).await.carried();
            if let Some(token) = told.get("id_token") {
                let (_, claims) = world.verified(token).await;
                assert_eq!((&claims["family_name"], claims.get("email")), (&json!("Mäkelä"), None), "{response_type}");
            }
            if let Some(token) = told.get("access_token") {
                assert_eq!(world.userinfo(token).await.json()["given_name"], "Maija", "{response_type}");
            }
        }
    }

    async fn consent_names_the_claims_and_is_remembered_for_them(world) {
        let client = world.shop().await;
        let url = world.authorize_url(&client, &[("scope", "openid"), ("claims", ASKED)]);
        let page = consent_page(&world, &url).await;
        for words in ["see these details about you", "first names", "last names", "email address"] {
            assert!(page.contains(words), "{words} in {page}");
        }
        let mut browser = world.browser();
        browser.sign_in(&url).await;
        assert!(browser.get(&url).await.parameter("code").is_some(), "the same is not asked twice");
        let more = json!({ "userinfo": { "given_name": null, "name": null } }).to_string();
        let (_, page) = browser.open(&world.authorize_url(&client, &[("scope", "openid"), ("claims", &more)])).await;
        assert!(page.contains("/consent/"), "{page}");
    }

    async fn only_the_person_who_is_meant_is_answered_for(world) {
        world.person("matti", json!({})).await;
        let client = world.shop().await;
        let mut browser = world.browser();
        browser.sign_in(&world.authorize_url(&client, &[])).await;
        let means = |sub: &str| json!({ "id_token": { "sub": { "value": sub } } }).to_string();
        let (hers, nobodys) = (means(&world.user_id), means("somebody-else"));
        let at_once = browser.get(&world.authorize_url(&client, &[("claims", &hers), ("prompt", "none")])).await;
        assert!(at_once.parameter("code").is_some(), "{at_once:?}");
        let other = browser.get(&world.authorize_url(&client, &[("claims", &nobodys), ("prompt", "none")])).await;
        assert_eq!(other.error().0, "login_required");
        let his = browser.sign_in_as("matti", PASSWORD, &world.authorize_url(&client, &[("claims", &hers), ("prompt", "login")])).await;
        assert_eq!(his.error().0, "login_required");
    }

    async fn the_authentication_context_is_told_and_an_essential_one_kept(world) {
        let client = world.shop().await;
        let named = world.get("/.well-known/openid-configuration").await.json();
        assert_eq!(named["claims_parameter_supported"], true);
        let reached = named["acr_values_supported"][0].as_str().unwrap().to_owned();
        let acr = |value: &str| json!({ "id_token": { "acr": { "essential": true, "value": value } } }).to_string();
        for parameters in [&[("acr_values", "urn:other:gold")][..], &[("claims", &acr(&reached))]] {
            let (_, claims) = id_token(&world, &client, parameters).await;
            assert_eq!(claims["acr"], reached);
        }
        let refused = world.authorize(&client, &[("claims", &acr("urn:other:gold"))]).await;
        assert_eq!(refused.error().0, "unmet_authentication_requirements");
    }

    async fn refuses_claims_that_cannot_be_read(world) {
        let client = world.shop().await;
        let long = format!(r#"{{"x":"{}"}}"#, "y".repeat(5000));
        for claims in ["name", "[1]", r#"{"userinfo":7}"#, &long] {
            let answer = world.authorize(&client, &[("claims", claims)]).await;
            let (error, description) = answer.error();
            assert_eq!(error, "invalid_request", "{claims:.40}");
            assert!(description.contains("claims"), "{description}");
        }
        assert!(world.authorize(&client, &[("claims", ASKED)]).await.location().contains("/login/"));
    }
}

async fn id_token(world: &World, client: &Client, parameters: &[(&str, &str)]) -> (jose::jws::Header, Value) {
    let tokens = world.tokens(client, parameters).await;
    world.verified(&tokens.text("id_token")).await
}

/// The page of consent that this request leads maija to.
async fn consent_page(world: &World, url: &str) -> String {
    let mut browser = world.browser();
    let (_, login) = browser.open(url).await;
    let posted = browser.post(&login, &[("username", "maija"), ("password", PASSWORD)]).await;
    let (page, address) = browser.follow(posted).await;
    assert!(address.contains("/consent/"), "{page:?}");
    page.body
}
