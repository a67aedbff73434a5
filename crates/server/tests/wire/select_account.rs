//! `prompt=select_account`, the way to another account from the consent page, and what an app shows of
//! itself on both.

use idp::model::client::ClientPolicy;
use serde_json::json;

use crate::browser::Browser;
use crate::world::{Client, PASSWORD, World};

on_both_stores! {
    async fn a_person_goes_on_as_the_one_signed_in(world) {
        let (client, mut browser) = signed_in(&world).await;
        let (page, address) = browser.open(&world.authorize_url(&client, &[("prompt", "select_account")])).await;
        assert!(address.contains("/select_account/"), "{address}");
        assert!(page.body.contains("Maija Mäkelä (maija)"), "{page:?}");
        let answer = browser.post(&address, &[("decision", "continue")]).await;
        let tokens = world.redeem(&client, &answer.parameter("code").unwrap()).await;
        assert_eq!(world.userinfo(&tokens.text("access_token")).await.text("sub"), world.user_id);
    }

    async fn a_person_uses_another_account(world) {
        let pekka = world.person("pekka", json!({})).await;
        let (client, mut browser) = signed_in(&world).await;
        let (page, address) = browser.open(&world.authorize_url(&client, &[("prompt", "select_account")])).await;
        let another = address.replace("/select_account/", "/login/");
        assert!(page.body.contains(&format!("href=\"{}\"", another.trim_start_matches(&world.base))), "{page:?}");
        let answer = browser.sign_in_as("pekka", PASSWORD, &another).await;
        let tokens = world.redeem(&client, &answer.parameter("code").unwrap()).await;
        assert_eq!(world.userinfo(&tokens.text("access_token")).await.text("sub"), pekka.id.as_str());
    }

    async fn a_person_turns_back(world) {
        let (client, mut browser) = signed_in(&world).await;
        let (_, address) = browser.open(&world.authorize_url(&client, &[("prompt", "select_account")])).await;
        assert_eq!(browser.post(&address, &[("decision", "cancel")]).await.error().0, "access_denied");
        browser.post(&address, &[("decision", "continue")]).await.assert_page(400, "login-unknown");
    }

    async fn another_account_is_one_press_away_from_the_consent_page(world) {
        let pekka = world.person("pekka", json!({})).await;
        let (_, mut browser) = signed_in(&world).await;
        let other = world.shop().await;
        let (page, address) = browser.open(&world.authorize_url(&other, &[("ui_locales", "fi")])).await;
        assert!(address.contains("/consent/"), "{address}");
        let login = address.replace("/consent/", "/login/");
        assert!(page.body.contains(&format!("href=\"{}\"", login.trim_start_matches(&world.base))), "{page:?}");
        let answer = browser.sign_in_as("pekka", PASSWORD, &login).await;
        let tokens = world.redeem(&other, &answer.parameter("code").unwrap()).await;
        assert_eq!(world.userinfo(&tokens.text("access_token")).await.text("sub"), pekka.id.as_str());
    }

    async fn an_app_shows_its_logo_and_links_and_nothing_else_of_its_own(world) {
        let metadata = json!({
            "logo_uri": "https://cdn.example/logo.png", "client_uri": "https://shop.example/",
            "policy_uri": "https://shop.example/privacy", "tos_uri": "https://shop.example/terms",
        });
        let client = world.client(metadata, ClientPolicy::default()).await;
        let mut browser = world.browser();
        let (login, address) = browser.open(&world.authorize_url(&client, &[])).await;
        let posted = browser.post(&address, &[("username", "maija"), ("password", PASSWORD)]).await;
        let (consent, _) = browser.follow(posted).await;
        for page in [login, consent] {
            assert!(page.body.contains("src=\"https://cdn.example/logo.png\" alt=\"\""), "{page:?}");
            assert!(page.body.contains("referrerpolicy=\"no-referrer\""), "{page:?}");
            for path in ["", "privacy", "terms"] {
                assert!(page.body.contains(&format!("href=\"https://shop.example/{path}\"")), "{path}: {page:?}");
            }
            let policy = page.header("content-security-policy");
            assert!(policy.contains("img-src 'self' data: https://cdn.example;"), "{policy}");
        }
        let plain = world.client(json!({ "logo_uri": "http://cdn.example/l.png" }), ClientPolicy::default()).await;
        let (login, _) = world.browser().open(&world.authorize_url(&plain, &[])).await;
        assert!(!login.body.contains("<img"), "{login:?}");
        assert!(!login.header("content-security-policy").contains("cdn.example"), "{login:?}");
    }
}

/// A client that maija allowed what it asks, and her browser.
async fn signed_in(world: &World) -> (Client, Browser) {
    let client = world.shop().await;
    let mut browser = world.browser();
    browser.sign_in(&world.authorize_url(&client, &[])).await;
    (client, browser)
}
