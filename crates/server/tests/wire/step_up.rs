//! An application that wants more than the session that stands was begun with.

use idp::login::Method;
use idp::model::client::ClientPolicy;
use serde_json::json;

use crate::letterbox::Letterbox;
use crate::world::{Answer, Client, PASSWORD, World};

/// An application that wants a code by SMS beside the password, which nobody here can be sent.
async fn strict(world: &World) -> Client {
    demanding(world, Some(Method::SmsOtp)).await
}

/// An application that wants this beside the first factor, and asks nothing else.
async fn demanding(world: &World, second: Option<Method>) -> Client {
    let second_factors = second.into_iter().collect();
    let policy = ClientPolicy { second_factors, skip_consent: true, ..ClientPolicy::default() };
    world.client(json!({ "client_name": "The vault" }), policy).await
}

/// The tokens for the code that an answer brings.
async fn tokens(world: &World, client: &Client, answer: &Answer) -> Answer {
    world.redeem(client, &answer.parameter("code").unwrap_or_else(|| panic!("no code: {answer:?}"))).await
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
        let shop = demanding(&world, None).await;
        world.person("onni", json!({})).await;
        let mfa = "urn:countersign:acr:mfa";
        let wishing = world.authorize_url(&shop, &[("acr_values", mfa)]);
        let mut browser = world.browser();
        let (_, page) = browser.open(&wishing).await;
        let posted = browser.post(&page, &[("username", "onni"), ("password", PASSWORD)]).await;
        let (answer, _) = browser.follow(posted).await;
        let (_, told) = world.verified(&tokens(&world, &shop, &answer).await.text("id_token")).await;
        assert_eq!((&told["acr"], &told["amr"]), (&json!("urn:countersign:acr:password"), &json!(["pwd"])));
        let essential = json!({ "id_token": { "acr": { "essential": true, "value": mfa } } }).to_string();
        // Where they cannot be done without, they are set up.
        let (page, at) = browser.open(&world.authorize_url(&shop, &[("claims", &essential)])).await;
        assert!(page.status == 200 && at.contains("/enrol/totp"), "{at}: {page:?}");
    }

    /// Scenario 2-9, with somebody who has what is asked for.
    async fn scenario_2_9_a_session_grows_by_the_factor_that_the_next_application_wants(world) {
        let letterbox = Letterbox::of(&world).await;
        let (shop, vault) = (world.shop().await, demanding(&world, Some(Method::EmailOtp)).await);
        let mut browser = world.browser();
        let first = browser.sign_in(&world.authorize_url(&shop, &[])).await.parameter("code").unwrap();
        let before = world.redeem(&shop, &first).await;
        let (_, told_before) = world.verified(&before.text("id_token")).await;
        let (page, address) = browser.open(&world.authorize_url(&vault, &[])).await;
        assert!(address.contains("/email_otp") && page.status == 200, "{address}");
        let code = letterbox.codes_by_mail(1).await.remove(0);
        let answer = browser.post(&address, &[("OTPCode", &code)]).await;
        let (_, told) = world.verified(&tokens(&world, &vault, &answer).await.text("id_token")).await;
        assert_eq!(told["amr"], json!(["pwd", "otp", "mfa"]));
        assert_eq!(told["acr"], "urn:countersign:acr:mfa");
        assert_eq!(told["auth_time"], told_before["auth_time"], "who it is was said when it was said");
        // From now on without a question, at both; and what was granted before goes on.
        for client in [&vault, &shop] {
            let silent = browser.get(&world.authorize_url(client, &[("prompt", "none")])).await;
            assert!(silent.parameter("code").is_some(), "{silent:?}");
        }
        let refresh = [("grant_type", "refresh_token"), ("refresh_token", &before.text("refresh_token"))];
        assert_eq!(world.token(&shop, &refresh).await.status, 200);
        assert_eq!(letterbox.mails().len(), 1);
    }

    async fn who_gives_the_password_again_needs_not_confirm_it_again(world) {
        let letterbox = Letterbox::of(&world).await;
        let vault = demanding(&world, Some(Method::EmailOtp)).await;
        let mut browser = world.browser();
        let confirm = [("username", "maija"), ("password", PASSWORD)];
        let (_, page) = browser.open(&world.authorize_url(&vault, &[])).await;
        let posted = browser.post(&page, &confirm).await;
        let (_, page) = browser.follow(posted).await;
        let code = letterbox.codes_by_mail(1).await.remove(0);
        assert!(browser.post(&page, &[("OTPCode", &code)]).await.parameter("code").is_some());
        let (_, page) = browser.open(&world.authorize_url(&vault, &[("prompt", "login")])).await;
        assert!(page.contains("/login/") && !page.contains("/email_otp"), "{page}");
        let answer = browser.post(&page, &confirm).await;
        let (_, told) = world.verified(&tokens(&world, &vault, &answer).await.text("id_token")).await;
        assert_eq!(told["amr"], json!(["pwd", "otp", "mfa"]));
        // In another browser, it is.
        let mut other = world.browser();
        let (_, page) = other.open(&world.authorize_url(&vault, &[])).await;
        let posted = other.post(&page, &confirm).await;
        assert!(posted.location().contains("/factor"), "{posted:?}");
    }

    async fn more_is_asked_only_in_the_session_that_stood(world) {
        let letterbox = Letterbox::of(&world).await;
        let (shop, vault) = (world.shop().await, demanding(&world, Some(Method::EmailOtp)).await);
        let mut browser = world.browser();
        assert!(browser.sign_in(&world.authorize_url(&shop, &[])).await.parameter("code").is_some());
        let (_, address) = browser.open(&world.authorize_url(&vault, &[])).await;
        let code = letterbox.codes_by_mail(1).await.remove(0);
        let session: Vec<_> = browser.cookies.keys().filter(|name| name.contains("session")).cloned().collect();
        let kept: Vec<_> = session.iter().map(|name| (name.clone(), browser.cookies.remove(name).unwrap())).collect();
        browser.post(&address, &[("OTPCode", &code)]).await.assert_page(400, "login-unknown");
        browser.cookies.extend(kept);
        let answer = browser.post(&address, &[("OTPCode", &code)]).await;
        assert!(answer.parameter("code").is_some(), "{answer:?}");
    }

    async fn two_factors_that_are_wished_for_are_asked_of_who_has_them(world) {
        let letterbox = Letterbox::of(&world).await;
        let shop = demanding(&world, None).await;
        let mut browser = world.browser();
        let mfa = "urn:countersign:acr:mfa";
        let (_, page) = browser.open(&world.authorize_url(&shop, &[("acr_values", mfa)])).await;
        let posted = browser.post(&page, &[("username", "maija"), ("password", PASSWORD)]).await;
        let (_, page) = browser.follow(posted).await;
        let code = letterbox.codes_by_mail(1).await.remove(0);
        let answer = browser.post(&page, &[("OTPCode", &code)]).await;
        let (_, told) = world.verified(&tokens(&world, &shop, &answer).await.text("id_token")).await;
        assert_eq!(told["acr"], mfa);
    }
}
