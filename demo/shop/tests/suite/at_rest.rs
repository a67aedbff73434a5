//! What lies in the shop's folder.

use std::path::Path;

use serde_json::json;

use crate::browser::Browser;
use crate::provider::{Fault, HETU, SECRET, STORE_OPENS, STORE_SIGNS};
use crate::world::{TOKEN, World, onni, order_of};

fn bytes(folder: &Path) -> Vec<u8> {
    let files = std::fs::read_dir(folder).unwrap();
    files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect()
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

/// A private member of a JWK.
fn private(jwk: &str) -> String {
    let jwk: serde_json::Value = serde_json::from_str(jwk).unwrap();
    jwk["d"].as_str().unwrap()[..40].to_owned()
}

#[tokio::test]
async fn scenario_0_7_neither_secrets_nor_keys_nor_personal_identity_codes_lie_in_clear() {
    let world = World::new().await;
    for store in ["lakeside", "fellside"] {
        world.bought(&world.browser(), store, onni()).await;
        world.bought(&world.browser(), store, onni().with(Fault::OtherNonce)).await;
    }
    let away = world.browser().buy("fellside").await;
    let asked = world.op.asked(away.location());
    let kept = bytes(world.folder.path());
    // That something would be found if it were there.
    assert!(holds(&kept, "Onni Juhani Korhonen") && holds(&kept, "fi-nordea"));
    for secret in [
        SECRET,
        &private(STORE_OPENS),
        &private(STORE_SIGNS),
        HETU,
        "1970-07-07",
        TOKEN,
        asked.text("state"),
        asked.text("nonce"),
    ] {
        assert!(!holds(&kept, secret), "{secret} lies in clear");
    }
}

#[tokio::test]
async fn a_shop_that_was_stopped_goes_on_where_it_was() {
    let world = World::new().await;
    let browser = world.browser();
    let away = browser.buy("lakeside").await;
    let order = world.orders().pop().unwrap();
    let stopped = world.restarted().await;
    // At another address: the browser's cookie is brought along by hand.
    let answer = stopped.op.answer(away.location(), onni());
    assert_eq!(stopped.order(&order).await["metadata"], json!({}));
    let refused = stopped.browser().get(&answer.replace(&host(&answer), &host(&stopped.shop.base))).await;
    assert_eq!(refused.status, 400, "another browser: {refused:?}");
    let (again, _) = stopped.bought(&stopped.browser(), "lakeside", onni()).await;
    assert_eq!(stopped.order(&again).await["metadata"]["success"], true);
}

#[tokio::test]
async fn an_answer_that_was_being_looked_at_when_the_shop_stopped_is_not_left_in_between() {
    let world = World::new().await;
    let browser = world.browser();
    browser.buy("lakeside").await;
    let order = world.orders().pop().unwrap();
    let db = rusqlite::Connection::open(world.folder.path().join("shop.db")).unwrap();
    db.execute("UPDATE attempt SET used_at = 1, pending = ''", []).unwrap();
    drop(db);
    let world = world.restarted().await;
    assert_eq!(world.order(&order).await["metadata"], json!({ "success": false }));
}

#[tokio::test]
async fn orders_whose_buyers_never_came_are_forgotten_after_a_month() {
    const MONTH: i64 = 30 * 24 * 60 * 60;
    let world = World::new().await;
    let (kept, _) = world.bought(&world.browser(), "lakeside", onni()).await;
    world.bought(&world.browser(), "lakeside", onni().with(Fault::NoName)).await;
    world.browser().buy("lakeside").await;
    world.pass(MONTH - 60);
    let young = world.browser().buy("lakeside").await;
    assert_eq!(world.orders().len(), 4, "{young:?}");
    world.pass(120);
    world.browser().buy("lakeside").await;
    assert_eq!(world.orders().len(), 3);
    assert_eq!(world.order(&kept).await["metadata"]["success"], true);
}

#[tokio::test]
async fn a_store_stays_as_its_merchant_set_it_unless_it_is_set_up_anew() {
    let world = World::new().await;
    let db = rusqlite::Connection::open(world.folder.path().join("shop.db")).unwrap();
    db.execute("UPDATE store SET scopes = 'openid profile'", []).unwrap();
    drop(db);
    for (overwrite, scope) in [(false, "openid profile"), (true, "openid profile ftn-extra")] {
        let again = world.beside(overwrite).await;
        let asked = world.op.asked(Browser::new(&again.base).buy("lakeside").await.location());
        assert_eq!(asked.text("scope"), scope);
        again.stop().await.unwrap();
    }
}

#[tokio::test]
async fn another_sealing_key_opens_nothing() {
    let world = World::new().await;
    let folder = world.folder.path().join("sealing.key");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&folder).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let (order, _) = world.bought(&world.browser(), "lakeside", onni()).await;
    assert_eq!(world.order(&order).await["metadata"]["success"], true);
    std::fs::write(&folder, [9; 32]).unwrap();
    let world = world.restarted().await;
    let browser = world.browser();
    let stays = browser.buy("lakeside").await;
    assert!(browser.get(stays.location()).await.body.contains("This store cannot identify anybody"));
    assert_eq!(world.order(&order_of(&stays)).await["metadata"], json!({ "success": false }));
}

fn host(address: &str) -> String {
    address.split('/').nth(2).unwrap().to_owned()
}
