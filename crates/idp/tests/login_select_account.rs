//! `prompt=select_account`: on as the one signed in, or as another.

use idp::Reason;
use idp::authorize::Answer;

use crate::support::*;

/// A world where Aino is signed in and allowed the shop what it asks, and the shop has her choose.
fn asked(also: &str) -> (World, Browser, String) {
    let (mut world, mut browser) = (World::new(), Browser::default());
    world.code(&mut browser, &shop_asks());
    world.wait(100);
    let form = shop_asks().with("prompt", &format!("select_account {also}"));
    let Answer::SelectAccount(page) = world.authorize(&mut browser, &form).unwrap() else {
        panic!("no choice")
    };
    let handle = page.handle.unwrap().expose().clone();
    (world, browser, handle)
}

#[test]
fn a_person_goes_on_as_the_one_signed_in_without_a_password() {
    let (mut world, browser, handle) = asked("");
    assert!(matches!(world.go_on(&browser, &handle), Ok(Answer::Respond(_))));
    assert_eq!(reason(world.go_on(&browser, &handle)), Reason::LoginUnknown, "the sign-in is finished");
}

#[test]
fn a_person_uses_another_account_by_signing_in() {
    let (mut world, mut browser, handle) = asked("");
    assert!(matches!(world.sign_in(&mut browser, &handle, "bo", "bo-password"), Ok(Answer::Consent(_))));
    assert_eq!(reason(world.go_on(&browser, &handle)), Reason::LoginUnknown, "he was not the one to choose");
    assert!(matches!(world.consent(&browser, &handle, true), Ok(Answer::Respond(_))));
}

#[test]
fn nobody_is_asked_to_choose_where_nobody_is_signed_in() {
    let form = shop_asks().with("prompt", "select_account");
    assert!(matches!(World::new().authorize(&mut Browser::default(), &form), Ok(Answer::Login(_))));
}

#[test]
fn what_else_the_request_wants_is_asked_afterwards() {
    let (mut world, browser, handle) = asked("consent");
    assert!(matches!(world.go_on(&browser, &handle), Ok(Answer::Consent(_))));
    assert!(matches!(world.consent(&browser, &handle, true), Ok(Answer::Respond(_))));

    let (mut world, mut browser, handle) = asked("login");
    assert!(matches!(world.go_on(&browser, &handle), Ok(Answer::Login(_))), "the password all the same");
    assert_eq!(reason(world.go_on(&browser, &handle)), Reason::LoginUnknown);
    assert!(matches!(world.sign_in(&mut browser, &handle, "aino", "aino-password"), Ok(Answer::Respond(_))));
}

#[test]
fn a_sign_in_that_grew_too_old_while_choosing_is_made_anew() {
    let (mut world, mut browser) = (World::new(), Browser::default());
    world.code(&mut browser, &shop_asks());
    let form = shop_asks().with("prompt", "select_account").with("max_age", "60");
    let Answer::SelectAccount(page) = world.authorize(&mut browser, &form).unwrap() else {
        panic!("no choice")
    };
    world.wait(61);
    let handle = page.handle.unwrap().expose().clone();
    assert!(matches!(world.go_on(&browser, &handle), Ok(Answer::Login(_))));
}

#[test]
fn max_age_zero_is_never_satisfied_by_a_session() {
    let (mut world, mut browser) = (World::new(), Browser::default());
    world.code(&mut browser, &shop_asks());
    let at_once = shop_asks().with("max_age", "0");
    assert!(matches!(world.authorize(&mut browser, &at_once), Ok(Answer::Login(_))));
    assert!(matches!(world.authorize(&mut browser, &at_once.with("max_age", "1")), Ok(Answer::Respond(_))));
}

#[test]
fn the_choice_is_the_browsers_and_the_persons_own() {
    let (mut world, browser, handle) = asked("");
    let elsewhere = Browser { binding: Some("another".to_owned()), ..browser.clone() };
    assert_eq!(reason(world.go_on(&elsewhere, &handle)), Reason::LoginOtherBrowser);
    let signed_out = Browser { session: None, ..browser.clone() };
    assert_eq!(reason(world.go_on(&signed_out, &handle)), Reason::LoginUnknown);
    assert_eq!(reason(world.consent(&browser, &handle, true)), Reason::LoginUnknown, "not asked for consent");
    assert!(world.go_on(&browser, &handle).is_ok());
}
