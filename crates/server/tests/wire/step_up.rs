//! An application that wants more than the session that stands was begun with.

use idp::login::Method;
use idp::model::client::ClientPolicy;
use serde_json::json;

use crate::world::{Answer, Client, PASSWORD, World};

/// An application that wants a code of an authenticator app beside the password.
async fn strict(world: &World) -> Client {
    let policy = ClientPolicy { second_factors: vec![Method::Totp], ..ClientPolicy::default() };
    world.client(json!({ "client_name": "The vault" }), policy).await
}

/// Checks that this page says that the person has no factor that would do.
fn assert_missing(page: &Answer) {
    assert_eq!(page.status, 403, "{page:?}");
    assert!(page.body.contains("your account has none that can be used"), "{page:?}");
}

on_both_stores! {
    /// Scenario 2-9: single sign-on leads from an application with one factor to no application with two.
    async fn scenario_2_9_a_session_of_one_factor_opens_no_application_with_two(world) {
        let (shop, vault) = (world.shop().await, strict(&world).await);
        let mut browser = world.browser();
        assert!(browser.sign_in(&world.authorize_url(&shop, &[])).await.parameter("code").is_some());
        let (page, address) = browser.open(&world.authorize_url(&vault, &[])).await;
        assert!(address.contains("/factor"), "{address}");
        assert_missing(&page);
        let silent = browser.get(&world.authorize_url(&vault, &[("prompt", "none")])).await;
        assert_eq!(silent.error().0, "login_required");
        // The way back, and the application that is content with one.
        let back = browser.post(&address, &[("decision", "cancel")]).await;
        assert_eq!(back.error().0, "access_denied");
        let again = browser.open(&world.authorize_url(&shop, &[("prompt", "none")])).await.0;
        assert!(again.parameter("code").is_some(), "{again:?}");
    }

    async fn no_session_begins_before_enough_was_proven(world) {
        let (shop, vault) = (world.shop().await, strict(&world).await);
        let mut browser = world.browser();
        let (_, address) = browser.open(&world.authorize_url(&vault, &[])).await;
        let posted = browser.post(&address, &[("username", "maija"), ("password", PASSWORD)]).await;
        assert!(posted.location().contains("/factor"), "{posted:?}");
        assert!(!browser.cookies.keys().any(|name| name.contains("session")), "{:?}", browser.cookies.keys());
        let silent = browser.get(&world.authorize_url(&shop, &[("prompt", "none")])).await;
        assert_eq!(silent.error().0, "login_required");
        // The page is the browser's alone in which the password was given.
        let elsewhere = world.browser().get(posted.location()).await;
        elsewhere.assert_page(403, "login-other-browser");
        assert_missing(&browser.get(posted.location()).await);
    }

    async fn nothing_but_turning_back_can_be_posted_to_the_choice_of_factors(world) {
        let vault = strict(&world).await;
        let mut browser = world.browser();
        let (_, address) = browser.open(&world.authorize_url(&vault, &[])).await;
        let page = address.replace("?", "/factor?");
        let page = if page == address { format!("{address}/factor") } else { page };
        // Nobody proved anything yet.
        browser.get(&page).await.assert_page(400, "login-unknown");
        let posted = browser.post(&address, &[("username", "maija"), ("password", PASSWORD)]).await;
        let page = posted.location().to_owned();
        for form in [&[][..], &[("decision", "allow")], &[("decision", "cancel"), ("decision", "cancel")]] {
            assert_eq!(browser.post(&page, form).await.status, 400, "{form:?}");
        }
        assert_eq!(browser.post(&page, &[("decision", "cancel")]).await.error().0, "access_denied");
    }

    async fn two_factors_as_a_wish_are_asked_of_nobody_who_has_but_one(world) {
        let shop = world.shop().await;
        let mfa = ("acr_values", "urn:countersign:acr:mfa");
        let tokens = world.tokens(&shop, &[mfa]).await;
        let (_, id_token) = world.verified(&tokens.text("id_token")).await;
        assert_eq!((&id_token["acr"], &id_token["amr"]), (&json!("urn:countersign:acr:password"), &json!(["pwd"])));
        let essential = json!({ "id_token": { "acr": { "essential": true, "value": mfa.1 } } }).to_string();
        let mut browser = world.browser();
        let answer = browser.sign_in(&world.authorize_url(&shop, &[("claims", &essential)])).await;
        assert_missing(&answer);
    }
}
