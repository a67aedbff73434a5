//! The page where people say which account is theirs, and where that and what they write leads them.

use idp::model::client::ClientPolicy;
use serde_json::json;
use server::page::{Language, refusal_texts};

use crate::broker::Broker;
use crate::browser::Browser;
use crate::staff::{Asked, STAFF_PASSWORD, Staff, aino};
use crate::world::{Answer, Client, PASSWORD, World};

const CHOSEN: &str = "required checked";

async fn shop(world: &World) -> Client {
    world.client(json!({}), ClientPolicy { skip_consent: true, ..ClientPolicy::default() }).await
}

async fn enter(browser: &mut Browser, url: &str, form: &[(&str, &str)]) -> Answer {
    let (_, page) = browser.open(url).await;
    let answer = browser.post(&page, form).await;
    browser.follow(answer).await.0
}

#[track_caller]
fn assert_wrong(answer: &Answer) {
    let what = refusal_texts(Language::english(), "password-wrong").unwrap().what;
    assert!(answer.status == 403 && answer.body.contains(&what), "{answer:?}");
}

/// The radio button of this account, up to its end.
#[track_caller]
fn button<'a>(answer: &'a Answer, account: &str) -> &'a str {
    let value = format!("name=\"account\" value=\"{account}\"");
    let at = answer.body.find(&value).unwrap_or_else(|| panic!("no {account}: {answer:?}"));
    answer.body[at..].split('>').next().unwrap()
}

on_both_stores! {
    async fn an_upstream_that_wants_no_address_is_told_none(world) {
        let broker = Broker::plain(&world, "partners", |it| {
            it.email_domains = vec!["partners.example".to_owned()];
            it.login_hint = false;
        }).await;
        let client = shop(&world).await;
        let mut browser = world.browser();
        let (_, page) = browser.open(&world.authorize_url(&client, &[])).await;
        let sent = broker.sent(&browser.post(&page, &[("username", "onni@partners.example")]).await);
        assert_eq!(sent.asked.get("login_hint"), None);
        // What the application hints at is its own affair.
        let (_, page) = browser.open(&world.authorize_url(&client, &[("login_hint", "onni")])).await;
        let sent = broker.sent(&browser.post(&page, &[("username", "onni@partners.example")]).await);
        assert_eq!(sent.asked["login_hint"], json!("onni"));
    }

    async fn who_says_which_account_is_theirs_needs_no_address_and_says_it_once(world) {
        let staff = Staff::of(&world, |it| {
            it.name.insert("en".to_owned(), "Kukka & Co".to_owned());
        }).await;
        staff.employ(aino());
        let client = shop(&world).await;
        let url = world.authorize_url(&client, &[("prompt", "login")]);
        let mut browser = world.browser();
        let (shown, page) = browser.open(&url).await;
        assert!(shown.body.contains("Kukka &#38; Co") || shown.body.contains("Kukka &amp; Co"), "{shown:?}");
        for account in ["directory-staff", "here"] {
            assert!(!button(&shown, account).contains(CHOSEN), "nobody has said it yet");
        }
        // A wrong password does not make her say it again, and does not have it remembered.
        let wrong = [("account", "directory-staff"), ("username", "aino"), ("password", "wrong")];
        let answer = browser.post(&page, &wrong).await;
        assert_wrong(&answer);
        assert!(button(&answer, "directory-staff").contains(CHOSEN));
        assert!(!button(&browser.open(&url).await.0, "directory-staff").contains(CHOSEN));
        let right = [("account", "directory-staff"), ("username", "aino"), ("password", STAFF_PASSWORD)];
        let answer = enter(&mut browser, &url, &right).await;
        assert!(answer.parameter("code").is_some(), "{answer:?}");
        let (shown, _) = browser.open(&url).await;
        assert!(button(&shown, "directory-staff").contains(CHOSEN) && !button(&shown, "here").contains(CHOSEN));
        // Who has an account here in the same browser is asked so from then on.
        let here = [("account", "here"), ("username", "maija"), ("password", PASSWORD)];
        assert!(enter(&mut browser, &url, &here).await.parameter("code").is_some());
        assert!(button(&browser.open(&url).await.0, "here").contains(CHOSEN));
    }

    async fn a_password_is_tried_where_it_was_said_to_be_and_nowhere_else(world) {
        let staff = Staff::of(&world, |_| {}).await;
        staff.employ(aino());
        let client = shop(&world).await;
        let url = world.authorize_url(&client, &[]);
        let hashed = || world.node.hasher.computed();
        let before = hashed();
        let theirs = [("account", "directory-staff"), ("username", "maija"), ("password", PASSWORD)];
        assert_wrong(&enter(&mut world.browser(), &url, &theirs).await);
        assert_eq!(hashed(), before);
        assert!(staff.asked().searches > 0);
        for account in ["here", "directory-gone", "nonsense", ""] {
            let form = [("account", account), ("username", "aino"), ("password", STAFF_PASSWORD)];
            assert_wrong(&enter(&mut world.browser(), &url, &form).await);
            assert_eq!(staff.asked(), Asked::default(), "{account}");
        }
        // An address says it better.
        let address = [("account", "here"), ("username", "aino@example.org"), ("password", STAFF_PASSWORD)];
        assert!(enter(&mut world.browser(), &url, &address).await.parameter("code").is_some());
    }

    async fn whose_address_the_application_knows_need_not_say_it(world) {
        let _staff = Staff::of(&world, |_| {}).await;
        let client = shop(&world).await;
        let hinted = |hint| world.authorize_url(&client, &[("login_hint", hint)]);
        let (shown, _) = world.browser().open(&hinted("aino@Example.org")).await;
        assert!(button(&shown, "directory-staff").contains(CHOSEN), "{shown:?}");
        for elsewhere in ["aino@elsewhere.example", "aino"] {
            let (shown, _) = world.browser().open(&hinted(elsewhere)).await;
            let chosen = ["directory-staff", "here"].map(|account| button(&shown, account).contains(CHOSEN));
            assert_eq!(chosen, [false, false], "{elsewhere}");
        }
    }

    async fn nobody_is_asked_which_account_where_there_is_one_kind(world) {
        let client = shop(&world).await;
        let (shown, _) = world.browser().open(&world.authorize_url(&client, &[])).await;
        assert!(!shown.body.contains("name=\"account\"") && shown.body.contains("name=\"password\""));
    }

    async fn whose_address_is_of_an_upstream_is_sent_there_without_a_password(world) {
        let broker = Broker::plain(&world, "partners", |it| {
            it.email_domains = vec!["partners.example".to_owned()];
        }).await;
        let client = shop(&world).await;
        let mut browser = world.browser();
        let hashed = world.node.hasher.computed();
        for password in ["", "one that is of no use here"] {
            let (shown, page) = browser.open(&world.authorize_url(&client, &[])).await;
            assert!(shown.body.contains("id=\"address-leads\""), "{shown:?}");
            let form = [("username", "Onni@Partners.example"), ("password", password)];
            let answer = browser.post(&page, &form).await;
            let answer = browser.follow(answer).await.0;
            assert!(answer.location().starts_with(&broker.elsewhere.base), "{answer:?}");
        }
        assert_eq!(world.node.hasher.computed(), hashed, "nobody's password was tried");
        let (_, page) = browser.open(&world.authorize_url(&client, &[("login_hint", "somebody.else")])).await;
        let sent = broker.sent(&browser.post(&page, &[("username", "Onni@Partners.example")]).await);
        assert_eq!(sent.asked["login_hint"], json!("Onni@partners.example"), "she need not write it again");
        // A client whose people are not sent there has them sign in here.
        let policy = ClientPolicy { upstreams: Some(Vec::new()), ..ClientPolicy::default() };
        let closed = world.client(json!({}), policy).await;
        let (shown, page) = browser.open(&world.authorize_url(&closed, &[])).await;
        assert!(!shown.body.contains("id=\"address-leads\""), "{shown:?}");
        assert_wrong(&browser.post(&page, &[("username", "onni@partners.example"), ("password", "x")]).await);
    }
}
