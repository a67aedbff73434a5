//! Signing in with a password that a directory checks: whose account it leads to, and what that keeps.

use idp::Reason;
use idp::authorize::{Answer, Page};
use idp::directory::person::Group;
use idp::login::Method;
use idp::login::password::Onward;
use idp::model::event::EventKind;
use idp::model::sign_in::Outcome;
use idp::model::upstream::Accounts;

use crate::support::*;

fn asked(world: &mut World, browser: &mut Browser) -> String {
    match world.authorize(browser, &shop_asks().with("prompt", "login")).unwrap() {
        Answer::Login(Page { handle: Some(handle), .. }) => handle.expose().clone(),
        answer => panic!("{answer:?}"),
    }
}

/// A world whose shop asks nothing.
fn world() -> World {
    let mut world = World::new();
    world.client("shop").policy.skip_consent = true;
    world
}

#[test]
fn whom_it_knows_gets_an_account_by_subject_and_keeps_it_whatever_they_are_called() {
    let (mut world, staff) = (world(), staff(|_| {}));
    let mut users = Vec::new();
    for (name, subject, email) in [
        ("maija", "one", "maija@example.org"),
        ("maija@example.org", "one", "maija@example.org"),
        ("maija.k", "one", "maija.k@example.org"),
        ("maija", "two", "maija@example.org"),
    ] {
        let mut browser = Browser::default();
        let handle = asked(&mut world, &mut browser);
        let found = found(subject, email);
        let settled = world.enter_by(&mut browser, &handle, (&staff, name), Some(&found), true).unwrap();
        assert!(matches!(settled.onward, Onward::Request(_)) && settled.session_cookie.is_some());
        assert_eq!(world.state.users[&settled.user].claims.email.as_deref(), Some(email));
        users.push(settled.user);
    }
    assert!(users[0] == users[1] && users[1] == users[2] && users[2] != users[3], "{users:?}");
    let made = world.state.events.iter().filter(|event| event.kind == EventKind::UserCreate).count();
    assert_eq!(made, 2);
    let last = world.state.sign_ins.last().unwrap();
    assert_eq!((last.outcome, last.method), (Outcome::Succeeded, Method::Directory));
}

#[test]
fn who_has_an_account_here_of_the_same_address_is_not_taken_for_them() {
    let (mut world, staff) = (world(), staff(|_| {}));
    let mut browser = Browser::default();
    let handle = asked(&mut world, &mut browser);
    let found = found("one", "aino@example.test");
    let settled = world.enter_by(&mut browser, &handle, (&staff, "aino"), Some(&found), true).unwrap();
    assert_ne!(settled.user, world.user("aino").id);
}

#[test]
fn groups_that_it_speaks_of_come_and_go_and_others_stay() {
    let mut world = world();
    let staff = staff(|it| it.groups = [("it".to_owned(), "administrators".to_owned())].into());
    let enter = |world: &mut World, groups: &[&str]| {
        let mut browser = Browser::default();
        let handle = asked(world, &mut browser);
        let mut found = found("one", "maija@example.org");
        found.groups = groups
            .iter()
            .map(|name| Group { entry: format!("cn={name}"), names: vec![(*name).to_owned()] })
            .collect();
        world.enter_by(&mut browser, &handle, (&staff, "maija"), Some(&found), true).unwrap().user
    };
    let user = enter(&mut world, &["it", "bowling"]);
    assert_eq!(world.state.users[&user].groups, ["administrators"]);
    world.state.users.get_mut(&user).unwrap().groups.push("customers".to_owned());
    enter(&mut world, &[]);
    assert_eq!(world.state.users[&user].groups, ["customers"]);
}

#[test]
fn nobody_is_told_more_than_that_name_and_password_do_not_fit() {
    let (mut world, open, linked) = (world(), staff(|_| {}), staff(|it| it.accounts = Accounts::Linked));
    let found = found("one", "maija@example.org");
    let mut browser = Browser::default();
    let handle = asked(&mut world, &mut browser);
    let user = world.enter_by(&mut browser, &handle, (&open, "maija"), Some(&found), true).unwrap().user;
    world.state.users.get_mut(&user).unwrap().disabled_at = Some(world.now);
    let before = world.state.users.len();
    let other = found_other();
    for (directory, name, known, is_right) in [
        (&open, "maija", Some(&found), true), // Disabled here.
        (&open, "maija", Some(&found), false),
        (&open, "nobody", None, true),
        (&linked, "other", Some(&other), true), // Of no account that is linked.
    ] {
        let mut browser = Browser::default();
        let handle = asked(&mut world, &mut browser);
        let refused = world.enter_by(&mut browser, &handle, (directory, name), known, is_right);
        assert_eq!(refused.unwrap_err().reason, Reason::PasswordWrong, "{name} {is_right}");
        assert_eq!(world.state.sign_ins.last().unwrap().outcome, Outcome::Refused);
        assert!(browser.session.is_none() && browser.devices.is_empty());
    }
    assert_eq!(world.state.users.len(), before, "nobody was made");
    // Neither an account nor a link is left of what is refused.
    world.state.users.get_mut(&user).unwrap().disabled_at = None;
    let handle = asked(&mut world, &mut browser);
    assert!(world.enter_by(&mut browser, &handle, (&open, "maija"), Some(&found), true).is_ok());
}

fn found_other() -> idp::directory::person::Found {
    found("other", "other@example.org")
}

#[test]
fn by_whichever_name_somebody_is_tried_it_is_one_count_and_nobody_is_waited_for_longer() {
    let staff = staff(|_| {});
    let maija = found("one", "maija@example.org");
    let tries = |names: &[&str], known: Option<&idp::directory::person::Found>| {
        let mut world = world();
        for (heard, name) in names.iter().cycle().enumerate().take(100) {
            let mut browser = Browser::default();
            let handle = asked(&mut world, &mut browser);
            let refused = world.enter_by(&mut browser, &handle, (&staff, name), known, false).unwrap_err();
            if refused.reason == Reason::TooManyTries {
                return heard;
            }
        }
        panic!("never")
    };
    let one = tries(&["maija"], Some(&maija));
    assert_eq!(tries(&["maija", "maija@example.org", "m.korhonen"], Some(&maija)), one);
    assert_eq!(tries(&["nobody"], None), one);
    // The names of nobody are many people's, as far as anybody can tell.
    assert!(tries(&["nobody", "noone"], None) > one);
}

#[test]
fn strangers_guesses_keep_nobody_out_of_a_browser_that_is_known() {
    let (mut world, staff) = (world(), staff(|_| {}));
    let maija = found("one", "maija@example.org");
    let mut hers = Browser { address: Some("192.0.2.7"), ..Browser::default() };
    let handle = asked(&mut world, &mut hers);
    world.enter_by(&mut hers, &handle, (&staff, "maija"), Some(&maija), true).unwrap();
    assert_eq!(hers.devices.len(), 1);
    let mut refused = Reason::PasswordWrong;
    while refused == Reason::PasswordWrong {
        let mut browser = Browser { address: Some("198.51.100.1"), ..Browser::default() };
        let handle = asked(&mut world, &mut browser);
        let answer = world.enter_by(&mut browser, &handle, (&staff, "maija"), Some(&maija), false);
        refused = answer.unwrap_err().reason;
    }
    assert_eq!(refused, Reason::TooManyTries);
    let handle = asked(&mut world, &mut hers);
    assert!(world.enter_by(&mut hers, &handle, (&staff, "maija"), Some(&maija), true).is_ok());
}

#[test]
fn a_browser_is_known_only_by_who_came_in_there() {
    let (mut world, staff) = (world(), staff(|_| {}));
    world.client("shop").policy.second_factors = vec![Method::SmsOtp];
    let maija = found("one", "maija@example.org");
    let mut browser = Browser::default();
    let handle = asked(&mut world, &mut browser);
    let settled = world.enter_by(&mut browser, &handle, (&staff, "maija"), Some(&maija), true).unwrap();
    assert!(matches!(settled.onward, Onward::Factor), "{:?}", settled.onward);
    assert!(settled.session_cookie.is_none() && settled.device_cookie.is_none());
    assert_eq!(world.state.sign_ins.last().unwrap().outcome, Outcome::Continued);
}
