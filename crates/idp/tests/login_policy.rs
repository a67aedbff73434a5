//! The policy at sign-ins: what it demands, whom it stops, and what is kept of it.

use idp::Reason;
use idp::authorize::Answer;
use idp::login::Method;
use idp::login::password::Onward;
use idp::login::policy::facts::{Kind, Value};
use idp::model::policy::{Document, Policy, Role, Rule, Then};
use idp::model::sign_in::{Outcome, SignIn};

use crate::support::{Browser, Form, World, password_of, portal_asks, reason, shop_asks};

fn rule(when: &str, then: Then, factors: &[&str]) -> Rule {
    Rule {
        name: format!("{} {when}", then.as_str()),
        when: when.to_owned(),
        then,
        factors: factors.iter().map(|&factor| factor.to_owned()).collect(),
        person: [("en".to_owned(), "Not so.".to_owned())].into(),
        ..Rule::default()
    }
}

fn set(world: &mut World, role: Role, rules: &[Rule]) {
    let version = world.state.policies.last().map_or(1, |policy| policy.version + 1);
    let document = Document { zone: None, rule: rules.to_vec() };
    let policy = Policy { version, role, document, set_by: "ops".to_owned(), set_at: world.now };
    world.state.policies.push(policy);
}

/// Begins at a client, gives Aino's password, and returns where that leads.
fn enter(world: &mut World, browser: &mut Browser, form: &Form) -> Result<Onward, Reason> {
    let Answer::Login(page) = world.authorize(browser, form).unwrap() else { panic!("signed in already") };
    let handle = page.handle.unwrap().expose().clone();
    world.enter(browser, &handle, "aino", &password_of("aino")).map_err(|refusal| refusal.reason)
}

fn last(world: &World) -> &SignIn {
    world.state.sign_ins.last().unwrap()
}

#[test]
fn a_rule_that_requires_asks_for_its_factor_and_no_session_begins_before() {
    let mut world = World::new();
    set(&mut world, Role::Live, &[rule("client.id == 'shop'", Then::Require, &["totp"])]);
    let mut browser = Browser::default();
    assert!(matches!(enter(&mut world, &mut browser, &shop_asks()), Ok(Onward::Factor)));
    assert!(browser.session.is_none());
    let kept = last(&world);
    assert_eq!(kept.outcome, Outcome::Continued);
    let live = kept.judged.as_ref().unwrap().live.as_ref().unwrap();
    assert_eq!(
        (live.policy, live.outcome, live.any_of.as_slice()),
        (1, Then::Require, [vec![Method::Totp]].as_slice())
    );
    // Another client, of which the rule says nothing, is entered as before.
    assert!(matches!(enter(&mut world, &mut browser, &portal_asks()), Ok(Onward::Request(_))));
}

#[test]
fn a_rule_that_denies_stops_the_person_and_tells_them_and_it_is_recorded() {
    let mut world = World::new();
    set(&mut world, Role::Live, &[rule("client.id == 'shop' && user.age < 18", Then::Deny, &[])]);
    world.user("aino").claims.birthdate = Some("2020-01-01".into());
    let mut browser = Browser::default();
    assert_eq!(enter(&mut world, &mut browser, &shop_asks()).unwrap_err(), Reason::PolicyDenied);
    assert!(browser.session.is_none());
    assert_eq!(last(&world).outcome, Outcome::Refused);
    let judged = last(&world).judged.clone().unwrap();
    assert_eq!(judged.live.unwrap().outcome, Then::Deny);
    assert!(matches!(judged.facts.get("user.age", Kind::Int), Some(Value::Int(_))));
    // Who has no date of birth at all is stopped as well, and who is of age is not.
    world.user("aino").claims.birthdate = None;
    assert_eq!(enter(&mut world, &mut browser, &shop_asks()).unwrap_err(), Reason::PolicyDenied);
    world.user("aino").claims.birthdate = Some("1980-01-01".into());
    assert!(matches!(enter(&mut world, &mut browser, &shop_asks()), Ok(Onward::Request(_))));
    assert_eq!(last(&world).outcome, Outcome::Succeeded);
}

#[test]
fn a_session_that_stands_is_judged_anew_for_another_client() {
    let mut world = World::new();
    let mut browser = Browser::default();
    world.code(&mut browser, &shop_asks());
    assert!(!matches!(world.authorize(&mut browser, &portal_asks()), Ok(Answer::Factor(_))));
    set(&mut world, Role::Live, &[rule("client.id == 'portal'", Then::Require, &["totp"])]);
    assert!(matches!(world.authorize(&mut browser, &portal_asks()), Ok(Answer::Factor(_))));
    assert!(matches!(world.authorize(&mut browser, &shop_asks()), Ok(Answer::Respond(_))));
    set(&mut world, Role::Live, &[rule("client.id == 'portal' && login.standing", Then::Deny, &[])]);
    let before = world.state.sign_ins.len();
    let refusal = world.authorize(&mut browser, &portal_asks()).unwrap_err();
    assert_eq!((refusal.reason, refusal.detail.said.len()), (Reason::PolicyDenied, 1));
    assert_eq!((world.state.sign_ins.len(), last(&world).outcome), (before + 1, Outcome::Refused));
    // Where the client forbade showing anything, there is nobody to tell a sentence.
    let silent = world.authorize(&mut browser, &portal_asks().with("prompt", "none")).unwrap_err();
    assert_eq!((silent.reason, silent.detail.said.len()), (Reason::PolicyDenied, 0));
}

#[test]
fn a_shadow_policy_changes_nothing_and_is_recorded() {
    let mut world = World::new();
    set(&mut world, Role::Shadow, &[rule("true", Then::Deny, &[])]);
    let mut browser = Browser::default();
    assert!(matches!(enter(&mut world, &mut browser, &shop_asks()), Ok(Onward::Request(_))));
    let judged = last(&world).judged.clone().unwrap();
    assert!(judged.live.is_none());
    assert_eq!(judged.shadow.unwrap().outcome, Then::Deny);
}

#[test]
fn the_facts_are_recorded_where_no_policy_is_set_so_that_the_first_can_be_replayed() {
    let mut world = World::new();
    world.user("aino").groups = vec!["buyers".to_owned()];
    let mut browser = Browser::default();
    enter(&mut world, &mut browser, &shop_asks()).unwrap();
    let judged = last(&world).judged.clone().unwrap();
    assert!(judged.live.is_none() && judged.shadow.is_none());
    let text = |name: &str| judged.facts.get(name, Kind::Text).cloned();
    assert_eq!(text("client.id"), Some(Value::Text("shop".to_owned())));
    assert_eq!(text("login.first"), Some(Value::Text("pwd".to_owned())));
    assert_eq!(text("login.upstream"), Some(Value::Text(String::new())));
    let groups = judged.facts.get("user.groups", Kind::Texts);
    assert_eq!(groups, Some(&Value::Texts(vec!["buyers".to_owned()])));
    assert_eq!(judged.facts.get("device.known", Kind::Bool), Some(&Value::Bool(false)));
    // The second time the browser is known.
    browser.session = None;
    enter(&mut world, &mut browser, &shop_asks()).unwrap();
    let judged = last(&world).judged.clone().unwrap();
    assert_eq!(judged.facts.get("device.known", Kind::Bool), Some(&Value::Bool(true)));
}

#[test]
fn attributes_that_no_rule_speaks_of_are_not_recorded() {
    let mut world = World::new();
    for (name, value) in [("level", 3), ("shoe_size", 43)] {
        world.user("aino").attributes.insert(name.to_owned(), value.into());
    }
    set(&mut world, Role::Live, &[rule("user.attributes.level < 3", Then::Deny, &[])]);
    let mut browser = Browser::default();
    enter(&mut world, &mut browser, &shop_asks()).unwrap();
    let facts = last(&world).judged.clone().unwrap().facts;
    assert_eq!(facts.get("user.attributes.level", Kind::Int), Some(&Value::Int(3)));
    assert!(!facts.has("user.attributes.shoe_size"));
}

#[test]
fn a_wrong_password_is_judged_by_no_rule() {
    let mut world = World::new();
    set(&mut world, Role::Live, &[rule("true", Then::Deny, &[])]);
    let mut browser = Browser::default();
    let Answer::Login(page) = world.authorize(&mut browser, &shop_asks()).unwrap() else {
        panic!("signed in")
    };
    let handle = page.handle.unwrap().expose().clone();
    let wrong = world.enter(&mut browser, &handle, "aino", "wrong");
    assert_eq!(reason(wrong), Reason::PasswordWrong);
    assert!(last(&world).judged.is_none());
}
