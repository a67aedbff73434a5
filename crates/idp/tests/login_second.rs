//! A client that wants more than one factor: no session before enough was proven, and what is told of it.

use idp::Reason;
use idp::authorize::Answer;
use idp::login::Method;
use idp::login::password::Onward;
use idp::model::sign_in::Outcome;

use crate::support::{Browser, Form, World, password_of, reason, shop_asks};

const MFA: &str = "urn:countersign:acr:mfa";

/// Begins at the shop, gives Aino's password, and returns where that leads.
fn enter(world: &mut World, browser: &mut Browser, form: &Form) -> (String, Onward) {
    let Answer::Login(page) = world.authorize(browser, form).unwrap() else { panic!("signed in already") };
    let handle = page.handle.unwrap().expose().clone();
    let onward = world.enter(browser, &handle, "aino", &password_of("aino")).unwrap();
    (handle, onward)
}

#[test]
fn a_client_that_wants_a_second_factor_gets_no_session_for_a_password_alone() {
    let mut world = World::new();
    world.client("shop").policy.second_factors = vec![Method::EmailOtp];
    let mut browser = Browser::default();
    let (handle, onward) = enter(&mut world, &mut browser, &shop_asks());
    assert!(matches!(onward, Onward::Factor), "{onward:?}");
    assert_eq!((browser.session.as_ref(), browser.devices.len()), (None, 0));
    assert_eq!(world.state.sign_ins.last().unwrap().outcome, Outcome::Continued);
    let shown = world.show_factors(&browser, &handle).unwrap();
    assert!(shown.offered.is_empty() && !shown.is_wish);
    assert_eq!(shown.missing.unwrap().reason, Reason::FactorMissing);
    assert_eq!(reason(world.go_without(&mut browser, &handle)), Reason::FactorNotAsked);
    assert!(browser.session.is_none());
    // And one that wants none lets her in.
    world.client("shop").policy.second_factors = Vec::new();
    let (_, onward) = enter(&mut world, &mut browser, &shop_asks());
    assert!(matches!(onward, Onward::Request(_)), "{onward:?}");
    assert!(browser.session.is_some());
}

#[test]
fn a_second_factor_is_asked_of_a_session_that_another_client_began() {
    let mut world = World::new();
    world.client("portal").policy.second_factors = vec![Method::Totp];
    let mut browser = Browser::default();
    world.code(&mut browser, &shop_asks());
    let asks = crate::support::portal_asks();
    let answer = world.authorize(&mut browser, &asks).unwrap();
    let Answer::Factor(page) = answer else { panic!("{answer:?}") };
    let shown = world.show_factors(&browser, page.handle.unwrap().expose()).unwrap();
    assert_eq!(shown.missing.unwrap().reason, Reason::FactorMissing);
    let silent = world.authorize(&mut browser, &asks.with("prompt", "none"));
    assert_eq!(reason(silent), Reason::LoginRequired);
    // The one that began it goes on as before.
    assert!(matches!(world.authorize(&mut browser, &shop_asks()), Ok(Answer::Respond(_))));
}

#[test]
fn more_is_asked_only_in_the_session_that_stood() {
    let mut world = World::new();
    world.client("portal").policy.second_factors = vec![Method::Totp];
    let mut browser = Browser::default();
    world.code(&mut browser, &shop_asks());
    let Ok(Answer::Factor(page)) = world.authorize(&mut browser, &crate::support::portal_asks()) else {
        panic!("nothing more was asked")
    };
    let handle = page.handle.unwrap().expose().clone();
    assert!(world.show_factors(&browser, &handle).is_ok());
    let elsewhere = Browser { session: None, ..browser.clone() };
    assert_eq!(reason(world.show_factors(&elsewhere, &handle)), Reason::LoginUnknown);
    world.user("aino").sessions_valid_from = world.now + crate::support::seconds(1);
    assert_eq!(reason(world.show_factors(&browser, &handle)), Reason::LoginUnknown);
}

#[test]
fn two_factors_that_are_only_wished_for_are_done_without_by_who_has_none() {
    let mut world = World::new();
    let mut browser = Browser::default();
    let asks = shop_asks().with("acr_values", MFA);
    let (handle, onward) = enter(&mut world, &mut browser, &asks);
    assert!(matches!(onward, Onward::Factor), "{onward:?}");
    let shown = world.show_factors(&browser, &handle).unwrap();
    assert!(shown.is_wish && shown.missing.is_none());
    let settled = world.go_without(&mut browser, &handle).unwrap();
    assert!(matches!(settled.onward, Onward::Request(_)), "{settled:?}");
    // Silence is no reason to refuse what is a wish.
    let again = world.authorize(&mut browser, &asks.with("prompt", "none"));
    assert!(matches!(again.map_err(|refusal| refusal.reason), Ok(_) | Err(Reason::ConsentRequired)));
}

#[test]
fn two_factors_that_are_essential_are_asked_for_and_not_done_without() {
    let mut world = World::new();
    let mut browser = Browser::default();
    let claims = format!(r#"{{"id_token":{{"acr":{{"essential":true,"value":"{MFA}"}}}}}}"#);
    let (handle, onward) = enter(&mut world, &mut browser, &shop_asks().with("claims", &claims));
    assert!(matches!(onward, Onward::Factor), "{onward:?}");
    assert_eq!(world.show_factors(&browser, &handle).unwrap().missing.unwrap().reason, Reason::FactorMissing);
    assert_eq!(reason(world.go_without(&mut browser, &handle)), Reason::FactorNotAsked);
}
