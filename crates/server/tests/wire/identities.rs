//! The identities elsewhere by which people come into their accounts: linked and unlinked by themselves.

use std::time::Duration;

use idp::model::client::ClientPolicy;
use idp::model::upstream::Accounts;
use idp::model::user::UserId;
use serde_json::{Value, json};

use crate::broker::{Broker, VAINO, at_bank};
use crate::browser::Browser;
use crate::world::{Answer, PASSWORD, World};

/// Opens the page, signing in as maija where that is asked; the page and its address.
async fn page(world: &World, browser: &mut Browser) -> (Answer, String) {
    let (mut answer, mut at) =
        browser.open(&format!("{}/account/identities?ui_locales=en", world.base)).await;
    if at.contains("/login/") {
        let posted = browser.post(&at, &[("username", "maija"), ("password", PASSWORD)]).await;
        (answer, at) = browser.follow(posted).await;
    }
    assert!(answer.status == 200 && at.contains("/account/identities"), "{at} {answer:?}");
    (answer, at)
}

/// What a page's forms post under this name; the first of them.
fn value(page: &Answer, name: &str) -> String {
    let rest = page.body.split(&format!("name=\"{name}\" value=\"")).nth(1);
    rest.unwrap_or_else(|| panic!("no {name} in {page:?}")).split('"').next().unwrap().to_owned()
}

/// Presses a button of the page; what it is answered with, unless that leads on to another page of ours.
async fn press(browser: &mut Browser, (page, at): &(Answer, String), button: (&str, &str)) -> Answer {
    let posted = browser.post(at, &[("form", &value(page, "form")), button]).await;
    browser.follow(posted).await.0
}

/// Links who somebody is there to maija's account.
async fn link(world: &World, browser: &mut Browser, broker: &Broker, claims: Value) -> (Answer, String) {
    let shown = page(world, browser).await;
    let out = press(browser, &shown, ("upstream", broker.id)).await;
    let back = broker.identify(&out, claims);
    browser.open(&back).await
}

/// The account that somebody comes into who is sent to this upstream.
async fn come_in(
    world: &World,
    browser: &mut Browser,
    broker: &Broker,
    claims: Value,
) -> Result<String, String> {
    let policy = ClientPolicy { skip_consent: true, ..ClientPolicy::default() };
    let client = world.client(json!({}), policy).await;
    let (_, at) = browser.open(&world.authorize_url(&client, &[("prompt", "login")])).await;
    let at = at.split('?').next().unwrap().to_owned();
    let out = browser.post(&format!("{at}/upstream"), &[("upstream", broker.id)]).await;
    let answer = browser.get(&broker.identify(&out, claims)).await;
    match answer.parameter("code") {
        None => Err(answer.parameter("error_code").unwrap_or_else(|| panic!("{answer:?}"))),
        Some(code) => {
            let tokens = world.redeem(&client, &code).await;
            Ok(world.userinfo(&tokens.text("access_token")).await.json()["sub"].as_str().unwrap().to_owned())
        }
    }
}

/// A provider that makes no accounts: whoever comes from there comes into one that is linked.
async fn club(world: &World) -> Broker {
    Broker::plain(world, "club", |definition| {
        definition.accounts = Accounts::Linked;
        definition.userinfo = false;
    })
    .await
}

on_both_stores! {
    async fn who_somebody_is_elsewhere_is_linked_leads_to_the_account_and_is_unlinked(world) {
        let club = club(&world).await;
        let mut browser = world.browser();
        assert_eq!(come_in(&world, &mut world.browser(), &club, json!({})).await, Err("upstream-unlinked".to_owned()));

        let (shown, _) = page(&world, &mut browser).await;
        assert!(shown.body.contains("No other service is linked") && shown.body.contains("Link <bdi>The office of club</bdi>"), "{shown:?}");
        assert!(shown.header("content-security-policy").contains(&format!("form-action 'self' {}", club.elsewhere.base)));
        let (shown, at) = link(&world, &mut browser, &club, json!({})).await;
        assert!(at.contains("/account/identities") && shown.body.contains("<bdi>The office of club</bdi></h2>"), "{shown:?}");
        // Nothing more to link, and a password is another way in.
        assert!(!shown.body.contains("name=\"upstream\"") && shown.body.contains("name=\"identity\""), "{shown:?}");
        // It was for the account, not for the browser's session: that is as it was.
        let came = come_in(&world, &mut world.browser(), &club, json!({})).await;
        assert_eq!(came.as_deref(), Ok(&*world.user_id));
        let (history, _) = browser.open(&format!("{}/account/sign-ins", world.base)).await;
        assert!(history.body.contains("<dt>Through</dt><dd><bdi>The office of club</bdi>"), "{history:?}");

        let shown = page(&world, &mut browser).await;
        let identity = value(&shown.0, "identity");
        let done = press(&mut browser, &shown, ("identity", &identity)).await;
        assert!(done.body.contains("role=\"status\"") && done.body.contains("No other service is linked"), "{done:?}");
        assert_eq!(come_in(&world, &mut world.browser(), &club, json!({})).await, Err("upstream-unlinked".to_owned()));
        // Once more is as well.
        let again = press(&mut browser, &shown, ("identity", &identity)).await;
        assert!(again.body.contains("role=\"status\""), "{again:?}");
    }

    async fn what_leads_to_somebody_else_stays_theirs(world) {
        let office = Broker::plain(&world, "office", |definition| definition.userinfo = false).await;
        let other = come_in(&world, &mut world.browser(), &office, json!({})).await.unwrap();
        assert_ne!(other, *world.user_id);
        let mut browser = world.browser();
        let (refused, _) = link(&world, &mut browser, &office, json!({})).await;
        refused.assert_page(409, "identity-taken");
        assert!(refused.body.contains("href=\"/\""), "{refused:?}");
        assert_eq!(come_in(&world, &mut world.browser(), &office, json!({})).await, Ok(other));
        let (shown, _) = link(&world, &mut browser, &office, json!({ "sub": "maija-there" })).await;
        assert!(shown.body.contains("name=\"identity\""), "{shown:?}");
        let came = come_in(&world, &mut world.browser(), &office, json!({ "sub": "maija-there" })).await;
        assert_eq!(came.as_deref(), Ok(&*world.user_id));
    }

    async fn the_only_way_into_an_account_stays(world) {
        let office = Broker::plain(&world, "office", |definition| definition.userinfo = false).await;
        let second = Broker::plain(&world, "second", |definition| definition.userinfo = false).await;
        // An account that came into being by it has no password.
        let mut browser = world.browser();
        let user = UserId::new(come_in(&world, &mut browser, &office, json!({})).await.unwrap());
        let shown = page(&world, &mut browser).await;
        assert!(shown.0.body.contains("It is the only way into your account"), "{shown:?}");
        assert!(!shown.0.body.contains("name=\"identity\""));
        let id = world.node.store().list_identities(&user).await.unwrap()[0].id();
        let refused = press(&mut browser, &shown, ("identity", &id)).await;
        assert!(refused.status == 409 && refused.body.contains("role=\"alert\""), "{refused:?}");

        let (shown, at) = link(&world, &mut browser, &second, json!({ "sub": "the-same" })).await;
        assert_eq!(shown.body.matches("name=\"identity\"").count(), 2, "{shown:?}");
        let done = press(&mut browser, &(shown, at), ("identity", &id)).await;
        assert!(done.body.contains("role=\"status\"") && done.body.contains("The office of second</bdi></h2>"), "{done:?}");
    }

    async fn nobody_links_with_a_forged_form_for_another_or_long_after_they_proved_themselves(world) {
        let club = club(&world).await;
        let mut browser = world.browser();
        let shown = page(&world, &mut browser).await;
        browser.post(&shown.1, &[("form", "forged"), ("upstream", "club")]).await.assert_page(403, "foreign-form");
        let other = browser.post(&shown.1, &[("form", &value(&shown.0, "form")), ("upstream", "other")]).await;
        assert!(other.status == 400 && other.body.contains("role=\"alert\""), "{other:?}");

        // The answer counts in the browser that set out, as whoever is signed in there still.
        let out = press(&mut browser, &shown, ("upstream", "club")).await;
        let back = club.identify(&out, json!({}));
        world.browser().get(&back).await.assert_page(403, "login-other-browser");
        let kept = browser.cookies.clone();
        browser.cookies.retain(|name, _| !name.contains("-session-"));
        browser.get(&back).await.assert_page(400, "login-unknown");
        browser.cookies = kept;

        world.clock.advance(Duration::from_secs(601));
        let shown = page(&world, &mut browser).await;
        let posted = browser.post(&shown.1, &[("form", &value(&shown.0, "form")), ("upstream", "club")]).await;
        let (asked, at) = browser.follow(posted).await;
        assert!(at.contains("/login/") && asked.body.contains("name=\"password\""), "{at} {asked:?}");
        let posted = browser.post(&at, &[("username", "maija"), ("password", PASSWORD)]).await;
        let (_, at) = browser.follow(posted).await;
        assert!(at.contains("/account/identities"), "{at}");
        let now = world.node.now().as_secs();
        let claims = json!({ "iat": now, "auth_time": now, "exp": now + 300 });
        let (shown, _) = link(&world, &mut browser, &club, claims).await;
        assert!(shown.body.contains("name=\"identity\""), "{shown:?}");
    }

    async fn an_answer_that_comes_again_or_elsewhere_is_a_page_with_the_way_back(world) {
        let banks = Broker::ftn(&world, |_| {}).await;
        let policy = ClientPolicy { skip_consent: true, ..ClientPolicy::default() };
        let metadata = json!({ "client_name": "Kukkakauppa", "client_uri": "https://kukka.example/basket" });
        let (client, plain) = (world.client(metadata, policy.clone()).await, world.client(json!({}), policy).await);
        for (client, way_back) in [(&client, "https://kukka.example/basket"), (&plain, "http")] {
            let mut browser = world.browser();
            let (out, at) = browser.open(&world.authorize_url(client, &[("idp_hint", "fi-op")])).await;
            let back = banks.identify(&out, at_bank("Väinö", VAINO, "fi-op"));
            let has_way_back = |page: &Answer| {
                let link = format!("class=\"button primary\" href=\"{way_back}");
                assert!(page.body.contains(&link), "{link} in {page:?}");
            };
            let elsewhere = world.browser().get(&back).await;
            elsewhere.assert_page(403, "login-other-browser");
            has_way_back(&elsewhere);
            let unknown = browser.get(&back.replace("state=", "state=x")).await;
            unknown.assert_page(400, "login-unknown");
            assert!(!unknown.body.contains("class=\"actions\""), "{unknown:?}");
            // None of this touched anything.
            let done = browser.get(&back).await;
            assert!(done.parameter("code").is_some(), "{done:?}");
            let again = browser.get(&back).await;
            again.assert_page(400, "upstream-answered");
            has_way_back(&again);
            // And by the back button to the page before.
            let page = at.replace("/upstream", "");
            let ended = browser.get(&page).await;
            ended.assert_page(400, "login-unknown");
            has_way_back(&ended);
        }
    }

    async fn the_bank_that_was_used_last_stands_first_next_time(world) {
        let banks = Broker::ftn(&world, |_| {}).await;
        let policy = ClientPolicy { skip_consent: true, allow_password: false, ..ClientPolicy::default() };
        let client = world.client(json!({}), policy).await;
        let mut browser = world.browser();
        let url = world.authorize_url(&client, &[]);
        let (first, at) = browser.open(&url).await;
        assert!(!first.body.contains("id=\"last-used\"") && !first.body.contains("name=\"password\""), "{first:?}");
        let upstream = format!("{}/upstream", at.split('?').next().unwrap());
        let pick = [("upstream", "ftn"), ("choice", "fi-op")];
        let out = browser.post(&upstream, &pick).await;
        // Whoever turns back has used none.
        let sent = banks.sent(&out);
        browser.get(&banks.back_with(&sent, &[("error", "access_denied")])).await;
        let (again, at) = browser.open(&url).await;
        assert!(!again.body.contains("id=\"last-used\""), "{again:?}");

        let out = browser.post(&format!("{}/upstream", at.split('?').next().unwrap()), &pick).await;
        let back = browser.get(&banks.identify(&out, at_bank("Väinö", VAINO, "fi-op"))).await;
        assert!(back.parameter("code").is_some(), "{back:?}");
        let cookie = back.headers.get_all("set-cookie").iter().find(|it| it.to_str().unwrap().contains("-choice-"));
        let cookie = cookie.unwrap_or_else(|| panic!("{back:?}")).to_str().unwrap();
        assert!(cookie.contains("=fi-op; Max-Age=") && cookie.contains("HttpOnly; SameSite=Lax"), "{cookie}");
        let (shown, _) = browser.open(&url).await;
        let last = shown.body.find("id=\"last-used\"").unwrap_or_else(|| panic!("{shown:?}"));
        let first = shown.body.find("name=\"choice\"").unwrap();
        assert!(last < first && shown.body[first..].starts_with("name=\"choice\" value=\"fi-op\""));
    }
}
