//! The page where a person says what a client may know.

use std::time::Duration;

use idp::model::client::ClientPolicy;
use serde_json::json;

use crate::browser::Browser;
use crate::world::{Client, PASSWORD, World};

on_both_stores! {
    async fn asks_once_and_remembers_a_yes(world) {
        let client = world.shop().await;
        let (mut browser, page) = asked(&world, &client, &[]).await;
        let shown = browser.get(&page).await;
        for told in ["The shop", "Maija Mäkelä", "127.0.0.1:9"] {
            assert!(shown.body.contains(told), "{told} in {shown:?}");
        }
        let answer = browser.post(&page, &[("decision", "allow")]).await;
        assert!(answer.parameter("code").is_some(), "{answer:?}");
        let silent = browser.get(&world.authorize_url(&client, &[("prompt", "none")])).await;
        assert!(silent.parameter("code").is_some(), "{silent:?}");
        let elsewhere = world.browser().sign_in(&world.authorize_url(&client, &[])).await;
        assert!(elsewhere.parameter("code").is_some(), "in any browser: {elsewhere:?}");
    }

    async fn tells_the_client_of_a_no_and_asks_again_the_next_time(world) {
        let client = world.shop().await;
        let (mut browser, page) = asked(&world, &client, &[]).await;
        let answer = browser.post(&page, &[("decision", "deny")]).await;
        assert_eq!(answer.error().0, "access_denied");
        assert_eq!(answer.parameter("state").as_deref(), Some("a state & more"));
        let (_, page) = browser.open(&world.authorize_url(&client, &[])).await;
        assert!(page.contains("/consent/"), "still signed in, and asked again: {page}");
        let answer = browser.post(&page, &[("decision", "allow")]).await;
        assert!(answer.parameter("code").is_some(), "{answer:?}");
    }

    async fn asks_again_where_more_is_wanted_and_not_for_less(world) {
        let client = world.shop().await;
        let (mut browser, page) = asked(&world, &client, &[("scope", "openid email")]).await;
        browser.post(&page, &[("decision", "allow")]).await;
        let less = browser.get(&world.authorize_url(&client, &[("scope", "openid")])).await;
        assert!(less.parameter("code").is_some(), "{less:?}");

        let more = world.authorize_url(&client, &[("scope", "openid profile")]);
        let silent = browser.get(&format!("{more}&prompt=none")).await;
        assert_eq!(silent.error().0, "consent_required");
        let (_, page) = browser.open(&more).await;
        assert!(page.contains("/consent/"), "{page}");
        browser.post(&page, &[("decision", "allow")]).await;
        let all = browser.get(&world.authorize_url(&client, &[("scope", "openid profile email")])).await;
        assert!(all.parameter("code").is_some(), "both words count together: {all:?}");
    }

    /// A no to more takes back nothing that was allowed before.
    async fn a_no_leaves_what_was_allowed_before(world) {
        let client = world.shop().await;
        let (mut browser, page) = asked(&world, &client, &[("scope", "openid email")]).await;
        browser.post(&page, &[("decision", "allow")]).await;
        let (_, page) = browser.open(&world.authorize_url(&client, &[("scope", "openid phone")])).await;
        assert_eq!(browser.post(&page, &[("decision", "deny")]).await.error().0, "access_denied");
        let before = browser.get(&world.authorize_url(&client, &[("scope", "openid email")])).await;
        assert!(before.parameter("code").is_some(), "{before:?}");
    }

    async fn spares_people_of_clients_of_the_house(world) {
        let policy = ClientPolicy { skip_consent: true, ..ClientPolicy::default() };
        let house = world.client(json!({}), policy).await;
        let mut browser = world.browser();
        let (_, page) = browser.open(&world.authorize_url(&house, &[])).await;
        let answer = browser.post(&page, &[("username", "maija"), ("password", PASSWORD)]).await;
        assert!(answer.parameter("code").is_some(), "{answer:?}");
        let (_, page) = browser.open(&world.authorize_url(&house, &[("prompt", "consent")])).await;
        assert!(page.contains("/consent/"), "unless it wants them asked: {page}");
        let (_, page) = browser.open(&world.authorize_url(&world.shop().await, &[])).await;
        assert!(page.contains("/consent/"), "and others ask as ever: {page}");
    }

    /// One person's word is not another's, and not another client's.
    async fn counts_a_yes_for_its_person_and_its_client_alone(world) {
        world.person("pekka", json!({})).await;
        let (client, other) = (world.shop().await, world.shop().await);
        let (mut browser, page) = asked(&world, &client, &[]).await;
        browser.post(&page, &[("decision", "allow")]).await;
        let silent = browser.get(&world.authorize_url(&other, &[("prompt", "none")])).await;
        assert_eq!(silent.error().0, "consent_required");
        let mut his = world.browser();
        let (_, page) = his.open(&world.authorize_url(&client, &[])).await;
        let answer = his.post(&page, &[("username", "pekka"), ("password", PASSWORD)]).await;
        assert!(answer.location().contains("/consent/"), "{answer:?}");
    }

    /// The page is no way round signing in.
    async fn refuses_a_word_before_the_person_has_signed_in(world) {
        let client = world.shop().await;
        let mut browser = world.browser();
        browser.sign_in(&world.authorize_url(&client, &[])).await;
        let (_, login) = browser.open(&world.authorize_url(&client, &[("prompt", "login")])).await;
        let around = login.replace("/login/", "/consent/");
        browser.get(&around).await.assert_page(400, "login-unknown");
        browser.post(&around, &[("decision", "allow")]).await.assert_page(400, "login-unknown");
        let nobody = world.browser().open(&world.authorize_url(&client, &[])).await.1;
        let around = nobody.replace("/login/", "/consent/");
        world.browser().post(&around, &[("decision", "allow")]).await.assert_page(403, "login-other-browser");
        let answer = browser.post(&login, &[("username", "maija"), ("password", PASSWORD)]).await;
        assert!(answer.parameter("code").is_some(), "{answer:?}");
    }

    async fn refuses_the_word_of_another_browser_another_person_or_another_site(world) {
        world.person("pekka", json!({})).await;
        let client = world.shop().await;
        let (mut browser, page) = asked(&world, &client, &[]).await;
        let (mut other, _) = asked(&world, &client, &[]).await;
        other.post(&page, &[("decision", "allow")]).await.assert_page(403, "login-other-browser");
        browser.headers = vec![("sec-fetch-site", "cross-site")];
        browser.post(&page, &[("decision", "allow")]).await.assert_page(403, "foreign-form");
        browser.headers.clear();

        // Pekka signs in in maija's browser while her page still stands open.
        let hers = browser.cookies.clone();
        let url = world.authorize_url(&client, &[("prompt", "login")]);
        let (_, login) = browser.open(&url).await;
        browser.post(&login, &[("username", "pekka"), ("password", PASSWORD)]).await;
        browser.post(&page, &[("decision", "allow")]).await.assert_page(400, "login-unknown");
        browser.cookies = hers;
        browser.post(&page, &[("decision", "allow")]).await.assert_page(400, "login-unknown");

        let (mut alone, page) = asked(&world, &client, &[]).await;
        assert!(alone.post(&page, &[("decision", "allow")]).await.parameter("code").is_some());
    }

    async fn hears_one_word_in_time_and_no_other(world) {
        let client = world.shop().await;
        world.clock.stop();
        let (mut browser, page) = asked(&world, &client, &[]).await;
        for (form, code) in [
            (&[("decision", "maybe")][..], "parameter-invalid"),
            (&[], "parameter-missing"),
            (&[("decision", "allow"), ("decision", "deny")], "parameter-repeated"),
        ] {
            browser.post(&page, form).await.assert_page(400, code);
        }
        world.clock.advance(Duration::from_secs(60 * 60 - 1));
        let answer = browser.post(&page, &[("decision", "allow")]).await;
        assert!(answer.parameter("code").is_some(), "{answer:?}");
        browser.post(&page, &[("decision", "allow")]).await.assert_page(400, "login-unknown");
        browser.get(&page).await.assert_page(400, "login-unknown");

        let (mut late, page) = asked(&world, &client, &[("prompt", "consent")]).await;
        world.clock.advance(Duration::from_mins(60));
        late.post(&page, &[("decision", "allow")]).await.assert_page(400, "login-unknown");
    }

    /// Nothing that was trusted when the page was shown is trusted when it is answered.
    async fn checks_the_client_again_when_the_word_comes(world) {
        let client = world.shop().await;
        let (mut browser, page) = asked(&world, &client, &[]).await;
        world.disable_client(&client, true).await;
        browser.post(&page, &[("decision", "allow")]).await.assert_page(400, "client-disabled");
        browser.get(&page).await.assert_page(400, "client-disabled");
        world.disable_client(&client, false).await;
        assert!(browser.post(&page, &[("decision", "allow")]).await.parameter("code").is_some());
    }
}

/// A browser in which maija has signed in and is asked, and the address of the page that asks.
async fn asked(world: &World, client: &Client, parameters: &[(&str, &str)]) -> (Browser, String) {
    let mut browser = world.browser();
    let (_, login) = browser.open(&world.authorize_url(client, parameters)).await;
    let answer = browser.post(&login, &[("username", "maija"), ("password", PASSWORD)]).await;
    let (page, address) = browser.follow(answer).await;
    assert_eq!(page.status, 200, "{page:?}");
    assert!(address.contains("/consent/"), "{address}");
    (browser, address)
}
