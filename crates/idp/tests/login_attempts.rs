//! Lockout: who guesses waits, and nobody else does.

use idp::authorize::{Answer, Page};
use idp::login::sessions::Ending;
use idp::model::event::Actor;
use idp::model::sign_in::Outcome;
use idp::user::{Changes, PasswordHash, change};
use idp::{Reason, Refusal};

use crate::support::*;

/// A browser that was asked to sign in for the shop, and the handle of the page.
fn asked(world: &mut World, browser: &mut Browser) -> String {
    let form = shop_asks().with("prompt", "login");
    match world.authorize(browser, &form).unwrap() {
        Answer::Login(Page { handle: Some(handle), .. }) => handle.expose().clone(),
        answer => panic!("{answer:?}"),
    }
}

fn try_in(world: &mut World, browser: &mut Browser, name: &str, password: &str) -> Result<Answer, Refusal> {
    let handle = asked(world, browser);
    world.sign_in(browser, &handle, name, password)
}

fn at(address: &'static str) -> Browser {
    Browser { address: Some(address), ..Browser::default() }
}

/// Aino's own browser, in which she has signed in before.
fn known(world: &mut World) -> Browser {
    let mut browser = at("192.0.2.7");
    try_in(world, &mut browser, "aino", "aino-password").unwrap();
    browser
}

/// Guesses from many addresses, as fast as they are heard, until this many were heard.
fn guess(world: &mut World, name: &str, times: u32) {
    const ADDRESSES: [&str; 8] = [
        "198.51.100.1",
        "198.51.100.2",
        "198.51.100.3",
        "198.51.100.4",
        "2001:db8::1",
        "2001:db8:0:1::1",
        "2001:db8:0:2::1",
        "203.0.113.1",
    ];
    for n in 0..times {
        let mut stranger = at(ADDRESSES[n as usize % ADDRESSES.len()]);
        while reason(try_in(world, &mut stranger, name, "a guess")) == Reason::TooManyTries {
            world.wait(900);
        }
    }
}

#[test]
fn strangers_guesses_never_keep_the_owner_out_of_a_browser_that_is_known() {
    let mut world = World::new();
    world.settings.session_ttl = seconds(10 * 86_400);
    let mut owner = known(&mut world);
    for name in ["aino@example.test", "aino"] {
        guess(&mut world, name, 50);
        assert_eq!(
            reason(try_in(&mut world, &mut at("198.51.100.1"), name, "aino-password")),
            Reason::TooManyTries
        );
        assert!(try_in(&mut world, &mut owner, name, "aino-password").is_ok());
    }
    // That she came in is no new beginning for them.
    assert_eq!(reason(try_in(&mut world, &mut at("198.51.100.1"), "aino", "a guess")), Reason::TooManyTries);
}

#[test]
fn one_address_guessing_keeps_nobody_at_another_address_waiting_until_there_are_many() {
    let mut world = World::new();
    for _ in 0..5 {
        assert_eq!(
            reason(try_in(&mut world, &mut at("198.51.100.1"), "aino", "a guess")),
            Reason::PasswordWrong
        );
    }
    assert_eq!(reason(try_in(&mut world, &mut at("198.51.100.1"), "aino", "a guess")), Reason::TooManyTries);
    assert!(try_in(&mut world, &mut at("192.0.2.7"), "aino", "aino-password").is_ok());

    let addresses: [&str; 8] =
        ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5", "10.0.0.6", "10.0.0.7", "10.0.0.8"];
    let mut heard = 0;
    for address in addresses {
        for _ in 0..5 {
            match reason(try_in(&mut world, &mut at(address), "bo", "a guess")) {
                Reason::PasswordWrong => heard += 1,
                Reason::TooManyTries => {}
                other => panic!("{other:?}"),
            }
        }
    }
    assert_eq!(heard, 30, "in all, from wherever they come");
    assert_eq!(reason(try_in(&mut world, &mut at("192.0.2.7"), "bo", "bo-password")), Reason::TooManyTries);
}

#[test]
fn a_stolen_device_cookie_has_no_more_tries_than_any_browser_and_copies_share_them() {
    let mut world = World::new();
    let owner = known(&mut world);
    let mut again = owner.clone();
    world.wait(1);
    try_in(&mut world, &mut again, "aino", "aino-password").unwrap();
    assert_ne!(owner.devices, again.devices);
    let thief = |devices: &[String]| Browser { devices: devices.to_vec(), ..at("198.51.100.1") };
    for n in 0..5 {
        let mut copy = thief(if n % 2 == 0 { &owner.devices } else { &again.devices });
        assert_eq!(reason(try_in(&mut world, &mut copy, "aino", "a guess")), Reason::PasswordWrong);
    }
    for devices in [&owner.devices, &again.devices] {
        assert_eq!(reason(try_in(&mut world, &mut thief(devices), "aino", "a guess")), Reason::TooManyTries);
    }
    // It is worth nothing at anybody else's name.
    for _ in 0..5 {
        assert_eq!(
            reason(try_in(&mut world, &mut thief(&owner.devices), "bo", "a guess")),
            Reason::PasswordWrong
        );
    }
    assert_eq!(reason(try_in(&mut world, &mut at("198.51.100.1"), "bo", "a guess")), Reason::TooManyTries);
}

#[test]
fn a_browser_is_known_until_its_time_is_over_or_the_password_is_another() {
    let still_known = |world: &mut World, browser: &Browser| {
        let mut browser = browser.clone();
        for _ in 0..6 {
            let _ = try_in(world, &mut at("192.0.2.7"), "aino", "a guess");
        }
        try_in(world, &mut browser, "aino", "aino-password").is_ok()
    };
    let mut world = World::new();
    let browser = known(&mut world);
    assert!(still_known(&mut world.clone(), &browser));
    world.wait(180 * 86_400 - 1);
    assert!(still_known(&mut world.clone(), &browser));
    world.wait(1);
    assert!(!still_known(&mut world.clone(), &browser));

    let mut world = World::new();
    let browser = known(&mut world);
    world.derive.rotate(b"a new key");
    assert!(still_known(&mut world.clone(), &browser), "under an older key");
    let password = Some(PasswordHash("aino-password".to_owned()));
    let user = world.state.person("aino").cloned();
    let decision = world.decide(|env| {
        change(
            user,
            Changes { password, ..Changes::default() },
            false,
            Ending::default(),
            &Actor::CommandLine,
            env,
        )
    });
    world.commit(decision).unwrap();
    assert!(!still_known(&mut world, &browser));
}

#[test]
fn an_invented_device_cookie_is_that_of_any_browser() {
    let mut world = World::new();
    let owner = known(&mut world);
    let changed = |at: usize| {
        let mut cookie = owner.devices[0].clone().into_bytes();
        cookie[at] = if cookie[at] == b'A' { b'B' } else { b'A' };
        String::from_utf8(cookie).unwrap()
    };
    let mut invented: Vec<String> = (0..owner.devices[0].len()).map(changed).collect();
    invented.extend([
        String::new(),
        "x".repeat(64),
        "not base64url!".to_owned(),
        owner.devices[0][..60].to_owned(),
    ]);
    for _ in 0..5 {
        assert_eq!(
            reason(try_in(&mut world, &mut at("192.0.2.9"), "aino", "a guess")),
            Reason::PasswordWrong
        );
    }
    for cookie in invented {
        let mut browser = Browser { devices: vec![cookie], ..at("192.0.2.9") };
        assert_eq!(reason(try_in(&mut world, &mut browser, "aino", "aino-password")), Reason::TooManyTries);
    }
    let mut browser = Browser { devices: owner.devices, ..at("192.0.2.9") };
    assert!(try_in(&mut world, &mut browser, "aino", "aino-password").is_ok());
}

#[test]
fn every_try_is_remembered_with_whom_it_was_about_and_never_with_what_was_typed() {
    let mut world = World::new();
    let mut browser = at("192.0.2.7");
    for (name, password) in [("nobody", "x"), ("aino", "a guess"), ("aino", "aino-password")] {
        let _ = try_in(&mut world, &mut browser, name, password);
    }
    let told: Vec<_> = world
        .state
        .sign_ins
        .iter()
        .map(|it| (it.user.as_ref().map(|user| user.as_str()), it.outcome, it.address.as_deref()))
        .collect();
    let from = Some("192.0.2.7");
    assert_eq!(
        told,
        [
            (None, Outcome::Refused, from),
            (Some("u-aino"), Outcome::Refused, from),
            (Some("u-aino"), Outcome::Succeeded, from)
        ]
    );
    let last = world.state.sign_ins.last().unwrap();
    assert_eq!(
        (last.client.as_ref().map(|id| id.as_str()), last.agent.as_deref()),
        (Some("shop"), Some(AGENT))
    );
    assert!(!format!("{:?}", world.state.sign_ins).contains("nobody"));
}
