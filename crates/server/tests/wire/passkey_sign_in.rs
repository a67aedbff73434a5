//! Signing in with a passkey: alone, and after a password.

use idp::login::Method;
use idp::model::client::ClientPolicy;
use serde_json::{Value, json};

use crate::authenticator::Authenticator;
use crate::browser::Browser;
use crate::passkey::{asked, assert_again, device, enrol, post, used, with_passkeys};
use crate::world::{Answer, Client, PASSWORD, World};

async fn shop(world: &World, second_factors: Vec<Method>) -> Client {
    let policy = ClientPolicy { skip_consent: true, second_factors, ..ClientPolicy::default() };
    world.client(json!({}), policy).await
}

/// The sign-in page for this client, and its address.
async fn begin(world: &World, browser: &mut Browser, client: &Client) -> (Answer, String) {
    begin_with(world, browser, client, &[]).await
}

async fn begin_with(
    world: &World,
    browser: &mut Browser,
    client: &Client,
    parameters: &[(&str, &str)],
) -> (Answer, String) {
    let (page, at) = browser.open(&world.authorize_url(client, parameters)).await;
    assert!(at.contains("/login/"), "{at}");
    (page, at)
}

/// Where the form for a passkey is sent.
fn at(login: &str) -> String {
    format!("{}/passkey", login.split('?').next().unwrap().trim_end_matches("/passkey"))
}

/// Uses the device on this page.
async fn use_on(browser: &mut Browser, (page, login): &(Answer, String), device: &Authenticator) -> Answer {
    post(browser, &at(login), &used(device, page)).await
}

/// What the ID token says that a way back to the client leads to.
async fn told(world: &World, client: &Client, back: &Answer) -> Value {
    let code = back.parameter("code").unwrap_or_else(|| panic!("{back:?}"));
    let tokens = world.redeem(client, &code).await;
    world.verified(&tokens.text("id_token")).await.1
}

with_passkeys! {
    async fn nobody_knows_who_it_is_and_a_passkey_says_so(world) {
        let mut phone = device(&world);
        enrol(&world, &mut phone).await;
        let shop = shop(&world, vec![]).await;
        let mut browser = world.browser();
        let shown = begin(&world, &mut browser, &shop).await;
        let wanted = asked(&shown.0);
        assert_eq!((&wanted["userVerification"], &wanted["rpId"]), (&json!("required"), &json!("localhost")));
        assert_eq!(wanted["allowCredentials"], json!([]));
        assert!(shown.0.body.contains("autocomplete=\"username webauthn\""));
        let back = use_on(&mut browser, &shown, &phone).await;
        let told = told(&world, &shop, &back).await;
        assert_eq!(told["sub"], world.user_id);
        let amr: Vec<&str> = told["amr"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        for method in ["hwk", "user", "mfa"] {
            assert!(amr.contains(&method), "{amr:?}");
        }
        // The session stands for the next client too.
        let (again, _) = browser.open(&world.authorize_url(&shop, &[])).await;
        assert!(again.parameter("code").is_some(), "{again:?}");
    }

    async fn a_copied_passkey_is_told_from_the_one_that_signs_on(world) {
        let mut phone = device(&world);
        phone.sign_count = 1;
        enrol(&world, &mut phone).await;
        let shop = shop(&world, vec![]).await;
        for (count, is_in) in [(2, true), (2, false), (1, false), (3, true)] {
            phone.sign_count = count;
            let mut browser = world.browser();
            let shown = begin(&world, &mut browser, &shop).await;
            let answer = use_on(&mut browser, &shown, &phone).await;
            match is_in {
                true => assert!(answer.parameter("code").is_some(), "{answer:?}"),
                false => assert_again(&answer, 403, "passkey-copied"),
            }
        }
    }

    async fn what_does_not_lead_in_is_refused_alike(world) {
        let mut phone = device(&world);
        enrol(&world, &mut phone).await;
        let shop = shop(&world, vec![]).await;
        let mut pages = Vec::new();
        let unknown = device(&world);
        let mut elsewhere = device(&world);
        elsewhere.credential_id = phone.credential_id.clone();
        elsewhere.user_handle = phone.user_handle.clone();
        for device in [&unknown, &elsewhere] {
            let mut browser = world.browser();
            let shown = begin(&world, &mut browser, &shop).await;
            pages.push(use_on(&mut browser, &shown, device).await);
        }
        let handle = std::mem::replace(&mut phone.user_handle, b"somebody else".to_vec());
        for spoil in ["of another", "of nobody", "untouched"] {
            match spoil {
                "of nobody" => phone.user_handle = Vec::new(),
                "untouched" => phone.user_handle.clone_from(&handle),
                _ => {}
            }
            let mut browser = world.browser();
            let shown = begin(&world, &mut browser, &shop).await;
            if spoil == "untouched" {
                let mut form = used(&phone, &shown.0);
                form[4].1 = jose::base64url::encode([7; 64]);
                pages.push(post(&mut browser, &at(&shown.1), &form).await);
            } else {
                pages.push(use_on(&mut browser, &shown, &phone).await);
            }
        }
        for page in &pages {
            assert_again(page, 403, "passkey-wrong");
            assert_eq!(page.body.len(), pages[0].body.len());
        }
        let mut browser = world.browser();
        let shown = begin(&world, &mut browser, &shop).await;
        let back = use_on(&mut browser, &shown, &phone).await;
        assert!(back.parameter("code").is_some(), "{back:?}");
    }

    async fn a_passkey_that_verified_nobody_does_not_let_in_alone_but_confirms(world) {
        let mut phone = device(&world);
        enrol(&world, &mut phone).await;
        phone.flags = crate::authenticator::PRESENT;
        let alone = shop(&world, vec![]).await;
        let mut browser = world.browser();
        let shown = begin(&world, &mut browser, &alone).await;
        let refused = use_on(&mut browser, &shown, &phone).await;
        assert_again(&refused, 403, "passkey-unverified");
        assert!(refused.body.contains("data-passkey"), "another try makes sense: {refused:?}");

        let both = shop(&world, vec![Method::Passkey]).await;
        let (_, login) = begin_with(&world, &mut browser, &both, &[("prompt", "login")]).await;
        let posted = browser.post(&login, &[("username", "maija"), ("password", PASSWORD)]).await;
        let confirming = browser.follow(posted).await;
        assert!(confirming.1.contains("/factor"), "her passkey and a recovery code: {}", confirming.1);
        let confirming = browser.open(&confirming.1.replace("/factor", "/passkey")).await;
        let wanted = asked(&confirming.0);
        assert_eq!(wanted["userVerification"], "preferred");
        assert_eq!(wanted["allowCredentials"][0]["id"], jose::base64url::encode(&phone.credential_id));
        let back = use_on(&mut browser, &confirming, &phone).await;
        let told = told(&world, &both, &back).await;
        let amr = told["amr"].to_string();
        assert!(["pwd", "hwk", "mfa"].iter().all(|method| amr.contains(method)), "{amr}");
    }

    async fn an_answer_counts_once_in_its_own_sign_in_and_browser(world) {
        let mut phone = device(&world);
        enrol(&world, &mut phone).await;
        let shop = shop(&world, vec![]).await;
        let (mut browser, mut other) = (world.browser(), world.browser());
        let shown = begin(&world, &mut browser, &shop).await;
        let others = begin(&world, &mut other, &shop).await;
        let form = used(&phone, &shown.0);
        // In another sign-in; and in another browser.
        assert_again(&post(&mut other, &at(&others.1), &form).await, 400, "passkey-over");
        post(&mut other, &at(&shown.1), &form).await.assert_page(403, "login-other-browser");
        let back = post(&mut browser, &at(&shown.1), &form).await;
        assert!(back.parameter("code").is_some(), "{back:?}");
        let again = post(&mut browser, &at(&shown.1), &form).await;
        assert!(again.status == 400 && again.parameter("code").is_none(), "{again:?}");
        // What was refused is answered, too.
        let shown = begin_with(&world, &mut other, &shop, &[]).await;
        let mut form = used(&phone, &shown.0);
        let signature = std::mem::replace(&mut form[4].1, jose::base64url::encode([7; 64]));
        assert_again(&post(&mut other, &at(&shown.1), &form).await, 403, "passkey-wrong");
        form[4].1 = signature;
        assert_again(&post(&mut other, &at(&shown.1), &form).await, 400, "passkey-over");
    }

    async fn whoever_may_not_sign_in_here_is_not_let_in_by_a_passkey(world) {
        let mut phone = device(&world);
        enrol(&world, &mut phone).await;
        let policy = ClientPolicy { allow_password: false, skip_consent: true, ..ClientPolicy::default() };
        let elsewhere = world.client(json!({}), policy).await;
        let (answer, _) = world.browser().open(&world.authorize_url(&elsewhere, &[])).await;
        assert!(!answer.body.contains("data-passkey"), "{answer:?}");
    }
}
