//! What clients compare to learn that the session changed.

use crate::support::*;

/// The state and its salt, as the specification's example hashes them.
fn hashed(client: &str, origin: &str, browser_state: &str, salt: &str) -> String {
    let text = format!("{client} {origin} {browser_state} {salt}");
    format!("{}.{salt}", jose::base64url::encode(jose::digest::sha256(text.as_bytes())))
}

fn state_of(world: &mut World, browser: &mut Browser, form: &Form) -> Option<String> {
    world.respond(browser, form).session_state
}

fn browser_state(world: &mut World, browser: &Browser) -> String {
    let session = world.load_session(browser).unwrap().standing().ticket.family.as_ref().unwrap().id;
    world.decide(|env| idp::Decision::answer(idp::login::session_state::of_browser(session, env))).answer
}

#[test]
fn is_a_salted_hash_of_client_origin_and_the_browsers_state() {
    let mut world = World::new();
    let mut browser = Browser::default();
    let first = state_of(&mut world, &mut browser, &shop_asks()).unwrap();
    let state = browser_state(&mut world, &browser);
    let salt = first.rsplit_once('.').unwrap().1;
    assert_eq!(first, hashed("shop", "https://shop.test", &state, salt));
    let second = state_of(&mut world, &mut browser, &shop_asks()).unwrap();
    assert_ne!(first, second, "salted anew");
    assert_eq!(second, hashed("shop", "https://shop.test", &state, second.rsplit_once('.').unwrap().1));
}

#[test]
fn the_browsers_state_is_another_in_another_session() {
    let mut world = World::new();
    let (mut one, mut other) = (Browser::default(), Browser::default());
    for browser in [&mut one, &mut other] {
        world.tokens(browser, &shop_asks());
    }
    assert_ne!(browser_state(&mut world, &one), browser_state(&mut world, &other));
}

#[test]
fn a_new_server_key_is_no_new_session_to_those_who_compare() {
    let mut world = World::new();
    let mut browser = Browser::default();
    world.tokens(&mut browser, &shop_asks());
    let session = world.load_session(&browser).unwrap().standing().ticket.family.as_ref().unwrap().id;
    let shop = world.client("shop").clone();
    let seen = |world: &mut World| {
        world
            .decide(|env| {
                let state = idp::login::session_state::of_browser(session, env);
                idp::Decision::answer((state, idp::login::session::sid(session, &shop, env)))
            })
            .answer
    };
    let before = seen(&mut world);
    world.derive.rotate(b"the second key");
    assert_eq!(seen(&mut world), before);
}

#[test]
fn there_is_none_without_openid_and_none_for_an_application() {
    let mut world = World::new();
    let mut browser = Browser::default();
    assert!(state_of(&mut world, &mut browser, &shop_asks()).is_some());
    assert_eq!(state_of(&mut world, &mut browser, &shop_asks().with("scope", "profile")), None);
    assert_eq!(state_of(&mut world, &mut browser, &app_asks()), None);
}
