//! The person's word, and whose word counts.

use idp::authorize::{Answer, Destination};
use idp::login::{consent, under_way};
use idp::model::offered::Offered;
use idp::{Effect, Reason};

use crate::support::*;

/// A browser in which Aino is asked about the shop, and the handle of the page.
fn asked(world: &mut World) -> (Browser, String) {
    let mut browser = Browser::default();
    let Answer::Login(page) = world.authorize(&mut browser, &shop_asks()).unwrap() else { panic!() };
    let handle = page.handle.unwrap().expose().clone();
    let answer = world.sign_in(&mut browser, &handle, "aino", "aino-password").unwrap();
    assert!(matches!(answer, Answer::Consent(_)));
    (browser, handle)
}

#[test]
fn a_yes_is_remembered_with_what_it_covers() {
    let mut world = World::new();
    let (browser, handle) = asked(&mut world);
    assert!(matches!(world.consent(&browser, &handle, true), Ok(Answer::Respond(_))));
    let consents: Vec<_> = world.state.consents.values().collect();
    assert_eq!(consents.len(), 1);
    assert_eq!((consents[0].user.as_str(), consents[0].client.as_str()), ("u-aino", "shop"));
    assert_eq!((consents[0].scope.as_str(), consents[0].granted_at), ("openid profile email", NOW));
}

#[test]
fn a_no_is_told_to_the_client_remembered_nowhere_and_final() {
    let mut world = World::new();
    let (browser, handle) = asked(&mut world);
    let decision = world.decide_consent(&browser, &handle, false);
    assert!(matches!(decision.effects.as_slice(), [Effect::Spend(_)]));
    let refusal = world.commit(decision).unwrap_err();
    assert_eq!((refusal.reason, refusal.reason.error().as_str()), (Reason::AccessDenied, "access_denied"));
    let Destination::Client(to) = refusal.destination else { panic!() };
    assert_eq!((to.redirect.uri().as_str(), to.state.as_deref()), (SHOP_CALLBACK, Some("st-1")));
    assert!(world.state.consents.is_empty());
    assert_eq!(reason(world.consent(&browser, &handle, true)), Reason::LoginUnknown);
}

#[test]
fn a_yes_counts_once() {
    let mut world = World::new();
    let (browser, handle) = asked(&mut world);
    let raced = world.decide_consent(&browser, &handle, true);
    assert!(world.consent(&browser, &handle, true).is_ok());
    let now = world.now;
    assert_eq!(world.state.commit(raced.effects, now), Err(Lost::TicketSpent));
    assert_eq!(reason(world.consent(&browser, &handle, true)), Reason::LoginUnknown);
}

#[test]
fn refuses_the_word_of_anybody_but_the_person_who_was_asked() {
    let mut world = World::new();
    let (browser, handle) = asked(&mut world);
    let nobody = Browser { session: None, ..browser.clone() };
    assert_eq!(reason(world.consent(&nobody, &handle, true)), Reason::LoginUnknown);
    // Somebody else signs in meanwhile, in the same browser.
    let mut bos = browser.clone();
    let login = shop_asks().with("prompt", "login");
    let Answer::Login(page) = world.authorize(&mut bos, &login).unwrap() else { panic!() };
    world.sign_in(&mut bos, page.handle.unwrap().expose(), "bo", "bo-password").unwrap();
    assert_eq!(reason(world.consent(&bos, &handle, true)), Reason::LoginUnknown);
    // Aino's session was ended by it, her word with it.
    assert_eq!(reason(world.consent(&browser, &handle, true)), Reason::LoginUnknown);
    let mut world = World::new();
    let (browser, handle) = asked(&mut world);
    assert!(world.consent(&browser, &handle, true).is_ok());
}

#[test]
fn refuses_a_word_from_another_browser() {
    let mut world = World::new();
    let (browser, handle) = asked(&mut world);
    for binding in [None, Some("another".to_owned())] {
        let other = Browser { binding, ..browser.clone() };
        assert_eq!(reason(world.consent(&other, &handle, true)), Reason::LoginOtherBrowser);
    }
    assert!(world.consent(&browser, &handle, true).is_ok());
}

#[test]
fn refuses_a_word_before_anybody_signed_in() {
    let mut world = World::new();
    let mut browser = Browser::default();
    world.code(&mut browser, &shop_asks());
    let login = shop_asks().with("prompt", "login");
    let Answer::Login(page) = world.authorize(&mut browser, &login).unwrap() else { panic!() };
    let handle = page.handle.unwrap().expose().clone();
    assert_eq!(reason(world.consent(&browser, &handle, true)), Reason::LoginUnknown);
    world.sign_in(&mut browser, &handle, "aino", "aino-password").unwrap();
}

#[test]
fn refuses_a_word_that_comes_too_late() {
    for wait in WAYS {
        let mut world = World::new();
        let (browser, handle) = asked(&mut world);
        wait(&mut world, 60 * 60);
        assert_eq!(reason(world.consent(&browser, &handle, true)), Reason::LoginUnknown);
    }
}

#[test]
fn refuses_a_yes_to_a_client_that_was_disabled_meanwhile() {
    let mut world = World::new();
    let (browser, handle) = asked(&mut world);
    world.client("shop").disabled_at = Some(NOW);
    let refusal = world.consent(&browser, &handle, true).unwrap_err();
    assert_eq!((refusal.reason, refusal.destination), (Reason::ClientDisabled, Destination::Direct));
    world.client("shop").disabled_at = None;
    assert!(world.consent(&browser, &handle, true).is_ok());
}

#[test]
fn the_page_shows_what_the_client_may_have_of_what_it_asked() {
    let mut world = World::new();
    world.client("shop").metadata.scope = Some(scope("openid email"));
    let (browser, handle) = asked(&mut world);
    let login = world.state.ticket(&under_way::key(&handle), world.now);
    let session = world.load_session(&browser).unwrap();
    let client = world.client("shop").clone();
    let show = |standing| {
        let facts = idp::authorize::Facts {
            policies: idp::login::policy::gather::Policies::none(),
            upstreams: &[],
            issuer: &world.issuer,
            settings: &world.settings,
            client: Some(&client),
            standing,
            person: None,
            keys: &[],
            sealing: idp::issue::seal::Facts::NotAsked,
            offered: &Offered::default(),
            credentials: &[],
            consent: None,
            browser: browser.facts(),
        };
        consent::show(under_way::Found { login: login.as_ref(), pushed: None }, facts, world.now)
    };
    assert_eq!(show(Some(session.standing())).unwrap().scope, scope("openid email"));
    assert_eq!(reason(show(None)), Reason::LoginUnknown);
}
