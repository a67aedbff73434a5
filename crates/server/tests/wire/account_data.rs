//! What is kept of a person, taken along by themselves, and the account, removed by them.

use std::time::Duration;

use idp::model::user::UserId;

use crate::browser::Browser;
use crate::letterbox::Letterbox;
use crate::world::{Answer, PASSWORD, World};

const DATA: &str = "/account/data?ui_locales=en";

/// Opens the page, signing in as maija where that is asked.
async fn open(world: &World, browser: &mut Browser) -> (Answer, String) {
    let (answer, at) = browser.open(&format!("{}{DATA}", world.base)).await;
    if at.contains("/login/") { enter(browser, &at).await } else { (answer, at) }
}

async fn enter(browser: &mut Browser, at: &str) -> (Answer, String) {
    let posted = browser.post(at, &[("username", "maija"), ("password", PASSWORD)]).await;
    browser.follow(posted).await
}

async fn act(browser: &mut Browser, page: &Answer, at: &str, form: &[(&str, &str)]) -> Answer {
    let rest =
        page.body.split("name=\"form\" value=\"").nth(1).unwrap_or_else(|| panic!("no form in {page:?}"));
    let token = rest.split('"').next().unwrap();
    browser.post(at, &[form, &[("form", token)]].concat()).await
}

on_both_stores! {
    async fn people_take_along_all_that_is_kept_of_them_and_no_secret(world) {
        let client = world.shop().await;
        let mut browser = world.browser();
        assert_eq!(browser.sign_in(&world.authorize_url(&client, &[])).await.status, 303);
        let (page, at) = open(&world, &mut browser).await;
        let taken = act(&mut browser, &page, &at, &[("export", "1")]).await;
        assert_eq!((taken.status, taken.header("content-type")), (200, "application/json"), "{taken:?}");
        assert_eq!(taken.header("content-disposition"), "attachment; filename=\"account.json\"");
        assert_eq!(taken.header("cache-control"), "no-store");
        let kept = taken.json();
        assert_eq!(kept["account"]["username"], "maija");
        for (name, count) in [("sessions", 1), ("sign_ins", 1), ("factors", 1), ("identities", 0), ("messages", 0)] {
            assert_eq!(kept[name].as_array().map(Vec::len), Some(count), "{name} in {kept}");
        }
        assert_eq!(kept["factors"][0]["kind"], "password");
        assert_eq!(kept["events"][0]["kind"], "data.export");
        assert!(!taken.body.contains("argon2") && !taken.body.contains(PASSWORD), "{taken:?}");
    }

    async fn whoever_proved_themselves_some_time_ago_proves_it_again_and_comes_back(world) {
        let mut browser = world.browser();
        let (page, at) = open(&world, &mut browser).await;
        world.clock.advance(Duration::from_secs(11 * 60));
        for form in [&[("export", "1")][..], &[("remove", "1"), ("confirm", "true")]] {
            let posted = act(&mut browser, &page, &at, form).await;
            let (_, login) = browser.follow(posted).await;
            assert!(login.contains("/login/"), "{login}");
        }
        let posted = act(&mut browser, &page, &at, &[("export", "1")]).await;
        let (_, login) = browser.follow(posted).await;
        let (page, at) = enter(&mut browser, &login).await;
        assert!(at.contains("/account/data"), "{at}");
        assert_eq!(act(&mut browser, &page, &at, &[("export", "1")]).await.status, 200);
    }

    async fn an_account_is_removed_with_all_that_hangs_on_it_once_its_person_means_it(world) {
        let letterbox = Letterbox::of(&world).await;
        let client = world.shop().await;
        let tokens = world.tokens(&client, &[]).await;
        let access_token = tokens.text("access_token");
        assert_eq!(world.userinfo(&access_token).await.status, 200);
        let mut browser = world.browser();
        let (page, at) = open(&world, &mut browser).await;
        let unmeant = act(&mut browser, &page, &at, &[("remove", "1")]).await;
        assert!(unmeant.status == 400 && unmeant.body.contains("Your account was not removed"), "{unmeant:?}");
        browser.post(&at, &[("remove", "1"), ("confirm", "true")]).await.assert_page(403, "foreign-form");
        assert_eq!(world.userinfo(&access_token).await.status, 200, "nothing was removed yet");

        let posted = act(&mut browser, &page, &at, &[("remove", "1"), ("confirm", "true")]).await;
        let (gone, at) = browser.follow(posted).await;
        assert!(at.contains("/account/gone") && gone.body.contains("Your account is gone"), "{gone:?}");
        let mail = letterbox.come(1).await.remove(0);
        assert!(mail.contains("maija@example.fi") && mail.contains("Your account was removed"), "{mail}");
        assert_eq!(world.userinfo(&access_token).await.status, 401);
        let (_, login) = browser.open(&format!("{}{DATA}", world.base)).await;
        assert!(login.contains("/login/"), "{login}");
        let again = world.browser().sign_in(&world.authorize_url(&client, &[])).await;
        assert_eq!(again.status, 403, "{again:?}");

        // What stays says what happened, and to no name.
        let filter = idp::model::event::EventFilter { user: Some(UserId::new(&*world.user_id)), ..Default::default() };
        let events = world.node.store().list_events(&filter, 50).await.unwrap();
        assert_eq!(events[0].kind, idp::model::event::EventKind::UserRemove);
        assert!(!format!("{events:?}").contains("maija"), "{events:?}");
    }
}
