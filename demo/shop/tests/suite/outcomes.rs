//! Every way in which it can fail ends with its own words, another try, and nothing kept of anybody.

use rp::jose::Secret;
use serde_json::json;

use crate::provider::{Fault, Scene};
use crate::world::{STORES, World, onni, order_of};

/// What a scene is called at the check-out, in English, Finnish and Swedish.
const OUTCOMES: [(Fault, [&str; 3]); 12] = [
    (
        Fault::No("access_denied", Some("upstream-cancelled")),
        ["You turned back", "Keskeytit tunnistautumisen", "Du vände om"],
    ),
    (
        Fault::No("access_denied", Some("upstream-denied")),
        ["You did not agree", "Et antanut suostumustasi", "Du gav inte ditt samtycke"],
    ),
    (
        Fault::No("unmet_authentication_requirements", Some("upstream-acr")),
        [
            "Your bank did not check well enough",
            "Tunnistus ei ollut riittävän vahva",
            "Identifieringen var inte stark nog",
        ],
    ),
    (
        Fault::No("server_error", Some("upstream-untrusted")),
        ["We could not trust the answer", "Emme voineet luottaa vastaukseen", "Vi kunde inte lita på svaret"],
    ),
    (
        Fault::No("temporarily_unavailable", Some("upstream-unavailable")),
        ["Your bank did not answer", "Pankkisi ei vastannut", "Din bank svarade inte"],
    ),
    (
        Fault::No("access_denied", Some("upstream-unlinked")),
        ["You are not known there yet", "Sinua ei vielä tunneta siellä", "Du är inte känd där än"],
    ),
    (
        Fault::No("server_error", None),
        [
            "The identification service is out of order",
            "Tunnistuspalvelussa on häiriö",
            "Identifieringstjänsten är ur funktion",
        ],
    ),
    (
        Fault::No("invalid_request", None),
        [
            "This store cannot identify anybody",
            "Tämä kauppa ei voi tunnistaa ketään",
            "Den här butiken kan inte identifiera någon",
        ],
    ),
    (
        Fault::No("consent_required", None),
        ["You could not be identified", "Sinua ei voitu tunnistaa", "Du kunde inte identifieras"],
    ),
    (
        Fault::TokenDown,
        [
            "The identification service is out of order",
            "Tunnistuspalvelussa on häiriö",
            "Identifieringstjänsten är ur funktion",
        ],
    ),
    (
        Fault::TokenGone,
        [
            "The identification service is out of order",
            "Tunnistuspalvelussa on häiriö",
            "Identifieringstjänsten är ur funktion",
        ],
    ),
    (
        Fault::NoBank,
        [
            "Your bank did not tell us enough",
            "Pankkisi ei kertonut tarpeeksi",
            "Din bank berättade inte tillräckligt",
        ],
    ),
];

#[tokio::test]
async fn each_failure_has_its_own_words_in_each_language_and_another_try() {
    let world = World::new().await;
    for store in STORES {
        for (fault, titles) in OUTCOMES {
            for (language, title) in ["en", "fi", "sv"].into_iter().zip(titles) {
                let mut browser = world.browser();
                browser.language = language;
                let (order, page) = world.bought(&browser, store, onni().with(fault)).await;
                assert!(page.body.contains(&format!("<h1>{title}</h1>")), "{fault:?} {language}: {page:?}");
                assert!(page.body.contains(&format!("/orders/{order}/identify")), "{fault:?}: {page:?}");
                assert_eq!(world.order(&order).await["metadata"], json!({ "success": false }), "{fault:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_level_below_what_was_asked_is_refused_here_too() {
    let world = World::new().await;
    for (acr, is_enough) in [
        ("http://ftn.ficora.fi/2017/loatest2", true),
        ("http://ftn.ficora.fi/2017/loatest3", true),
        ("http://ftn.ficora.fi/2017/loa3", false),
        ("password", false),
    ] {
        let (order, page) = world.bought(&world.browser(), "fellside", Scene { acr, ..onni() }).await;
        assert_eq!(page.body.contains("Your bank did not check well enough"), !is_enough, "{acr}: {page:?}");
        assert_eq!(world.order(&order).await["metadata"]["success"], is_enough, "{acr}");
    }
}

#[tokio::test]
async fn who_must_have_a_personal_identity_code_and_has_none_is_not_identified() {
    let world = World::new().await;
    for (language, store, title) in [
        ("en", "lakeside", "Thank you, Onni Juhani Korhonen"),
        ("en", "fellside", "You have no Finnish personal identity code"),
        ("fi", "fellside", "Sinulla ei ole suomalaista henkilötunnusta"),
        ("sv", "fellside", "Du har ingen finländsk personbeteckning"),
    ] {
        let mut browser = world.browser();
        browser.language = language;
        let (order, page) = world.bought(&browser, store, onni().with(Fault::NoCode)).await;
        assert!(page.body.contains(&format!("<h1>{title}</h1>")), "{store}: {page:?}");
        assert_eq!(world.order(&order).await["metadata"]["success"], store == "lakeside", "{store}");
    }
}

#[tokio::test]
async fn the_page_of_the_bank_left_for_more_than_an_hour_counts_no_longer() {
    const HOUR: i64 = 60 * 60;
    let world = World::new().await;
    for store in STORES {
        let browser = world.browser();
        let away = browser.buy(store).await;
        let order = world.orders().pop().unwrap();
        let path = format!("/venues/{store}/orders/{order}");
        let waiting = browser.get(&path).await;
        assert!(waiting.body.contains("Your bank has not answered yet"), "{waiting:?}");
        world.pass(HOUR - 60);
        let second = browser.post(&format!("{path}/identify"), &[]).await;
        world.pass(120);
        // The answer to the first comes now: too late, and told so, whether or not the page was looked at.
        if store == "lakeside" {
            let late = browser.get(&world.op.answer(away.location(), onni())).await;
            assert_eq!(order_of(&late), order);
        }
        let late = browser.get(&path).await;
        assert!(late.body.contains("That took too long"), "{late:?}");
        assert_eq!(world.order(&order).await["metadata"], json!({ "success": false }));
        // The second was begun in time.
        let back = browser.get(&world.op.answer(second.location(), onni())).await;
        assert_eq!(order_of(&back), order);
        assert_eq!(world.order(&order).await["metadata"]["success"], true);
    }
}

#[tokio::test]
async fn a_provider_that_cannot_be_reached_is_told_apart_and_tried_again() {
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let nowhere = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    let world = World::with(|stores| stores[0].issuer = nowhere).await;
    let browser = world.browser();
    for _ in 0..2 {
        let stays = browser.buy("lakeside").await;
        let order = order_of(&stays);
        let page = browser.get(stays.location()).await;
        assert!(page.body.contains("The identification service is out of order"), "{page:?}");
        assert_eq!(world.order(&order).await["metadata"], json!({ "success": false }));
    }
    assert_eq!(browser.buy("fellside").await.location().split('/').nth(2), world.op.issuer.split('/').nth(2));
}

#[tokio::test]
async fn an_answer_that_comes_while_the_provider_is_out_of_order_counts_afterwards() {
    const OUT_OF_ORDER: [(&str, &str); 3] = [
        ("en", "The identification service is out of order"),
        ("fi", "Tunnistuspalvelussa on häiriö"),
        ("sv", "Identifieringstjänsten är ur funktion"),
    ];
    for store in STORES {
        let world = World::new().await;
        let mut browser = world.browser();
        let away = browser.buy(store).await;
        let order = world.orders().pop().unwrap();
        let answer = world.op.answer(away.location(), onni());
        // The shop remembers nothing of its provider, and cannot read what is sealed by it.
        let world = world.restarted().await;
        world.op.set_down(true);
        for (language, title) in OUT_OF_ORDER {
            browser.language = language;
            let page = browser.get(&answer).await;
            assert!(
                page.status == 503 && page.body.contains(&format!("<h1>{title}</h1>")),
                "{store}: {page:?}"
            );
            assert!(page.body.contains(&format!("/orders/{order}")), "{page:?}");
            assert_eq!(world.order(&order).await["metadata"], json!({}));
        }
        world.op.set_down(false);
        assert_eq!(order_of(&browser.get(&answer).await), order);
        assert_eq!(world.order(&order).await["metadata"]["success"], true);
    }
}

#[tokio::test]
async fn a_store_that_is_not_set_up_says_so() {
    type Change = fn(&mut shop::StoreSetup);
    let wrong: [(&str, usize, Change); 3] = [
        ("lakeside", 0, |store| store.client_secret = None),
        ("fellside", 1, |store| store.keys.clear()),
        ("lakeside", 0, |store| store.client_secret = Some(Secret::new("another secret".to_owned()))),
    ];
    for (store, at, change) in wrong {
        let world = World::with(|stores| change(&mut stores[at])).await;
        let browser = world.browser();
        let away = browser.buy(store).await;
        let stays = match away.location().starts_with("http") {
            true => browser.get(&world.op.answer(away.location(), onni())).await,
            false => away,
        };
        let page = browser.get(stays.location()).await;
        assert!(page.body.contains("This store cannot identify anybody"), "{store}: {page:?}");
        assert_eq!(world.order(&order_of(&stays)).await["metadata"], json!({ "success": false }));
    }
}

#[tokio::test]
async fn an_order_may_be_tried_often_and_not_without_end() {
    let world = World::new().await;
    let browser = world.browser();
    let (order, _) = world.bought(&browser, "fellside", onni().with(Fault::No("access_denied", None))).await;
    let path = format!("/venues/fellside/orders/{order}");
    let mut away = 0;
    while browser.post(&format!("{path}/identify"), &[]).await.location().starts_with("http") {
        away += 1;
        assert!(away < 100, "nothing ends");
    }
    assert!(away > 20, "{away}");
    assert!(browser.get(&path).await.body.contains("Too many tries"));
}
