//! The scenarios of the shop, by their numbers.

use serde_json::json;

use crate::provider::{Fault, Scene, now};
use crate::world::{STORES, World, onni, order_of};

#[tokio::test]
async fn scenario_0_1_the_order_has_exactly_who_when_which_bank_and_that_it_worked() {
    let world = World::new().await;
    for store in STORES {
        let browser = world.browser();
        let scene = Scene { auth_time: now() - 20, ..onni() };
        let (order, page) = world.bought(&browser, store, scene.clone()).await;
        assert!(page.body.contains("Thank you, Onni Juhani Korhonen"), "{page:?}");
        let told = world.order(&order).await;
        let metadata = &told["metadata"];
        let auth_at = metadata["auth_at"].as_str().unwrap();
        assert_eq!(
            *metadata,
            json!({ "name": "Onni Juhani Korhonen", "auth_at": auth_at, "ftn_idp": "fi-nordea", "success": true })
        );
        assert!(auth_at.ends_with(".000Z") && auth_at.len() == "2024-10-28T10:26:43.000Z".len(), "{auth_at}");
        assert_eq!(seconds(auth_at), scene.auth_time);
    }
}

#[tokio::test]
async fn scenario_0_2_who_denies_consent_is_told_so_and_may_try_again() {
    let world = World::new().await;
    for store in STORES {
        let browser = world.browser();
        let scene = onni().with(Fault::No("access_denied", Some("upstream-denied")));
        let (order, page) = world.bought(&browser, store, scene).await;
        assert!(page.body.contains("You did not agree"), "{page:?}");
        assert!(!page.body.contains("long sentence"), "{page:?}");
        assert_eq!(world.order(&order).await["metadata"], json!({ "success": false }));

        let again = browser.post(&format!("/venues/{store}/orders/{order}/identify"), &[]).await;
        let back = browser.get(&world.op.answer(again.location(), onni())).await;
        assert_eq!(order_of(&back), order);
        assert_eq!(world.order(&order).await["metadata"]["success"], true);
    }
}

#[tokio::test]
async fn scenario_0_3_two_tabs_finished_in_swapped_order_each_get_their_own_person() {
    let world = World::new().await;
    for store in STORES {
        let browser = world.browser();
        let [first, second] = [browser.buy(store).await, browser.buy(store).await];
        let orders = world.orders();
        let [.., one, two] = orders.as_slice() else { panic!("{orders:?}") };
        let person = |name: &str, bank| Scene::of(name, bank, now() - 10);
        let back = browser.get(&world.op.answer(second.location(), person("Second Person", "fi-op"))).await;
        assert_eq!(order_of(&back), *two);
        let back = browser.get(&world.op.answer(first.location(), person("First Person", "fi-nordea"))).await;
        assert_eq!(order_of(&back), *one);
        for (order, name, bank) in [(one, "First Person", "fi-nordea"), (two, "Second Person", "fi-op")] {
            let metadata = world.order(order).await["metadata"].clone();
            assert_eq!((&metadata["name"], &metadata["ftn_idp"]), (&json!(name), &json!(bank)));
        }
    }
}

#[tokio::test]
async fn scenario_0_4_a_forged_a_foreign_and_a_used_state_touch_no_order() {
    let world = World::new().await;
    for store in STORES {
        let [buyer, stranger] = [world.browser(), world.browser()];
        let away = buyer.buy(store).await;
        let order = world.orders().pop().unwrap();
        let asked = world.op.asked(away.location());
        assert_ne!(asked.text("state"), order);
        assert!(!away.location().contains(&order), "{away:?}");

        // Forged: a state that nobody was given, and the order's own name in its place.
        for state in ["forged", &order] {
            let mut forged = asked.clone();
            forged.members.insert("state".to_owned(), json!(state));
            let refused = buyer.get(&world.op.answer_to(forged, onni())).await;
            assert_eq!(refused.status, 400, "{refused:?}");
            assert!(refused.body.contains("We were not waiting for this answer"), "{refused:?}");
            assert!(refused.body.contains(&format!("/orders/{order}")), "the way on is missing: {refused:?}");
        }
        for nonsense in ["", "state=", "code=x", "response=a.b.c.d.e", "state=a&state=b&code=c", "%ff=%zz"] {
            let refused = buyer.get(&format!("/venues/{store}/oidc/callback?{nonsense}")).await;
            assert_eq!(refused.status, 400, "{nonsense}: {refused:?}");
        }
        // Foreign: another browser, without a cookie and with one of its own, and another store's door.
        let answer = world.op.answer(away.location(), onni());
        for _ in 0..2 {
            let refused = stranger.get(&answer).await;
            assert_eq!(refused.status, 400, "{refused:?}");
            assert!(!refused.body.contains(&order), "{refused:?}");
            stranger.buy(store).await;
        }
        let other = STORES.iter().find(|other| **other != store).unwrap();
        assert_eq!(buyer.get(&answer.replace(store, other)).await.status, 400);
        assert_eq!(world.order(&order).await["metadata"], json!({}));

        // The true one still counts, and once.
        assert_eq!(order_of(&buyer.get(&answer).await), order);
        let metadata = world.order(&order).await["metadata"].clone();
        assert_eq!(metadata["success"], true);
        let used = world.op.answer_to(asked, Scene::of("Somebody Else", "fi-op", now() - 5));
        assert_eq!(order_of(&buyer.get(&used).await), order);
        assert_eq!(world.order(&order).await["metadata"], metadata);
    }
}

#[tokio::test]
async fn scenario_0_5_every_id_token_that_is_not_right_is_refused() {
    let world = World::new().await;
    for store in STORES {
        for fault in [
            Fault::OtherIssuer,
            Fault::OtherAudience,
            Fault::Expired,
            Fault::OtherKey,
            Fault::OtherNonce,
            Fault::NoNonce,
            Fault::Unsigned,
            Fault::NotSealed,
            Fault::UserinfoOfAnother,
            Fault::UserinfoPlain,
        ] {
            let (order, page) = world.bought(&world.browser(), store, onni().with(fault)).await;
            assert!(page.body.contains("We could not trust the answer"), "{store} {fault:?}: {page:?}");
            assert_eq!(
                world.order(&order).await["metadata"],
                json!({ "success": false }),
                "{store} {fault:?}"
            );
            assert!(page.body.contains("Try again"), "{page:?}");
        }
        let (order, _) = world.bought(&world.browser(), store, onni()).await;
        assert_eq!(world.order(&order).await["metadata"]["success"], true);
    }
}

#[tokio::test]
async fn scenario_0_5_an_answer_in_the_name_of_another_provider_is_refused() {
    let world = World::new().await;
    let scene = onni().with(Fault::OtherIssuerInAnswer);
    let (order, page) = world.bought(&world.browser(), "fellside", scene.clone()).await;
    assert!(page.body.contains("We could not trust the answer"), "{page:?}");
    assert_eq!(world.order(&order).await["metadata"], json!({ "success": false }));
    // Where the whole answer is sealed, that is nobody's answer, and names no order.
    let browser = world.browser();
    let away = browser.buy("lakeside").await;
    let order = world.orders().pop().unwrap();
    assert_eq!(browser.get(&world.op.answer(away.location(), scene)).await.status, 400);
    assert_eq!(world.order(&order).await["metadata"], json!({}));
    assert_eq!(order_of(&browser.get(&world.op.answer(away.location(), onni())).await), order);
}

#[tokio::test]
async fn scenario_0_8_only_the_scopes_of_the_store_go_out() {
    let world = World::new().await;
    for (store, scope, acr_values) in [
        ("lakeside", "openid profile ftn-extra", "idp:ftn"),
        ("fellside", "openid profile ftn-extra nin", "http://ftn.ficora.fi/2017/loatest2"),
    ] {
        let asked = world.op.asked(world.browser().buy(store).await.location());
        assert_eq!(asked.text("scope"), scope);
        assert_eq!(asked.text("acr_values"), acr_values);
        assert_eq!(asked.text("prompt"), "login");
        assert_eq!(asked.text("code_challenge_method"), "S256");
        assert!(!asked.members.contains_key("idp_hint"));
    }
    let world = World::with(|stores| stores[0].idp_hint = Some("fi-op".to_owned())).await;
    let asked = world.op.asked(world.browser().buy("lakeside").await.location());
    assert_eq!(asked.text("idp_hint"), "fi-op");
}

#[tokio::test]
async fn scenario_0_9_the_callback_loaded_again_after_success_shows_the_order_identified() {
    let world = World::new().await;
    for store in STORES {
        let browser = world.browser();
        let away = browser.buy(store).await;
        let answer = world.op.answer(away.location(), onni());
        let order = order_of(&browser.get(&answer).await);
        let before = world.order(&order).await;
        for _ in 0..2 {
            let again = browser.get(&answer).await;
            assert_eq!(order_of(&again), order);
            assert!(browser.get(again.location()).await.body.contains("Thank you"));
        }
        // Nor does a failure take away what is known: one of a try that was under way beside it.
        assert_eq!(world.order(&order).await, before);
        let other = browser.buy(store).await;
        let no = world.op.answer(other.location(), onni().with(Fault::No("access_denied", None)));
        let failed = order_of(&browser.get(&no).await);
        assert_ne!(failed, order);
        assert_eq!(world.order(&order).await, before);
    }
}

#[tokio::test]
async fn scenario_0_10_a_name_with_letters_of_its_own_survives() {
    let world = World::new().await;
    for store in STORES {
        let scene = Scene::of("Väinö Åström", "fi-op", now() - 3);
        let (order, page) = world.bought(&world.browser(), store, scene).await;
        assert_eq!(world.order(&order).await["metadata"]["name"], "Väinö Åström");
        assert!(page.body.contains("Väinö Åström"), "{page:?}");
    }
}

/// Of a time like `2024-10-28T10:26:43.000Z`.
fn seconds(time: &str) -> i64 {
    time.parse::<jiff::Timestamp>().unwrap().as_second()
}
