//! Rules in their order, and that nothing that is missing opens a door.

use idp::Reason;
use idp::login::Method;
use idp::login::policy::facts::{Facts, Value};
use idp::login::policy::rule::Rules;
use idp::login::policy::verdict::{How, Verdict};
use idp::model::policy::{Document, Rule, Then};
use proptest::prelude::*;

fn rule(name: &str, when: &str, then: Then) -> Rule {
    let factors = if then == Then::Require { vec!["pwd".to_owned()] } else { Vec::new() };
    Rule { name: name.to_owned(), when: when.to_owned(), then, factors, ..Rule::default() }
}

fn rules(rules: &[Rule]) -> Rules {
    Rules::of(7, &Document { zone: None, rule: rules.to_vec() })
}

fn names<'a>(verdict: &'a Verdict<'_>) -> Vec<&'a str> {
    verdict.met.iter().map(|met| met.rule.name.as_str()).collect()
}

fn at(address: &str) -> Facts {
    Facts::none().with("network.address", Value::Text(address.to_owned()))
}

const OFFICE: &str = "in_network(network.address, '10.0.0.0/8')";
const GUESTS: &str = "in_network(network.address, '10.9.0.0/16')";

#[test]
fn allow_ends_the_reading_and_keeps_what_was_demanded_before() {
    let rules = rules(&[
        rule("guests", GUESTS, Then::Require),
        rule("office", OFFICE, Then::Allow),
        rule("rest", "true", Then::Deny),
    ]);
    let verdict = |address| {
        let facts = at(address);
        let verdict = rules.judge(&facts);
        let named = names(&verdict).join(" ");
        (verdict.outcome(), named)
    };
    assert_eq!(verdict("10.1.1.1"), (Then::Allow, "office".to_owned()));
    assert_eq!(verdict("10.9.1.1"), (Then::Require, "guests office".to_owned()));
    assert_eq!(verdict("192.0.2.1"), (Then::Deny, "rest".to_owned()));
}

#[test]
fn every_rule_that_requires_is_a_demand_of_its_own() {
    let enrolled = Rule { enrol: true, remember_device: true, ..rule("b", "true", Then::Require) };
    let rules = rules(&[rule("a", "true", Then::Require), enrolled, rule("c", "false", Then::Require)]);
    let facts = Facts::none();
    let verdict = rules.judge(&facts);
    let demands: Vec<_> =
        verdict.demands().map(|it| (it.rule, it.any_of, it.enrol, it.remember_device)).collect();
    let password = &[Method::Password][..];
    assert_eq!(demands, [("a", password, false, false), ("b", password, true, true)]);
    assert_eq!(verdict.record().any_of, [password, password]);
}

#[test]
fn without_a_rule_that_is_met_everybody_may_go_on() {
    let facts = at("192.0.2.1");
    let verdict = rules(&[rule("office", OFFICE, Then::Deny)]);
    let verdict = verdict.judge(&facts);
    assert_eq!((verdict.outcome(), names(&verdict)), (Then::Allow, vec![]));
    verdict.check().unwrap();
}

#[test]
fn a_rule_that_denies_refuses_and_tells_everybody_their_own() {
    let denies = Rule {
        person: [("en".to_owned(), "Only from the office.".to_owned())].into(),
        help_desk: "Working from home is not open yet.".to_owned(),
        ..rule("only-office", &format!("!{OFFICE}"), Then::Deny)
    };
    let rules = rules(std::slice::from_ref(&denies));
    let facts = at("192.0.2.1");
    let refusal = rules.judge(&facts).check().unwrap_err();
    assert_eq!(refusal.reason, Reason::PolicyDenied);
    assert_eq!(refusal.detail.said, denies.person);
    let seen = refusal.detail.operator.unwrap();
    assert_eq!(seen, "rule \"only-office\" of policy 7: Working from home is not open yet.");
    let facts = at("10.1.1.1");
    rules.judge(&facts).check().unwrap();
}

#[test]
fn a_missing_fact_counts_as_met_where_a_rule_requires_or_denies_and_not_where_it_allows() {
    let missing = || vec!["network.address".to_owned()];
    for (then, expected, how) in [
        (Then::Require, Then::Require, How::Assumed { missing: missing() }),
        (Then::Deny, Then::Deny, How::Assumed { missing: missing() }),
        (Then::Allow, Then::Deny, How::Ignored { missing: missing() }),
    ] {
        let rules = rules(&[
            rule("it", OFFICE, then),
            rule("rest", "true", if then == Then::Require { Then::Allow } else { Then::Deny }),
        ]);
        for facts in
            [Facts::none(), Facts::none().with("network.address", Value::Bool(true)), at("somewhere")]
        {
            let verdict = rules.judge(&facts);
            assert_eq!((verdict.outcome(), &verdict.met[0].how), (expected, &how), "{then:?}");
        }
        // In the same setting, the fact that is there counts.
        let facts = at("10.1.1.1");
        assert_eq!((rules.judge(&facts).outcome(), &rules.judge(&facts).met[0].how), (then, &How::Met));
    }
}

#[test]
fn a_condition_that_another_version_wrote_and_nobody_can_read_is_as_good_as_unknown() {
    let strange = "user.shoe_size > 43";
    for (then, expected) in
        [(Then::Require, Then::Require), (Then::Deny, Then::Deny), (Then::Allow, Then::Allow)]
    {
        let rules = rules(&[rule("strange", strange, then), rule("deny", "false", Then::Deny)]);
        let facts = Facts::none();
        let verdict = rules.judge(&facts);
        assert_eq!(verdict.outcome(), expected);
        assert_eq!(verdict.met[0].how == How::Ignored { missing: vec![] }, then == Then::Allow);
    }
}

#[test]
fn what_is_kept_of_a_verdict_is_read_back() {
    let rules = rules(&[rule("office", OFFICE, Then::Allow), rule("rest", "user.age < 18", Then::Require)]);
    let facts = at("192.0.2.1");
    let record = rules.judge(&facts).record();
    let kept = serde_json::to_string(&record).unwrap();
    assert_eq!(
        kept,
        "{\"policy\":7,\"outcome\":\"require\",\"rules\":[{\"name\":\"rest\",\"then\":\"require\",\
         \"how\":\"assumed\",\"missing\":[\"user.age\"]}],\"any_of\":[[\"pwd\"]]}"
    );
    assert_eq!(serde_json::from_str::<idp::login::policy::verdict::Judgement>(&kept).unwrap(), record);
}

fn any_rule() -> impl Strategy<Value = Rule> {
    let when = prop_oneof![
        (15_i64..20).prop_map(|age| format!("user.age < {age}")),
        (15_i64..20).prop_map(|age| format!("user.age != {age} && client.id == 'a'")),
        "[ab]".prop_map(|group| format!("!has_group('{group}')")),
        "[ab]".prop_map(|group| format!("has_group('{group}') || user.email_verified")),
        "[ab]".prop_map(|id| format!("client.id == '{id}' ? user.age > 17 : !user.email_verified")),
        (0_i64..3).prop_map(|level| format!("user.attributes.level == {level}")),
        (0_i64..3).prop_map(|level| format!("user.attributes.level != {level}")),
    ];
    let then = prop_oneof![Just(Then::Allow), Just(Then::Require), Just(Then::Deny)];
    (when, then).prop_map(|(when, then)| rule(&format!("{then:?} {when}"), &when, then))
}

fn any_facts() -> impl Strategy<Value = Facts> {
    ("[ab]", 15_i64..20, proptest::collection::vec("[ab]", 0..3), 0_i64..3, any::<bool>()).prop_map(
        |(id, age, groups, level, verified)| {
            Facts::none()
                .with("client.id", Value::Text(id))
                .with("user.age", Value::Int(age))
                .with("user.groups", Value::Texts(groups))
                .with("user.email_verified", Value::Bool(verified))
                .with("user.attributes.level", Value::Int(level))
        },
    )
}

const fn strictness(then: Then) -> u8 {
    match then {
        Then::Allow => 0,
        Then::Require => 1,
        Then::Deny => 2,
    }
}

proptest! {
    #[test]
    fn taking_a_fact_away_or_spoiling_it_never_weakens_what_the_rules_say(
        list in proptest::collection::vec(any_rule(), 0..6),
        facts in any_facts(),
        which in 0_usize..5,
        spoil in any::<bool>(),
    ) {
        let rules = rules(&list);
        let (name, value) = facts.iter().nth(which).map(|(name, value)| (name.to_owned(), value.clone())).unwrap();
        let other = if matches!(value, Value::Bool(_)) { Value::Int(1) } else { Value::Bool(true) };
        let less = if spoil { facts.clone().with(name, other) } else { facts.clone().without(&name) };
        let (before, after) = (rules.judge(&facts), rules.judge(&less));
        prop_assert!(strictness(after.outcome()) >= strictness(before.outcome()));
        // Whoever is still let in must prove all that they had to prove before.
        if after.outcome() != Then::Deny {
            let kept: Vec<&str> = after.demands().map(|demand| demand.rule).collect();
            prop_assert!(before.demands().all(|demand| kept.contains(&demand.rule)));
        }
    }
}
