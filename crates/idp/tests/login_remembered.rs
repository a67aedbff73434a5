//! Browsers that their person had remembered, in which no further factor is asked again for a while.

use idp::authorize::Answer;
use idp::login::Method;
use idp::login::own_code::{self, Given};
use idp::login::password::Onward;
use idp::login::second::SettleFacts;
use idp::model::credential::{Credential, CredentialKind, MOST_OF_A_KIND};
use jose::secret::Secret;

use crate::account_factors::{Person, shown};
use crate::support::*;

const DAY: u64 = 24 * 60 * 60;

/// A shop that wants a code of an app, which Aino has.
fn world() -> (World, Secret<Vec<u8>>) {
    let mut world = World::new();
    let (secret, _) = Person::aino(&mut world).enrol(&mut world);
    world.client("shop").policy.second_factors = vec![Method::Totp];
    world.wait(300);
    (world, secret)
}

/// Aino gives her password at the shop.
fn enter(world: &mut World, browser: &mut Browser, form: &Form) -> (String, Onward) {
    browser.session = None;
    let Answer::Login(page) = world.authorize(browser, form).unwrap() else { panic!("signed in already") };
    let handle = page.handle.unwrap().expose().clone();
    let onward = world.enter(browser, &handle, "aino", "aino-password").unwrap();
    (handle, onward)
}

/// She gives it in this browser, and then a code, and has the browser remembered or not.
fn prove(world: &mut World, browser: &mut Browser, secret: &Secret<Vec<u8>>, remember: bool) {
    let (handle, onward) = enter(world, browser, &shop_asks());
    assert!(matches!(onward, Onward::Factor), "{onward:?}");
    let user = world.user("aino").id.clone();
    let counted = world.load_counted(own_code::counters(&user));
    let code = shown(world, secret, 0);
    let decision = world.decide_second(browser, &handle, |credentials, facts, env| {
        let given = Given { method: Method::Totp, code: &code, credentials, counted: &counted };
        own_code::settle(given, SettleFacts { remember, ..facts }, env)
    });
    let settled = world.commit(decision).unwrap();
    browser.given(settled.session_cookie.as_ref(), settled.device_cookie.as_ref());
    world.wait(60);
}

fn is_asked(world: &mut World, browser: &mut Browser, form: &Form) -> bool {
    matches!(enter(world, browser, form).1, Onward::Factor)
}

fn remembered(world: &World) -> Vec<Credential> {
    let all = world.state.credentials.values().filter(|it| it.kind == CredentialKind::Device);
    all.cloned().collect()
}

#[test]
fn a_browser_is_asked_again_unless_its_person_had_it_remembered_and_for_so_long() {
    let (mut world, secret) = world();
    let mut browser = Browser::default();
    prove(&mut world, &mut browser, &secret, false);
    assert!(is_asked(&mut world, &mut browser, &shop_asks()) && remembered(&world).is_empty());
    prove(&mut world, &mut browser, &secret, true);
    assert!(!is_asked(&mut world, &mut browser, &shop_asks()));
    // Another browser is another.
    assert!(is_asked(&mut world, &mut Browser::default(), &shop_asks()));
    world.wait(29 * DAY);
    assert!(!is_asked(&mut world, &mut browser, &shop_asks()));
    world.wait(DAY);
    assert!(is_asked(&mut world, &mut browser, &shop_asks()));
}

#[test]
fn a_session_that_another_client_began_need_not_step_up_in_it() {
    let (mut world, secret) = world();
    let mut browser = Browser::default();
    prove(&mut world, &mut browser, &secret, true);
    world.client("portal").policy.second_factors = Vec::new();
    browser.session = None;
    world.code(&mut browser, &portal_asks());
    let answer = world.authorize(&mut browser, &shop_asks()).unwrap();
    assert!(!matches!(answer, Answer::Factor(_)), "{answer:?}");
    world.state.credentials.retain(|_, it| it.kind != CredentialKind::Device);
    assert!(matches!(world.authorize(&mut browser, &shop_asks()), Ok(Answer::Factor(_))));
}

#[test]
fn it_is_remembered_for_what_was_proven_there_and_reaches_no_level() {
    let (mut world, secret) = world();
    let mut browser = Browser::default();
    prove(&mut world, &mut browser, &secret, true);
    let levels = shop_asks()
        .with("claims", r#"{"id_token":{"acr":{"essential":true,"value":"urn:countersign:acr:mfa"}}}"#);
    assert!(is_asked(&mut world, &mut browser, &levels));
    world.client("shop").policy.second_factors = vec![Method::Passkey];
    assert!(is_asked(&mut world, &mut browser, &shop_asks()));
    world.client("shop").policy.second_factors = vec![Method::Passkey, Method::Totp];
    assert!(!is_asked(&mut world, &mut browser, &shop_asks()));
}

#[test]
fn nothing_is_remembered_where_that_is_switched_off_and_what_was_counts_no_more() {
    let (mut world, secret) = world();
    let mut browser = Browser::default();
    prove(&mut world, &mut browser, &secret, true);
    world.settings.remembered_ttl = std::time::Duration::ZERO;
    assert!(is_asked(&mut world, &mut browser, &shop_asks()));
    world.state.credentials.retain(|_, it| it.kind != CredentialKind::Device);
    prove(&mut world, &mut browser, &secret, true);
    assert!(remembered(&world).is_empty());
}

#[test]
fn it_ends_with_its_record_and_with_a_new_password() {
    let (mut world, secret) = world();
    let mut browser = Browser::default();
    prove(&mut world, &mut browser, &secret, true);
    let kept = remembered(&world);
    world.state.credentials.remove(&kept[0].id);
    assert!(is_asked(&mut world, &mut browser, &shop_asks()));
    // With the record alone, as in a copy of the database, it does not come back.
    world.state.credentials.insert(kept[0].id, kept[0].clone());
    assert!(!is_asked(&mut world, &mut browser, &shop_asks()));
    world.user("aino").sessions_valid_from = world.now;
    assert!(is_asked(&mut world, &mut browser, &shop_asks()));
}

#[test]
fn of_too_many_browsers_the_one_that_ends_first_is_forgotten() {
    let (mut world, secret) = world();
    let mut first = Browser::default();
    prove(&mut world, &mut first, &secret, true);
    for _ in 0..MOST_OF_A_KIND {
        prove(&mut world, &mut Browser::default(), &secret, true);
    }
    assert_eq!(remembered(&world).len(), MOST_OF_A_KIND);
    assert!(is_asked(&mut world, &mut first, &shop_asks()));
}
