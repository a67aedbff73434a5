//! Native applications (RFC 8252): addresses of the machine itself at any port, and consent that is
//! not given for another program.

use idp::authorize::{Answer, Destination};
use idp::{Decision, Reason};
use oidc::metadata::ApplicationType;

use crate::support::*;

const LOOPBACK: &str = "http://127.0.0.1/cb";

/// The application, listening on the machine itself.
fn listening() -> World {
    let mut world = World::new();
    world.client("app").metadata.redirect_uris = vec![LOOPBACK.parse().unwrap()];
    world
}

fn at(address: &str) -> Form {
    app_asks().with("redirect_uri", address)
}

#[test]
fn an_application_is_answered_at_the_port_it_was_given() {
    let (mut world, mut browser) = (listening(), Browser::default());
    let address = "http://127.0.0.1:49152/cb";
    let answer = world.respond(&mut browser, &at(address));
    assert_eq!(answer.redirect.uri().as_str(), address);
}

#[test]
fn the_code_is_redeemed_for_that_port_alone() {
    for (named, redeemed) in
        [("http://127.0.0.1:49152/cb", true), ("http://127.0.0.1:49153/cb", false), (LOOPBACK, false)]
    {
        let (mut world, mut browser) = (listening(), Browser::default());
        let code = world.code(&mut browser, &at("http://127.0.0.1:49152/cb"));
        let form = redeems(&code, &at(LOOPBACK)).with("redirect_uri", named);
        let answer = world.token(&form).map(drop).map_err(|refusal| refusal.reason);
        assert_eq!(answer.is_ok(), redeemed, "{named}");
        if !redeemed {
            assert_eq!(answer, Err(Reason::CodeRedirectMismatch));
        }
    }
}

#[test]
fn another_port_is_for_native_applications_alone_and_nothing_else_may_differ() {
    let (mut world, browser) = (listening(), Browser::default());
    let ask = |world: &mut World, address: &str| {
        let Decision { answer, .. } = world.decide_authorize(&browser, &at(address).encode());
        answer
    };
    assert!(ask(&mut world, "http://127.0.0.1:8080/cb").is_ok());
    for other in ["http://127.0.0.1:8080/other", "http://localhost:8080/cb", "http://127.0.0.1:8080/cb?x=y"] {
        let refusal = ask(&mut world, other).unwrap_err();
        assert_eq!(refusal.reason, Reason::RedirectUriMismatch, "{other}");
        assert!(matches!(refusal.destination, Destination::Direct));
    }
    world.client("app").metadata.application_type = ApplicationType::Web;
    assert!(ask(&mut world, LOOPBACK).is_ok());
    assert_eq!(ask(&mut world, "http://127.0.0.1:8080/cb").unwrap_err().reason, Reason::RedirectUriMismatch);
}

#[test]
fn a_remembered_yes_answers_for_an_owner_of_an_https_address_and_asks_again_otherwise() {
    for (address, silent) in
        [(LOOPBACK, false), (APP_CALLBACK, false), ("MyApp://", false), ("https://app.example.com/cb", true)]
    {
        let (mut world, mut browser) = (World::new(), Browser::default());
        world.client("app").metadata.redirect_uris = vec![address.parse().unwrap()];
        world.code(&mut browser, &at(address));
        let answer = world.authorize(&mut browser, &at(address)).unwrap();
        assert_eq!(matches!(answer, Answer::Respond(_)), silent, "{address}");
        assert_eq!(matches!(answer, Answer::Consent(_)), !silent, "{address}");
        let none = world.authorize(&mut browser, &at(address).with("prompt", "none"));
        match none {
            Ok(answer) => assert!(silent && matches!(answer, Answer::Respond(_))),
            Err(refusal) => assert!(!silent && refusal.reason == Reason::ConsentRequired),
        }
    }
}

#[test]
fn a_remembered_yes_still_counts_for_a_secret_a_sign_in_and_a_client_of_the_house() {
    let (mut world, mut browser) = (listening(), Browser::default());
    world.code(&mut browser, &at(LOOPBACK));
    // Whoever has just signed in has seen for whom.
    let fresh = at(LOOPBACK).with("prompt", "login");
    let Ok(Answer::Login(page)) = world.authorize(&mut browser, &fresh) else { panic!("not asked") };
    let handle = page.handle.unwrap().expose().clone();
    let answer = world.sign_in(&mut browser, &handle, "aino", "aino-password").unwrap();
    assert!(matches!(answer, Answer::Respond(_)));
    // The administrator's word is for this very risk.
    assert!(matches!(world.authorize(&mut browser, &at(LOOPBACK)), Ok(Answer::Consent(_))));
    world.client("app").policy.skip_consent = true;
    assert!(matches!(world.authorize(&mut browser, &at(LOOPBACK)), Ok(Answer::Respond(_))));

    world.client("shop").metadata.redirect_uris = vec![LOOPBACK.parse().unwrap()];
    let shop = shop_asks().with("redirect_uri", LOOPBACK);
    let mut browser = Browser::default();
    world.code(&mut browser, &shop);
    assert!(matches!(world.authorize(&mut browser, &shop), Ok(Answer::Respond(_))));
}
