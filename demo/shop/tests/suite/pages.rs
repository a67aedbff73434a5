//! Pages: fenced in, in three languages, and nothing of anybody's on them that is not theirs.

use crate::world::{World, onni, order_of};

#[tokio::test]
async fn pages_are_fenced_in_and_run_nothing() {
    let world = World::new().await;
    let browser = world.browser();
    for path in ["/", "/venues/lakeside", "/venues/lakeside/basket", "/merchant", "/nowhere"] {
        let page = browser.get(path).await;
        let policy = page.header("content-security-policy");
        for rule in ["default-src 'none'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'"] {
            assert!(policy.contains(rule), "{path}: {policy}");
        }
        assert!(!policy.contains("script") && !policy.contains("unsafe"), "{path}: {policy}");
        assert!(!page.body.contains("<script") && !page.body.contains("style="), "{path}");
        assert_eq!(page.header("cache-control"), "no-store");
        assert!(page.body.contains("<html lang=\"en\">") && page.body.contains("<main"), "{path}");
    }
}

#[tokio::test]
async fn a_language_that_was_chosen_stays() {
    let world = World::new().await;
    let browser = world.browser();
    assert!(browser.get("/venues/lakeside?lang=fi").await.body.contains("<html lang=\"fi\">"));
    let basket = browser.get("/venues/lakeside/basket").await;
    assert!(basket.body.contains("Ostoskorisi on tyhjä."), "{basket:?}");
    let asked = world.op.asked(browser.buy("lakeside").await.location());
    assert_eq!(asked.text("ui_locales"), "fi");
}

#[tokio::test]
async fn an_order_is_shown_to_the_browser_that_placed_it_and_to_no_other() {
    let world = World::new().await;
    let browser = world.browser();
    let (order, _) = world.bought(&browser, "lakeside", onni()).await;
    let path = format!("/venues/lakeside/orders/{order}");
    assert_eq!(browser.get(&path).await.status, 200);
    assert_eq!(browser.get(&format!("/venues/fellside/orders/{order}")).await.status, 404);
    let stranger = world.browser();
    for _ in 0..2 {
        let refused = stranger.get(&path).await;
        assert!(refused.status == 404 && !refused.body.contains("Onni"), "{refused:?}");
        assert_eq!(stranger.post(&format!("{path}/identify"), &[]).await.status, 404);
        stranger.buy("lakeside").await;
    }
}

#[tokio::test]
async fn who_was_lost_on_the_way_finds_their_orders_on_the_first_pages() {
    let world = World::new().await;
    let [browser, stranger] = [world.browser(), world.browser()];
    browser.buy("lakeside").await;
    stranger.buy("fellside").await;
    let link = format!("/venues/lakeside/orders/{}", world.orders()[0]);
    for path in ["/", "/venues/lakeside"] {
        let page = browser.get(path).await;
        assert!(page.body.contains(&link) && page.body.contains("Waiting for the bank"), "{path}: {page:?}");
        assert!(!stranger.get(path).await.body.contains(&link), "{path}");
    }
    assert!(!browser.get("/venues/fellside").await.body.contains("/orders/"));
    // After an hour nobody waits any more.
    world.pass(60 * 60 + 1);
    assert!(browser.get("/").await.body.contains("Not identified"));
    assert!(browser.get(&link).await.body.contains("That took too long"));
}

#[tokio::test]
async fn a_basket_is_changed_and_an_empty_one_buys_nothing() {
    let world = World::new().await;
    let browser = world.browser();
    let empty = browser.post("/venues/lakeside/checkout", &[]).await;
    assert_eq!(empty.location(), "/venues/lakeside/basket");
    browser.post("/venues/lakeside/basket", &[("add", "kettle")]).await;
    browser.post("/venues/lakeside/basket", &[("set", "kettle"), ("quantity", "3")]).await;
    let basket = browser.get("/venues/lakeside/basket").await;
    assert!(basket.body.contains("€387.00"), "{basket:?}");
    browser.post("/venues/lakeside/basket", &[("set", "kettle"), ("quantity", "0")]).await;
    assert!(browser.get("/venues/lakeside/basket").await.body.contains("Your basket is empty."));
    assert!(world.orders().is_empty());
}

#[tokio::test]
async fn forms_of_other_sites_place_no_order() {
    let world = World::new().await;
    let browser = world.browser();
    browser.post("/venues/lakeside/basket", &[("add", "kettle")]).await;
    for origin in ["https://elsewhere.example", "null"] {
        let refused = browser.post_from(origin, "/venues/lakeside/checkout", &[]).await;
        assert_eq!(refused.status, 403, "{refused:?}");
    }
    assert!(world.orders().is_empty());
    let away = browser.post("/venues/lakeside/checkout", &[]).await;
    assert_eq!(order_of(&browser.get(&world.op.answer(away.location(), onni())).await), world.orders()[0]);
}

#[tokio::test]
async fn what_a_bank_says_is_text_and_never_markup() {
    let world = World::new().await;
    let scene = crate::provider::Scene::of("<b>Bobby</b> & \"Sons\"", "fi-op", crate::provider::now() - 5);
    let (order, page) = world.bought(&world.browser(), "lakeside", scene).await;
    assert!(!page.body.contains("<b>Bobby") && page.body.contains("Bobby"), "{page:?}");
    assert_eq!(world.order(&order).await["metadata"]["name"], "<b>Bobby</b> & \"Sons\"");
}
