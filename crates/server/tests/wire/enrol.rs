//! Who is asked for a second factor and never set one up does so on the way, and goes on.

use std::time::Duration;

use idp::login::Method;
use idp::model::client::ClientPolicy;
use idp::model::event::EventFilter;
use idp::model::user::UserId;
use serde_json::json;

use crate::broker::Broker;
use crate::browser::Browser;
use crate::factors::{App, amr, at_factor, codes, enrol, shop, way_back};
use crate::letterbox::Letterbox;
use crate::passkey::{assert_again, created, device, named, post, used};
use crate::upstream_factor::arrive;
use crate::world::{Answer, Client, Engine, PASSWORD, Setup, World, run_with};

/// Where the page that shows recovery codes leads on to.
fn onward(page: &Answer) -> String {
    let link =
        page.body.split("class=\"button primary\" href=\"").nth(1).unwrap_or_else(|| panic!("{page:?}"));
    link.split('"').next().unwrap().replace("&#38;", "&").replace("&amp;", "&")
}

/// A shop that wants this beside the password.
async fn wants(world: &World, second: Method) -> Client {
    let policy = ClientPolicy { second_factors: vec![second], skip_consent: true, ..ClientPolicy::default() };
    world.client(json!({}), policy).await
}

/// Sets up an app on the page where this browser is, up to the recovery codes.
async fn set_up(world: &World, browser: &mut Browser, at: &str, page: &Answer) -> (App, Answer) {
    let app = App::of(page);
    let shown = browser.post(at, &[("code", &app.shows(world, 0)), ("name", "Work phone")]).await;
    (app, shown)
}

async fn claims(world: &World, shop: &Client, back: &Answer) -> serde_json::Value {
    let code = back.parameter("code").unwrap_or_else(|| panic!("{back:?}"));
    let redeemed = world.redeem(shop, &code).await;
    world.verified(&redeemed.text("id_token")).await.1
}

on_both_stores! {
    async fn an_app_is_set_up_on_the_way_counts_at_once_and_leaves_its_trace(world) {
        let shop = shop(&world).await;
        let mut browser = world.browser();
        let (page, at) = at_factor(&world, &mut browser, &shop).await;
        assert!(page.status == 200 && at.contains("/enrol/totp"), "{at}: {page:?}");
        assert!(!browser.cookies.keys().any(|name| name.contains("session")), "nobody is in yet");
        let wrong = browser.post(&at, &[("code", "000000"), ("name", "Work phone")]).await;
        wrong.assert_again(403, "That code is not right.");
        assert!(wrong.body.contains("value=\"Work phone\""), "what was entered stays: {wrong:?}");
        assert_eq!(App::of(&wrong).shows(&world, 0), App::of(&page).shows(&world, 0), "the key stays as well");
        let user = UserId::new(&*world.user_id);
        assert_eq!(world.node.store().load_credentials(&user).await.unwrap().len(), 1);

        let (app, shown) = set_up(&world, &mut browser, &at, &page).await;
        assert_eq!((shown.status, codes(&shown).len()), (200, 10), "{shown:?}");
        // Whoever presses twice, and so never saw the codes, is told, and goes on or has others made.
        let twice = browser.post(&at, &[("code", &app.shows(&world, 0)), ("name", "Work phone")]).await;
        twice.assert_again(409, "were shown once");
        assert!(codes(&twice).is_empty() && twice.body.contains("/account/factors?"), "{twice:?}");
        assert!(self::onward(&twice).contains("/factor?"), "{twice:?}");
        // Whoever comes back to the page goes on as well.
        assert!(browser.get(&at).await.location().contains("/factor"));
        let onward = browser.get(&onward(&shown)).await;
        let back = way_back(&mut browser, onward).await;
        let claims = claims(&world, &shop, &back).await;
        assert_eq!((amr(&claims), &claims["acr"]), (vec!["pwd", "otp", "mfa"], &json!("urn:countersign:acr:mfa")));

        let filter = EventFilter { user: Some(user), ..EventFilter::default() };
        let events = world.node.store().list_events(&filter, 9).await.unwrap();
        let added: Vec<_> = events.iter().filter(|event| event.kind.as_str() == "factor.add").collect();
        assert_eq!(added.len(), 2, "the app and the codes: {events:?}");
        assert!(added.iter().all(|event| event.client.as_ref().is_some_and(|id| id.as_str() == shop.id)), "{added:?}");

        // From now on it is asked for, also of whoever knows the password.
        let mut elsewhere = world.browser();
        let (_, at) = at_factor(&world, &mut elsewhere, &shop).await;
        assert!(at.ends_with("/factor") || at.contains("/factor?"), "{at}");
        world.clock.advance(Duration::from_secs(30));
        let posted = elsewhere.post(&at.replace("/factor", "/totp"), &[("code", &app.shows(&world, 0))]).await;
        assert!(way_back(&mut elsewhere, posted).await.parameter("code").is_some());
    }

    async fn nobody_puts_a_factor_beside_one_by_the_password_alone(world) {
        enrol(&world, &mut world.browser()).await;
        let shop = wants(&world, Method::Totp).await;
        let mut thief = world.browser();
        let (_, at) = at_factor(&world, &mut thief, &shop).await;
        let enrolling = at.replace("/factor", "/enrol/totp");
        assert!(thief.get(&enrolling).await.location().contains("/factor"));
        thief.post(&enrolling, &[("code", "000000")]).await.assert_page(400, "factor-not-asked");
        // Neither one that would do beside one that would not.
        let vault = wants(&world, Method::SmsOtp).await;
        let (page, _) = at_factor(&world, &mut world.browser(), &vault).await;
        page.assert_again(403, "asks for a second step");
    }

    async fn an_application_can_forbid_it_for_itself(world) {
        let forbidding = ClientPolicy {
            second_factors: vec![Method::Totp],
            allow_enrolment_at_sign_in: false,
            skip_consent: true,
            ..ClientPolicy::default()
        };
        let vault = world.client(json!({}), forbidding).await;
        let mut browser = world.browser();
        let (page, at) = at_factor(&world, &mut browser, &vault).await;
        page.assert_again(403, "asks for a second step");
        let enrolling = at.replace("/factor", "/enrol/totp");
        browser.post(&enrolling, &[("code", "000000")]).await.assert_page(400, "factor-not-asked");
        // Beside it another application lets them.
        let shop = wants(&world, Method::Totp).await;
        let (page, at) = at_factor(&world, &mut world.browser(), &shop).await;
        assert!(page.status == 200 && at.contains("/enrol/totp"), "{at}: {page:?}");
    }

    async fn of_two_who_set_one_up_at_once_one_does(world) {
        let shop = wants(&world, Method::Totp).await;
        let (mut one, mut two) = (world.browser(), world.browser());
        let (page_one, at_one) = at_factor(&world, &mut one, &shop).await;
        let (page_two, at_two) = at_factor(&world, &mut two, &shop).await;
        let ((_, first), (_, second)) = tokio::join!(
            set_up(&world, &mut one, &at_one, &page_one),
            set_up(&world, &mut two, &at_two, &page_two)
        );
        let mut statuses = [first.status, second.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 400], "{first:?} {second:?}");
        let user = UserId::new(&*world.user_id);
        let kept = world.node.store().load_credentials(&user).await.unwrap();
        assert_eq!(kept.iter().filter(|it| it.kind.as_str() == "totp").count(), 1);
    }

    async fn in_a_session_that_stood_for_long_the_person_says_first_who_they_are(world) {
        let (open, shop) = (world.shop().await, wants(&world, Method::Totp).await);
        let mut browser = world.browser();
        browser.sign_in(&world.authorize_url(&open, &[])).await;
        let (page, at) = browser.open(&world.authorize_url(&shop, &[])).await;
        assert!(page.status == 200 && at.contains("/enrol/totp"), "within minutes of it: {at}");
        world.clock.advance(Duration::from_mins(11));
        let (page, at) = browser.open(&world.authorize_url(&shop, &[])).await;
        assert!(page.status == 200 && at.contains("/login/") && !at.contains("/enrol"), "{at}");
        let posted = browser.post(&at, &[("username", "maija"), ("password", PASSWORD)]).await;
        let (page, at) = browser.follow(posted).await;
        assert!(at.contains("/enrol/totp"), "{at}");
        let (_, shown) = set_up(&world, &mut browser, &at, &page).await;
        let onward = browser.get(&onward(&shown)).await;
        assert_eq!(amr(&claims(&world, &shop, &onward).await), ["pwd", "otp", "mfa"]);
    }

    async fn it_is_set_up_in_the_browser_of_the_sign_in_alone_and_by_its_own_pages(world) {
        let shop = wants(&world, Method::Totp).await;
        let mut browser = world.browser();
        let (page, at) = at_factor(&world, &mut browser, &shop).await;
        let code = [("code", App::of(&page).shows(&world, 0))];
        let form: Vec<(&str, &str)> = code.iter().map(|(name, value)| (*name, value.as_str())).collect();
        world.browser().get(&at).await.assert_page(403, "login-other-browser");
        world.browser().post(&at, &form).await.assert_page(403, "login-other-browser");
        browser.headers.push(("sec-fetch-site", "cross-site"));
        browser.post(&at, &form).await.assert_page(403, "foreign-form");
        browser.headers.clear();
        // What is not asked for is not set up.
        let passkey = at.replace("/totp", "/passkey");
        assert!(browser.get(&passkey).await.location().contains("/factor"));
        assert_eq!(codes(&browser.post(&at, &form).await).len(), 10);
        // And the way back is there.
        let (mut other, vault) = (world.browser(), wants(&world, Method::Totp).await);
        world.person("onni", json!({})).await;
        let (_, login) = other.open(&world.authorize_url(&vault, &[])).await;
        let posted = other.post(&login, &[("username", "onni"), ("password", PASSWORD)]).await;
        let (_, at) = other.follow(posted).await;
        let cancel = at.replace("/enrol/totp", "/factor");
        assert_eq!(other.post(&cancel, &[("decision", "cancel")]).await.error().0, "access_denied");
    }

    async fn who_comes_by_an_upstream_sets_one_up_as_well(world) {
        let broker = Broker::plain(&world, "work", |definition| definition.userinfo = false).await;
        let shop = wants(&world, Method::Totp).await;
        let mut browser = world.browser();
        let url = world.authorize_url(&shop, &[]);
        let (page, at) = arrive(&mut browser, &broker, &url, json!({ "amr": ["pwd"] })).await;
        assert!(page.status == 200 && at.contains("/enrol/totp"), "{at}: {page:?}");
        let (app, shown) = set_up(&world, &mut browser, &at, &page).await;
        let back = browser.get(&onward(&shown)).await;
        assert_eq!(amr(&claims(&world, &shop, &back).await), ["pwd", "otp", "mfa"]);
        let mut elsewhere = world.browser();
        let (_, at) = arrive(&mut elsewhere, &broker, &url, json!({ "amr": ["pwd"] })).await;
        world.clock.advance(Duration::from_secs(30));
        let posted = elsewhere.post(&at.replace("/factor", "/totp"), &[("code", &app.shows(&world, 0))]).await;
        assert!(posted.parameter("code").is_some(), "{posted:?}");
    }

    async fn the_person_is_told_by_mail_that_it_was_set_up(world) {
        let letterbox = Letterbox::of(&world).await;
        world.person("onni", json!({ "email": "onni@example.fi", "email_verified": true })).await;
        let shop = wants(&world, Method::Totp).await;
        let mut browser = world.browser();
        let (_, login) = browser.open(&world.authorize_url(&shop, &[])).await;
        let posted = browser.post(&login, &[("username", "onni"), ("password", PASSWORD)]).await;
        let (page, at) = browser.follow(posted).await;
        let (_, shown) = set_up(&world, &mut browser, &at, &page).await;
        assert_eq!(codes(&shown).len(), 10, "{shown:?}");
        let mail = letterbox.come(1).await.remove(0).replace("=\r\n", "");
        assert!(mail.contains("To: onni@example.fi") && mail.contains("Work phone"), "{mail}");
    }
}

async fn a_passkey_is_made_on_the_way_and_then_used(world: World) {
    let shop = wants(&world, Method::Passkey).await;
    let mut browser = world.browser();
    let (page, at) = at_factor(&world, &mut browser, &shop).await;
    assert!(page.status == 200 && at.contains("/enrol/passkey"), "{at}: {page:?}");
    let mut phone = device(&world);
    phone.origin = "https://evil.example".into();
    let form = created(&mut phone, &page, "");
    assert_again(&post(&mut browser, &at, &form).await, 400, "passkey-unfit");
    phone.origin = world.base.clone();
    let form = created(&mut phone, &page, "My phone");
    let shown = post(&mut browser, &at, &form).await;
    assert_eq!((shown.status, codes(&shown).len()), (200, 10), "{shown:?}");
    // That it was made proves nothing: it is used first.
    assert!(!browser.cookies.keys().any(|name| name.contains("session")));
    let onward = onward(&shown);
    assert!(onward.contains("/passkey"), "{onward}");
    let page = browser.get(&onward).await;
    let back = post(&mut browser, &onward, &used(&phone, &page)).await;
    let claims = claims(&world, &shop, &back).await;
    assert!(["pwd", "user", "mfa"].iter().all(|it| amr(&claims).contains(it)), "{claims}");
    // By the same form, once more: it counted once.
    post(&mut browser, &at, &form).await.assert_page(400, "login-unknown");
}

async fn what_to_set_up_is_chosen_where_more_than_one_will_do(world: World) {
    let policy =
        ClientPolicy { second_factors: vec![Method::Totp, Method::Passkey], ..ClientPolicy::default() };
    let shop = world.client(json!({}), policy).await;
    let mut browser = world.browser();
    let (page, at) = at_factor(&world, &mut browser, &shop).await;
    assert!(page.status == 200 && at.contains("/factor"), "{at}");
    for way in ["/enrol/totp?", "/enrol/passkey?"] {
        assert!(page.body.contains(way), "{way} in {page:?}");
        let (page, at) = browser.open(&at.replace("/factor?", way)).await;
        assert!(page.status == 200 && at.contains(way) && page.body.contains("/factor?"), "{at}");
    }
}

async fn where_nothing_is_set_up_on_the_way_nobody_without_goes_on(world: World) {
    let shop = wants(&world, Method::Totp).await;
    let mut browser = world.browser();
    let (page, at) = at_factor(&world, &mut browser, &shop).await;
    page.assert_again(403, "asks for a second step");
    let enrolling = at.replace("/factor", "/enrol/totp");
    assert!(browser.get(&enrolling).await.location().contains("/factor"));
    browser.post(&enrolling, &[("code", "000000")]).await.assert_page(400, "factor-not-asked");
}

macro_rules! on_both {
    ($($name:ident $setup:expr;)+) => {
        mod set {
            $(mod $name {
                use super::super::*;
                #[test] fn sqlite() { run_with(Engine::Sqlite, $setup, super::super::$name) }
                #[test] fn postgres() { run_with(Engine::Postgres, $setup, super::super::$name) }
            })+
        }
    };
}

on_both! {
    a_passkey_is_made_on_the_way_and_then_used named();
    what_to_set_up_is_chosen_where_more_than_one_will_do named();
    where_nothing_is_set_up_on_the_way_nobody_without_goes_on Setup { not_set_up: true, ..Setup::default() };
}
