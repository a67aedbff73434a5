//! A policy on sign-ins that were recorded: what would have been otherwise.

use idp::Time;
use idp::login::Method;
use idp::login::policy::facts::{Facts, Kind, Value};
use idp::login::policy::rule::Rules;
use idp::login::policy::verdict::{Judged, Judgement};
use idp::model::policy::{Document, Rule, Then};
use idp::policy::replay::{Change, replay};

use crate::support::World;

fn rules(then: Then, when: &str, factors: &[&str]) -> Rules {
    let factors = factors.iter().map(|&factor| factor.to_owned()).collect();
    let rule = Rule { name: "it".to_owned(), when: when.to_owned(), then, factors, ..Rule::default() };
    Rules::of(0, &Document { zone: None, rule: vec![rule] })
}

fn judged(outcome: Then, any_of: &[&[Method]]) -> Judged {
    let any_of = any_of.iter().map(|one_of| one_of.to_vec()).collect();
    Judged {
        facts: Facts::none().with("client.id", Value::Text("shop".to_owned())),
        live: Some(Judgement { policy: 1, outcome, rules: Vec::new(), any_of }),
        shadow: None,
    }
}

#[test]
fn says_what_would_have_been_otherwise() {
    let totp = &[Method::Totp][..];
    for (was, then, when, expected) in [
        (judged(Then::Allow, &[]), Then::Deny, "client.id == 'shop'", Change::Stopped),
        (judged(Then::Allow, &[]), Then::Require, "client.id == 'shop'", Change::Asked),
        (judged(Then::Allow, &[]), Then::Deny, "client.id == 'bank'", Change::None),
        (judged(Then::Require, &[totp]), Then::Require, "client.id == 'shop'", Change::None),
        (judged(Then::Require, &[&[Method::SmsOtp]]), Then::Require, "true", Change::AskedForAnother),
        (judged(Then::Require, &[totp]), Then::Allow, "true", Change::AskedNoMore),
        (judged(Then::Require, &[totp]), Then::Deny, "true", Change::Stopped),
        (judged(Then::Deny, &[]), Then::Deny, "true", Change::None),
        (judged(Then::Deny, &[]), Then::Allow, "true", Change::StoppedNoMore),
        (Judged { live: None, ..judged(Then::Allow, &[]) }, Then::Require, "true", Change::Asked),
    ] {
        let factors: &[&str] = if then == Then::Require { &["totp"] } else { &[] };
        let replayed = replay(&was, None, &rules(then, when, factors), 0, Time::from_secs(0));
        assert_eq!(replayed.change, expected, "{then:?} {when}");
    }
}

#[test]
fn attributes_that_were_not_recorded_are_those_of_now_and_times_are_those_of_then() {
    let mut aino = World::new().user("aino").clone();
    aino.attributes.insert("level".to_owned(), 3.into());
    let was = judged(Then::Allow, &[]);
    let by_level = rules(Then::Deny, "user.attributes.level == 3", &[]);
    let at = Time::from_secs(3600 * 5);
    assert_eq!(replay(&was, Some(&aino), &by_level, 0, at).change, Change::Stopped);
    let recorded =
        Judged { facts: was.facts.clone().with("user.attributes.level", Value::Int(1)), ..was.clone() };
    assert_eq!(replay(&recorded, Some(&aino), &by_level, 0, at).change, Change::None);
    // Who is gone has none, and what is missing counts as met.
    assert_eq!(replay(&was, None, &by_level, 0, at).change, Change::Stopped);
    let at_seven = rules(Then::Deny, "time.hour == 7", &[]);
    assert_eq!(replay(&was, None, &at_seven, 0, at).change, Change::None);
    assert_eq!(replay(&was, None, &at_seven, 7200, at).change, Change::Stopped);
    assert!(was.facts.get("time.hour", Kind::Int).is_none());
}
