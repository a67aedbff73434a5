//! Browser sessions: begun anew at each sign-in, ended for whoever was there before.

use idp::Reason;
use idp::authorize::Answer;
use idp::effect::RevokedBecause;
use idp::login::session;
use idp::model::user::User;

use crate::support::*;

fn sign_in_again(world: &mut World, browser: &mut Browser, name: &str) {
    let login = shop_asks().with("prompt", "login");
    let Answer::Login(page) = world.authorize(browser, &login).unwrap() else { panic!() };
    world.sign_in(browser, page.handle.unwrap().expose(), name, &password_of(name)).unwrap();
}

fn is_signed_in(world: &mut World, browser: &Browser) -> bool {
    let form = shop_asks().with("prompt", "none");
    !matches!(
        world.decide_authorize(browser, &form.encode()).answer,
        Err(refusal) if refusal.reason == Reason::LoginRequired
    )
}

#[test]
fn each_sign_in_has_a_new_identifier_and_the_one_before_is_void() {
    let mut world = World::new();
    let mut browser = Browser::default();
    world.code(&mut browser, &shop_asks());
    let before = browser.clone();
    sign_in_again(&mut world, &mut browser, "aino");
    assert_ne!(before.session, browser.session);
    assert!(is_signed_in(&mut world, &browser));
    assert!(!is_signed_in(&mut world, &before));
}

#[test]
fn what_a_person_was_granted_survives_their_signing_in_again() {
    let mut world = World::new();
    let mut browser = Browser::default();
    let first = world.tokens(&mut browser, &shop_asks());
    sign_in_again(&mut world, &mut browser, "aino");
    let second = world.tokens(&mut browser, &shop_asks());
    assert!(world.userinfo(&first.access_token.claims).is_ok());
    assert_eq!(first.id_token.unwrap().claims.sid, second.id_token.unwrap().claims.sid);
}

#[test]
fn somebody_else_signing_in_ends_the_session_before_and_what_hangs_on_it() {
    let mut world = World::new();
    let mut browser = Browser::default();
    let ainos = world.tokens(&mut browser, &shop_asks());
    let offline = world.tokens(&mut browser, &shop_asks().with("scope", "openid offline_access"));
    let before = browser.clone();
    sign_in_again(&mut world, &mut browser, "bo");
    assert!(is_signed_in(&mut world, &browser) && !is_signed_in(&mut world, &before));
    assert_eq!(reason(world.userinfo(&ainos.access_token.claims)), Reason::TokenRevoked);
    assert!(world.userinfo(&offline.access_token.claims).is_ok());
    let revoked: Vec<_> = world.state.families.values().filter_map(|row| row.revoked).collect();
    assert_eq!(revoked, [RevokedBecause::Replaced]);
}

#[test]
fn signing_in_again_does_not_put_off_the_end() {
    let mut world = World::new();
    let mut browser = Browser::default();
    world.code(&mut browser, &shop_asks());
    for _ in 0..7 {
        world.wait(3 * 3600);
        sign_in_again(&mut world, &mut browser, "aino");
    }
    world.wait(3 * 3600 - 1);
    assert!(is_signed_in(&mut world, &browser));
    world.wait(1);
    assert!(!is_signed_in(&mut world, &browser));
    // A session that is over is not gone on with.
    let fresh = world.code(&mut browser, &shop_asks());
    assert!(is_signed_in(&mut world, &browser));
    assert!(world.token(&redeems(&fresh, &shop_asks())).is_ok());
}

#[test]
fn two_browsers_have_two_sessions() {
    let mut world = World::new();
    let (mut one, mut other) = (Browser::default(), Browser::default());
    let first = world.tokens(&mut one, &shop_asks());
    let second = world.tokens(&mut other, &shop_asks());
    assert_ne!(first.id_token.unwrap().claims.sid, second.id_token.unwrap().claims.sid);
    assert!(is_signed_in(&mut world, &one) && is_signed_in(&mut world, &other));
}

#[test]
fn clients_share_a_session_and_its_name() {
    let mut world = World::new();
    let mut browser = Browser::default();
    let shop = world.tokens(&mut browser, &shop_asks());
    let before = browser.session.clone();
    let portal = world.tokens(&mut browser, &portal_asks());
    assert_eq!(browser.session, before, "nobody had to sign in again");
    let portal = portal.id_token.unwrap().claims;
    assert_eq!(shop.id_token.unwrap().claims.sid, portal.sid);
    // The name opens nothing.
    let sid = portal.sid.unwrap().into_owned();
    assert!(world.state.ticket(&session::key(&sid), world.now).is_none());
}

#[test]
fn refuses_a_session_of_another_person_or_of_one_who_is_disabled() {
    let mut world = World::new();
    let mut browser = Browser::default();
    world.code(&mut browser, &shop_asks());
    let ticket = world.state.ticket(&session::key(browser.session.as_deref().unwrap()), NOW).unwrap();
    let revive = |name: &str| {
        let user = person(name);
        session::revive(session::Standing { ticket: &ticket, user: &user }, NOW).unwrap()
    };
    assert_eq!(revive("aino").unwrap().user().as_str(), "u-aino");
    assert!(revive("bo").is_none());
    let user = User { disabled_at: Some(NOW), ..person("aino") };
    let standing = session::Standing { ticket: &ticket, user: &user };
    assert!(session::revive(standing, NOW).unwrap().is_none());
}

#[test]
fn the_store_never_holds_what_the_browser_holds() {
    let mut world = World::new();
    let mut browser = Browser::default();
    let code = world.code(&mut browser, &shop_asks());
    let secrets = [browser.session.unwrap(), browser.binding.unwrap(), code];
    for row in world.state.tickets.values() {
        let body = String::from_utf8_lossy(&row.body);
        assert!(secrets.iter().all(|secret| !body.contains(secret.as_str())), "{:?}", row.kind);
    }
}
