//! What proves people beside their password: they add it to their account, and sign in by it.

use std::time::Duration;

use idp::login::Method;
use idp::model::client::ClientPolicy;
use idp::model::user::UserId;
use jose::hotp::{HotpHash, hotp};
use serde_json::{Value, json};
use server::node::Clock;

use crate::browser::Browser;
use crate::world::{Answer, Client, PASSWORD, World};

const FACTORS: &str = "/account/factors";

/// Opens the page about security, signing in as maija where that is asked.
async fn open(world: &World, browser: &mut Browser) -> (Answer, String) {
    let (mut answer, mut page) = browser.open(&format!("{}{FACTORS}", world.base)).await;
    if page.contains("/login/") {
        (answer, page) = enter(browser, &page, "maija").await;
    }
    (answer, page)
}

async fn enter(browser: &mut Browser, page: &str, username: &str) -> (Answer, String) {
    let posted = browser.post(page, &[("username", username), ("password", PASSWORD)]).await;
    browser.follow(posted).await
}

/// What the forms of a page bring back.
fn token(page: &Answer) -> String {
    let rest =
        page.body.split("name=\"form\" value=\"").nth(1).unwrap_or_else(|| panic!("no form in {page:?}"));
    rest.split('"').next().unwrap().to_owned()
}

async fn act(browser: &mut Browser, at: &(Answer, String), form: &[(&str, &str)]) -> (Answer, String) {
    let token = token(&at.0);
    let posted = browser.post(&at.1, &[form, &[("form", token.as_str())]].concat()).await;
    browser.follow(posted).await
}

/// An authenticator app.
pub(crate) struct App(Vec<u8>);

impl App {
    /// Takes in what the page shows for typing.
    pub(crate) fn of(page: &Answer) -> Self {
        let typed = page
            .body
            .split("<code class=\"typed\" dir=\"ltr\">")
            .nth(1)
            .and_then(|rest| rest.split('<').next())
            .unwrap();
        let letters: String = typed.split_whitespace().collect();
        assert!(
            letters.len() == 32 && page.body.contains(&format!("secret={letters}&")),
            "both ways tell one secret: {page:?}"
        );
        Self(unbase32(&letters))
    }

    /// What it shows, so many steps from now.
    pub(crate) fn shows(&self, world: &World, steps: i64) -> String {
        let step = world.clock.now().as_secs() / 30 + steps;
        hotp(HotpHash::Sha1, &self.0, step.try_into().unwrap(), 6)
    }
}

fn unbase32(text: &str) -> Vec<u8> {
    let mut bits = 0u64;
    let mut count = 0;
    let mut bytes = Vec::new();
    for letter in text.bytes() {
        let value = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".iter().position(|it| *it == letter).unwrap();
        bits = bits << 5 | u64::try_from(value).unwrap();
        count += 5;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).unwrap());
        }
    }
    bytes
}

/// Adds an app to maija's account; with the recovery codes that come with the first.
pub(crate) async fn enrol(world: &World, browser: &mut Browser) -> (App, Vec<String>) {
    let page = open(world, browser).await;
    let adding = act(browser, &page, &[("action", "add_totp")]).await;
    assert!(adding.1.contains("/account/factors/totp"), "{adding:?}");
    let app = App::of(&adding.0);
    let (shown, _) = act(browser, &adding, &[("code", &app.shows(world, 0)), ("name", "Work phone")]).await;
    assert_eq!(shown.status, 200, "{shown:?}");
    (app, codes(&shown))
}

/// The recovery codes that a page shows.
pub(crate) fn codes(page: &Answer) -> Vec<String> {
    page.body.split("<li><code>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()).collect()
}

/// A shop that wants a second factor.
pub(crate) async fn shop(world: &World) -> Client {
    let policy = ClientPolicy { second_factors: vec![Method::Totp], ..ClientPolicy::default() };
    world.client(json!({}), policy).await
}

/// Goes to the shop with a password, up to the second factor.
pub(crate) async fn at_factor(world: &World, browser: &mut Browser, shop: &Client) -> (Answer, String) {
    let (_, page) = browser.open(&world.authorize_url(shop, &[])).await;
    enter(browser, &page, "maija").await
}

/// The way back to the shop, allowing what it asks for.
pub(crate) async fn way_back(browser: &mut Browser, posted: Answer) -> Answer {
    let (answer, page) = browser.follow(posted).await;
    if !page.contains("/consent/") {
        return answer;
    }
    let allowed = browser.post(&page, &[("decision", "allow")]).await;
    browser.follow(allowed).await.0
}

impl Answer {
    /// The form once more, and what was wrong.
    pub(crate) fn assert_again(&self, status: u16, what: &str) {
        assert_eq!(self.status, status, "{self:?}");
        assert!(self.body.contains("role=\"alert\"") && self.body.contains(what), "{what} in {self:?}");
    }
}

pub(crate) fn amr(claims: &Value) -> Vec<&str> {
    claims["amr"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect()
}

on_both_stores! {
    async fn whoever_presses_twice_is_told_that_the_codes_were_shown_and_has_new_ones_made(world) {
        let mut browser = world.browser();
        let page = open(&world, &mut browser).await;
        let adding = act(&mut browser, &page, &[("action", "add_totp")]).await;
        let app = App::of(&adding.0);
        let form = [("code", &*app.shows(&world, 0)), ("name", "Work phone")];
        let (first, _) = act(&mut browser, &adding, &form).await;
        assert_eq!((first.status, codes(&first).len()), (200, 10), "{first:?}");
        for _ in 0..2 {
            let (twice, _) = act(&mut browser, &adding, &form).await;
            twice.assert_again(409, "were shown once");
            assert!(codes(&twice).is_empty() && twice.body.contains("href=\"") && twice.body.contains(FACTORS));
        }
        let user = UserId::new(&*world.user_id);
        let kept = world.node.store().load_credentials(&user).await.unwrap();
        assert_eq!(kept.len(), 3, "the password, one app, one set of codes: {kept:?}");
        let page = open(&world, &mut browser).await;
        let (renewed, _) = act(&mut browser, &page, &[("action", "renew_codes")]).await;
        let new = codes(&renewed);
        assert!(new.len() == 10 && new.iter().all(|code| !codes(&first).contains(code)), "{renewed:?}");
        // Another app brings no codes, and its form sent twice says nothing of them.
        let page = open(&world, &mut browser).await;
        let adding = act(&mut browser, &page, &[("action", "add_totp")]).await;
        let form = [("code", &*App::of(&adding.0).shows(&world, 0)), ("name", "Tablet")];
        act(&mut browser, &adding, &form).await;
        act(&mut browser, &adding, &form).await.0.assert_again(409, "This setup is over.");
    }

    async fn an_app_is_added_and_proves_its_person_from_then_on(world) {
        let mut browser = world.browser();
        let (app, codes) = enrol(&world, &mut browser).await;
        assert_eq!(codes.len(), 10);
        let (page, _) = open(&world, &mut browser).await;
        assert!(page.body.contains("Work phone") && page.body.contains("<dd>10</dd>"), "{page:?}");

        let shop = shop(&world).await;
        let mut elsewhere = world.browser();
        let (page, at) = at_factor(&world, &mut elsewhere, &shop).await;
        assert!(page.status == 200 && at.contains("/factor"), "the app and a recovery code: {at}");
        let (_, at) = elsewhere.open(&at.replace("/factor", "/totp")).await;
        let wrong = elsewhere.post(&at, &[("code", "000000")]).await;
        wrong.assert_again(403, "That code is not right.");
        world.clock.advance(Duration::from_secs(30));
        let code = app.shows(&world, 0);
        let posted = elsewhere.post(&at, &[("code", &format!("{} {}", &code[..3], &code[3..]))]).await;
        let back = way_back(&mut elsewhere, posted).await;
        let code = back.parameter("code").unwrap_or_else(|| panic!("{back:?}"));
        let redeemed = world.redeem(&shop, &code).await;
        let (_, claims) = world.verified(&redeemed.text("id_token")).await;
        assert_eq!(amr(&claims), ["pwd", "otp", "mfa"]);
        assert_eq!(claims["acr"], "urn:countersign:acr:mfa");
    }

    async fn a_code_of_an_app_counts_once_and_so_does_none_before_it(world) {
        world.clock.stop();
        let (app, _) = enrol(&world, &mut world.browser()).await;
        let shop = shop(&world).await;
        world.clock.advance(Duration::from_secs(60));
        let code = app.shows(&world, 0);
        let mut first = world.browser();
        let (_, at) = at_factor(&world, &mut first, &shop).await;
        let posted = first.post(&at.replace("/factor", "/totp"), &[("code", &code)]).await;
        let back = way_back(&mut first, posted).await;
        assert!(back.parameter("code").is_some(), "{back:?}");
        let mut second = world.browser();
        let (_, at) = at_factor(&world, &mut second, &shop).await;
        let at = at.replace("/factor", "/totp");
        for used in [code, app.shows(&world, -1)] {
            second.post(&at, &[("code", &used)]).await.assert_again(403, "That code was used already.");
        }
        let posted = second.post(&at, &[("code", &app.shows(&world, 1))]).await;
        assert!(way_back(&mut second, posted).await.parameter("code").is_some(), "the next one counts");
    }

    async fn of_two_sign_ins_with_one_code_at_once_one_wins(world) {
        let (app, _) = enrol(&world, &mut world.browser()).await;
        let shop = shop(&world).await;
        world.clock.advance(Duration::from_secs(60));
        let code = app.shows(&world, 0);
        let (mut one, mut two) = (world.browser(), world.browser());
        let (_, at_one) = at_factor(&world, &mut one, &shop).await;
        let (_, at_two) = at_factor(&world, &mut two, &shop).await;
        let (at_one, at_two) = (at_one.replace("/factor", "/totp"), at_two.replace("/factor", "/totp"));
        let form = [("code", code.as_str())];
        let (first, second) = tokio::join!(one.post(&at_one, &form), two.post(&at_two, &form));
        let mut statuses = [first.status, second.status];
        statuses.sort_unstable();
        assert_eq!(statuses, [303, 403], "{first:?} {second:?}");
    }

    async fn wrong_codes_are_counted_wherever_they_come_from(world) {
        let (app, _) = enrol(&world, &mut world.browser()).await;
        let shop = shop(&world).await;
        world.clock.advance(Duration::from_secs(60));
        let mut last = None;
        for _ in 0..2 {
            let mut guessing = world.browser();
            let (_, at) = at_factor(&world, &mut guessing, &shop).await;
            let at = at.replace("/factor", "/totp");
            for _ in 0..4 {
                last = Some(guessing.post(&at, &[("code", "000000")]).await);
            }
        }
        last.unwrap().assert_again(429, "There were too many tries.");
        let mut browser = world.browser();
        let (_, at) = at_factor(&world, &mut browser, &shop).await;
        let at = at.replace("/factor", "/totp");
        let code = app.shows(&world, 0);
        browser.post(&at, &[("code", &code)]).await.assert_again(429, "There were too many tries.");
        world.clock.advance(Duration::from_mins(15));
        let posted = browser.post(&at, &[("code", &app.shows(&world, 0))]).await;
        assert!(way_back(&mut browser, posted).await.parameter("code").is_some());
    }

    async fn a_recovery_code_stands_for_an_app_that_is_lost_and_works_once(world) {
        let (_, codes) = enrol(&world, &mut world.browser()).await;
        let shop = shop(&world).await;
        let mut browser = world.browser();
        let (_, at) = at_factor(&world, &mut browser, &shop).await;
        let at = at.replace("/factor", "/recovery_code");
        browser.post(&at, &[("code", "BCDFG-HJKMN")]).await.assert_again(403, "That is none of the recovery codes you have left.");
        let typed = codes[3].to_lowercase().replace('-', " ");
        let posted = browser.post(&at, &[("code", &typed)]).await;
        assert!(way_back(&mut browser, posted).await.parameter("code").is_some());
        let mut again = world.browser();
        let (_, at) = at_factor(&world, &mut again, &shop).await;
        let at = at.replace("/factor", "/recovery_code");
        again.post(&at, &[("code", &codes[3])]).await.assert_again(403, "That is none of the recovery codes you have left.");
        let posted = again.post(&at, &[("code", &codes[4])]).await;
        assert!(way_back(&mut again, posted).await.parameter("code").is_some());
    }

    /// A stolen password alone neither opens the account page nor changes what protects it.
    async fn the_account_itself_is_guarded_by_what_its_person_set_up(world) {
        let mut browser = world.browser();
        let (app, _) = enrol(&world, &mut browser).await;
        let mut thief = world.browser();
        let (_, at) = open(&world, &mut thief).await;
        assert!(at.contains("/login/") && at.contains("/factor"), "{at}");
        world.clock.advance(Duration::from_secs(60));
        let posted = thief.post(&at.replace("/factor", "/totp"), &[("code", &app.shows(&world, 0))]).await;
        let (page, at) = thief.follow(posted).await;
        assert!(at.contains(FACTORS) && page.body.contains("Work phone"), "{at}: {page:?}");
    }

    async fn what_proves_somebody_is_changed_only_by_who_proved_themselves_just_now(world) {
        let mut browser = world.browser();
        let shop = world.shop().await;
        browser.sign_in(&world.authorize_url(&shop, &[])).await;
        world.clock.advance(Duration::from_mins(11));
        let page = open(&world, &mut browser).await;
        assert!(page.1.contains(FACTORS));
        let (_, at) = act(&mut browser, &page, &[("action", "add_totp")]).await;
        assert!(at.contains("/login/"), "{at}");
        let (page, at) = enter(&mut browser, &at, "maija").await;
        assert!(at.contains(FACTORS), "{at}");
        let (_, at) = act(&mut browser, &(page, at), &[("action", "add_totp")]).await;
        assert!(at.contains("/account/factors/totp"), "{at}");
    }

    async fn a_factor_is_named_and_removed_and_leaves_a_trace(world) {
        let mut browser = world.browser();
        enrol(&world, &mut browser).await;
        let page = open(&world, &mut browser).await;
        let id = page.0.body.split("name=\"id\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let page = act(&mut browser, &page, &[("action", "name"), ("id", &id), ("name", "Old phone")]).await;
        assert!(page.0.body.contains("Old phone") && !page.0.body.contains("Work phone"), "{page:?}");
        let page = act(&mut browser, &page, &[("action", "remove"), ("id", &id)]).await;
        assert!(!page.0.body.contains("Old phone") && !page.0.body.contains("<dd>10</dd>"), "{page:?}");
        let user = UserId::new(&*world.user_id);
        let left = world.node.store().load_credentials(&user).await.unwrap();
        assert_eq!(left.iter().map(|it| it.kind.as_str()).collect::<Vec<_>>(), ["password"]);
        let filter = idp::model::event::EventFilter { user: Some(user), ..Default::default() };
        let events = world.node.store().list_events(&filter, 9).await.unwrap();
        let kinds: Vec<_> = events.iter().map(|event| event.kind.as_str()).collect();
        assert_eq!(kinds[..3], ["factor.remove", "factor.add", "factor.add"]);
        // And the shop has nothing to ask for any more: one is set up anew.
        let shop = shop(&world).await;
        let (page, at) = at_factor(&world, &mut world.browser(), &shop).await;
        assert!(page.status == 200 && at.contains("/enrol/totp"), "{at}: {page:?}");
    }

    async fn a_new_app_counts_only_once_it_showed_a_right_code(world) {
        let mut browser = world.browser();
        let page = open(&world, &mut browser).await;
        let adding = act(&mut browser, &page, &[("action", "add_totp")]).await;
        let (wrong, at) = act(&mut browser, &adding, &[("code", "000000"), ("name", "Mine")]).await;
        wrong.assert_again(403, "That code is not right.");
        assert!(wrong.body.contains("value=\"Mine\""), "what was entered stays: {wrong:?}");
        let user = UserId::new(&*world.user_id);
        assert_eq!(world.node.store().load_credentials(&user).await.unwrap().len(), 1);
        let app = App::of(&wrong);
        let at = if at.is_empty() { adding.1.clone() } else { at };
        let (shown, _) = act(&mut browser, &(wrong, at), &[("code", &app.shows(&world, -1))]).await;
        assert_eq!(shown.status, 200);
        assert_eq!(world.node.store().load_credentials(&user).await.unwrap().len(), 3);
        let (again, at) = browser.open(&adding.1).await;
        assert!(at.contains(FACTORS) && !at.contains("/totp") && again.status == 200, "{at}");
    }

    async fn new_recovery_codes_replace_all_of_the_old_ones(world) {
        let mut browser = world.browser();
        let (_, old) = enrol(&world, &mut browser).await;
        let page = open(&world, &mut browser).await;
        let (shown, _) = act(&mut browser, &page, &[("action", "renew_codes")]).await;
        let new = shown.body.split("<li><code>").nth(1).unwrap().split('<').next().unwrap().to_owned();
        let shop = shop(&world).await;
        let (_, at) = at_factor(&world, &mut browser, &shop).await;
        let at = at.replace("/factor", "/recovery_code");
        let mut elsewhere = world.browser();
        let (_, other) = at_factor(&world, &mut elsewhere, &shop).await;
        let other = other.replace("/factor", "/recovery_code");
        elsewhere.post(&other, &[("code", &old[0])]).await.assert_again(403, "That is none of the recovery codes you have left.");
        let posted = elsewhere.post(&other, &[("code", &new)]).await;
        assert!(way_back(&mut elsewhere, posted).await.parameter("code").is_some(), "{at}");
    }

    async fn a_browser_that_is_remembered_is_not_asked_again_until_it_is_forgotten(world) {
        let (app, _) = enrol(&world, &mut world.browser()).await;
        let shop = shop(&world).await;
        let over = Duration::from_hours(25);
        world.clock.advance(over);
        let mut browser = world.browser();
        let (_, at) = at_factor(&world, &mut browser, &shop).await;
        let (page, at) = browser.open(&at.replace("/factor", "/totp")).await;
        assert!(page.body.contains("name=\"remember\"") && page.body.contains("for 30 days"), "{page:?}");
        let posted = browser.post(&at, &[("code", &app.shows(&world, 0)), ("remember", "true")]).await;
        assert!(way_back(&mut browser, posted).await.parameter("code").is_some());

        // In a session of its own, whose tokens tell of the password alone.
        world.clock.advance(over);
        let (back, _) = at_factor(&world, &mut browser, &shop).await;
        let code = back.parameter("code").unwrap_or_else(|| panic!("{back:?}"));
        let redeemed = world.redeem(&shop, &code).await;
        let (_, claims) = world.verified(&redeemed.text("id_token")).await;
        assert_eq!((amr(&claims), &claims["acr"]), (vec!["pwd"], &json!("urn:countersign:acr:password")));
        // The standing session goes on as well.
        let (back, _) = browser.open(&world.authorize_url(&shop, &[])).await;
        assert!(back.parameter("code").is_some(), "{back:?}");
        let (_, at) = at_factor(&world, &mut world.browser(), &shop).await;
        assert!(at.contains("/factor"), "another browser is another: {at}");

        // The account itself asks, and there the browser is forgotten.
        let (_, at) = open(&world, &mut browser).await;
        assert!(at.contains("/factor"), "{at}");
        let (page, _) = browser.open(&at.replace("/factor", "/totp")).await;
        assert!(!page.body.contains("name=\"remember\""), "{page:?}");
        let posted = browser.post(&at.replace("/factor", "/totp"), &[("code", &app.shows(&world, 0))]).await;
        let page = browser.follow(posted).await;
        let device = page.0.body.split("id=\"device-1\"").nth(1).unwrap_or_else(|| panic!("{page:?}"));
        let id = device.split("name=\"id\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
        let page = act(&mut browser, &page, &[("action", "remove"), ("id", &id)]).await;
        assert!(!page.0.body.contains("id=\"device-1\""), "{page:?}");
        world.clock.advance(over);
        let (_, at) = at_factor(&world, &mut browser, &shop).await;
        assert!(at.contains("/factor"), "{at}");
    }
}
