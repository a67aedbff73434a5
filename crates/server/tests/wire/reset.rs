//! A forgotten password: a link by mail, and another password by it.

use std::time::Duration;

use serde_json::json;

use crate::browser::Browser;
use crate::letterbox::Letterbox;
use crate::world::{Answer, PASSWORD, World};

const NEW: &str = "lumi sataa hiljaa";

async fn ask(world: &World, name: &str) -> (Answer, Browser) {
    let mut browser = world.browser();
    let url = format!("{}/account/forgot", world.base);
    assert!(browser.get(&url).await.body.contains("name=\"username\""));
    let posted = browser.post(&url, &[("username", name)]).await;
    let (answer, _) = browser.follow(posted).await;
    (answer, browser)
}

/// Where the link in a mail leads.
fn link(world: &World, mail: &str) -> String {
    let mail = mail.replace("=\r\n", "").replace("=\n", "").replace("=3D", "=");
    let at = mail.find("/account/reset/").unwrap_or_else(|| panic!("no link: {mail}"));
    let secret = &mail[at + "/account/reset/".len()..][..43];
    format!("{}/account/reset/{secret}?ui_locales=en", world.base)
}

async fn signs_in(world: &World, password: &str) -> bool {
    let client = world.shop().await;
    let answer = world.browser().sign_in_as("maija", password, &world.authorize_url(&client, &[])).await;
    answer.status == 303
}

on_both_stores! {
    async fn a_link_that_was_sent_sets_another_password_in_any_browser(world) {
        let letterbox = Letterbox::of(&world).await;
        let (answer, _) = ask(&world, "maija@example.fi").await;
        assert!(answer.body.contains("a link is on its way"), "{answer:?}");
        let mails = letterbox.come(1).await;
        assert!(mails[0].contains("maija@example.fi"), "{}", mails[0]);
        let link = link(&world, &mails[0]);
        letterbox.empty();
        // Looked at as often as anybody likes, by programs too.
        let mut browser = world.browser();
        for _ in 0..3 {
            let page = browser.get(&link).await;
            assert!(page.status == 200 && page.body.contains("name=\"new_password\""), "{page:?}");
        }
        let refused = browser.post(&link, &[("new_password", "password1")]).await;
        refused.assert_says(400, "password-known");
        let posted = browser.post(&link, &[("new_password", NEW)]).await;
        let (answer, _) = browser.follow(posted).await;
        assert!(answer.body.contains("Your new password is set"), "{answer:?}");
        assert!(letterbox.come(1).await[0].contains("maija@example.fi"));
        browser.get(&link).await.assert_page(403, "reset-over");
        browser.post(&link, &[("new_password", "lumi sulaa pois")]).await.assert_page(403, "reset-over");
        assert!(signs_in(&world, NEW).await && !signs_in(&world, PASSWORD).await);
    }

    async fn a_weak_password_is_set_by_who_wants_it_after_what_is_better_was_said(world) {
        let letterbox = Letterbox::of(&world).await;
        ask(&world, "maija").await;
        let link = link(&world, &letterbox.come(1).await[0]);
        let mut browser = world.browser();
        let advised = browser.post(&link, &[("new_password", "hippopotamus")]).await;
        assert!(advised.status == 200 && advised.body.contains("This password is easy to guess"), "{advised:?}");
        assert!(advised.body.contains("name=\"keep_password\"") && !advised.body.contains("hippopotamus"), "{advised:?}");
        assert!(signs_in(&world, PASSWORD).await, "nothing was done yet");
        let kept = [("new_password", "hippopotamus"), ("keep_password", "true")];
        assert_eq!(browser.post(&link, &kept).await.status, 303);
        assert!(signs_in(&world, "hippopotamus").await);
    }

    async fn a_link_counts_for_half_an_hour(world) {
        world.clock.stop();
        let letterbox = Letterbox::of(&world).await;
        ask(&world, "maija").await;
        let link = link(&world, &letterbox.come(1).await[0]);
        world.clock.advance(Duration::from_secs(30 * 60 - 1));
        assert_eq!(world.browser().get(&link).await.status, 200);
        world.clock.advance(Duration::from_secs(1));
        world.browser().get(&link).await.assert_page(403, "reset-over");
    }

    async fn whoever_asks_is_not_told_whose_name_it_is(world) {
        let letterbox = Letterbox::of(&world).await;
        let claims = json!({ "email": "onni@example.fi", "email_verified": true });
        let onni = world.person("onni", claims).await;
        world.disable_person(onni.id.as_str(), true).await;
        let (known, _) = ask(&world, "maija").await;
        for name in ["nobody", "nobody@example.fi", "onni", " "] {
            let (answer, _) = ask(&world, name).await;
            assert_eq!((answer.status, &answer.body), (known.status, &known.body), "{name}");
        }
        assert_eq!(letterbox.come(1).await.len(), 1);
    }

    async fn the_sign_in_page_leads_there_once_mail_can_be_sent(world) {
        let client = world.shop().await;
        let url = world.authorize_url(&client, &[]);
        let (page, _) = world.browser().open(&url).await;
        assert!(!page.body.contains("/account/forgot"));
        let mut browser = world.browser();
        let forgot = format!("{}/account/forgot", world.base);
        browser.post(&forgot, &[("username", "maija")]).await.assert_says(503, "mail-unsendable");
        let _letterbox = Letterbox::of(&world).await;
        let (page, _) = world.browser().open(&url).await;
        assert!(page.body.contains("href=\"/account/forgot?ui_locales="), "{page:?}");
    }
}
