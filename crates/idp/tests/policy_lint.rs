//! What is wrong with a policy, and what is odd about it; and that only a sound one is set.

use std::collections::BTreeSet;

use idp::model::ClientId;
use idp::model::event::{Actor, EventKind};
use idp::model::policy::{Document, Role, Rule, Then};
use idp::policy::lint::{Known, Named, Severity, lint, named};
use idp::policy::{NewPolicy, set};
use idp::{Effect, Reason};

use crate::support::World;

fn known() -> Known {
    let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<BTreeSet<_>>();
    Known {
        there: Named { clients: names(&["shop"]), upstreams: names(&["staff"]), groups: names(&["admins"]) },
        has_zone: true,
        languages: vec!["en", "fi"],
    }
}

fn rule(when: &str, then: Then) -> Rule {
    let factors = if then == Then::Require { vec!["sms_otp".to_owned()] } else { Vec::new() };
    let person = [("en".to_owned(), "No.".to_owned()), ("fi".to_owned(), "Ei.".to_owned())].into();
    Rule { name: "it".to_owned(), when: when.to_owned(), then, factors, person, ..Rule::default() }
}

fn document(rules: &[Rule]) -> Document {
    Document { zone: None, rule: rules.to_vec() }
}

fn found(rules: &[Rule]) -> Vec<String> {
    lint(&document(rules), &known()).iter().map(ToString::to_string).collect()
}

#[test]
fn nothing_is_found_in_a_sound_policy() {
    let sound = [
        rule("client.id == 'shop' && has_group('admins') && login.upstream in ['', 'staff']", Then::Require),
        Rule { name: "two".to_owned(), ..rule("time.hour < 6 || user.age < 18", Then::Deny) },
        Rule { name: "three".to_owned(), ..rule("true", Then::Allow) },
    ];
    assert_eq!(found(&sound), [""; 0]);
    let mentioned = named(&document(&sound));
    assert_eq!(mentioned, known().there);
}

#[test]
fn finds_what_keeps_a_policy_from_being_set() {
    let long = "x".repeat(101);
    let faulty = |change: fn(&mut Rule), then: Then| {
        let mut rule = rule("true", then);
        change(&mut rule);
        rule
    };
    for (rule, told) in [
        (
            rule("user.shoe_size > 43", Then::Deny),
            "error: rule \"it\", when: there is no fact user.shoe_size",
        ),
        (rule("user.age", Then::Deny), "error: rule \"it\", when: user.age is a whole number"),
        (rule("user.age <", Then::Deny), "error: rule \"it\", when: line 1"),
        (
            faulty(|it| it.factors.clear(), Then::Require),
            "error: rule \"it\", factors: a rule that requires names",
        ),
        (
            faulty(|it| it.factors = vec!["sms".to_owned()], Then::Require),
            "factors: there is no second factor \"sms\"",
        ),
        (
            faulty(|it| it.factors = vec!["pwd".to_owned()], Then::Require),
            "there is no second factor \"pwd\"",
        ),
        (
            faulty(|it| it.factors = vec!["totp".to_owned()], Then::Allow),
            "factors: only a rule that requires",
        ),
        (faulty(|it| it.enrol = true, Then::Deny), "enrol: only a rule that requires"),
        (faulty(|it| it.remember_device = true, Then::Deny), "remember_device: only a rule that requires"),
        (faulty(|it| it.name.clear(), Then::Deny), "error: rule number 1, name: a name has 1 to 100"),
        (faulty(|it| it.name = "a\nb".to_owned(), Then::Deny), "error: rule number 1, name"),
        (faulty(|it| it.help_desk = "x".repeat(1001), Then::Deny), "help_desk: it has at most 1000"),
        (faulty(|it| drop(it.person.insert("xx".to_owned(), "?".to_owned())), Then::Deny), "not in \"xx\""),
        (
            faulty(|it| drop(it.person.insert("en".to_owned(), String::new())), Then::Deny),
            "person: a sentence has 1 to 500",
        ),
        (Rule { name: long, ..rule("true", Then::Deny) }, "rule number 1, name"),
    ] {
        let found = found(&[rule]);
        assert!(found.iter().any(|it| it.starts_with("error") && it.contains(told)), "{told}: {found:?}");
    }
    let twice = found(&[rule("true", Then::Require), rule("false", Then::Require)]);
    assert!(twice.iter().any(|it| it.contains("another rule is called so")), "{twice:?}");
    let many: Vec<Rule> =
        (0..101).map(|n| Rule { name: n.to_string(), ..rule("user.age < 18", Then::Require) }).collect();
    assert_eq!(found(&many), ["error: rule: a policy has at most 100 rules"]);
    let nowhere = lint(
        &Document { zone: Some("Mars/Olympus".to_owned()), rule: vec![] },
        &Known { has_zone: false, ..known() },
    );
    assert_eq!(nowhere[0].severity, Severity::Error);
}

#[test]
fn finds_what_was_hardly_meant() {
    let silent = Rule { person: [].into(), ..rule("user.age < 18", Then::Deny) };
    let only_english =
        Rule { person: [("en".to_owned(), "No.".to_owned())].into(), ..rule("true", Then::Require) };
    for (rules, told) in [
        (
            vec![rule("client.id == 'shopp'", Then::Deny)],
            "warning: rule \"it\", when: there is no client \"shopp\"",
        ),
        (vec![rule("login.upstream != 'stuff'", Then::Deny)], "there is no upstream \"stuff\""),
        (vec![rule("has_group('admin')", Then::Deny)], "there is no group \"admin\""),
        (vec![rule("'admin' in user.groups", Then::Deny)], "there is no group \"admin\""),
        (vec![rule("login.first == 'password'", Then::Deny)], "there is no factor \"password\""),
        (vec![rule("false", Then::Deny)], "it can never be met"),
        (vec![rule("user.age < 18 && user.age > 21", Then::Deny)], "it can never be met"),
        (vec![rule("time.hour > 23", Then::Deny)], "it can never be met"),
        (vec![rule("time.weekday in [0, 8] && client.id == 'shop'", Then::Deny)], "it can never be met"),
        (vec![rule("device.known && !device.known", Then::Deny)], "it can never be met"),
        (vec![rule("request.max_age < -1", Then::Deny)], "it can never be met"),
        (
            vec![Rule { enrol: true, factors: vec!["email_otp".to_owned()], ..rule("true", Then::Require) }],
            "only totp and passkey are set up on the way",
        ),
        (vec![silent], "people are stopped and told nothing"),
        (vec![only_english], "there is no sentence in fi"),
        (
            vec![
                rule("true", Then::Allow),
                Rule { name: "late".to_owned(), ..rule("user.age < 18", Then::Deny) },
            ],
            "warning: rule \"late\", when: it is never read: rule \"it\" before it",
        ),
    ] {
        let found = found(&rules);
        assert!(found.iter().all(|it| it.starts_with("warning")), "{found:?}");
        assert!(found.iter().any(|it| it.contains(told)), "{told}: {found:?}");
    }
    for met in
        ["user.age < 18 || user.age > 21", "time.hour == 23", "time.weekday in [1, 8]", "user.age >= 0"]
    {
        assert_eq!(found(&[rule(met, Then::Require)]), [""; 0], "{met}");
    }
}

fn new(rules: &[Rule]) -> NewPolicy {
    NewPolicy { role: Role::Live, document: document(rules), by: Actor::Client(ClientId::new("ops")) }
}

#[test]
fn a_sound_policy_is_set_under_the_next_number() {
    let sound = rule("client.id == 'unheard-of'", Then::Require);
    let mut world = World::new();
    let decision = world.decide(|env| set(new(std::slice::from_ref(&sound)), 4, &known(), env));
    let policy = decision.answer.unwrap();
    assert_eq!((policy.version, policy.role, policy.set_by.as_str()), (5, Role::Live, "client:ops"));
    assert_eq!((policy.document.rule.as_slice(), policy.set_at), ([sound].as_slice(), world.now));
    let [Effect::PutPolicy(kept), Effect::PutEvent(event)] = decision.effects.as_slice() else { panic!() };
    assert_eq!((&**kept, event.kind, &event.user), (&policy, EventKind::PolicySet, &None));
    assert_eq!((&event.about["policy"], &event.about["role"]), (&5.into(), &"live".into()));
}

#[test]
fn refuses_a_faulty_policy_and_names_the_fault() {
    let faulty = new(&[rule("user.age == 'x'", Then::Deny)]);
    let decision = World::new().decide(|env| set(faulty.clone(), 4, &known(), env));
    let refusal = decision.answer.unwrap_err();
    assert_eq!(refusal.reason, Reason::PolicyInvalid);
    assert_eq!(refusal.detail.parameter.as_deref(), Some("rule \"it\", when"));
    let expected = refusal.detail.expected.unwrap();
    assert_eq!(expected, "no such fault: a whole number is expected where a text stands");
    assert!(decision.effects.is_empty());
}
