//! Signing keys: how they follow one another without a token that nobody can verify.

use std::collections::BTreeMap;

use idp::key::{Begin, Schedule, add, due, expired, is_published, remove};
use idp::model::key::{KeyFacts, KeyRecord, signer};
use idp::{Decision, Reason, Time};
use jose::JwsAlgorithm;
use jose::secret::Secret;
use proptest::prelude::*;

use crate::support::*;

const DAY: u64 = 86_400;

/// Keys alone, and time.
struct Ring {
    state: State,
    now: Time,
}

impl Ring {
    fn new() -> Self {
        Self { state: State::default(), now: NOW }
    }

    fn add(&mut self, kid: &str, algorithm: JwsAlgorithm, begin: Begin) -> KeyFacts {
        let record = KeyRecord {
            kid: kid.to_owned(),
            algorithm,
            private: Secret::new(Vec::new()),
            created_at: Time::default(),
            signs_from: Time::default(),
            published_until: Time::default(),
        };
        let Decision { mut answer, effects } =
            add(vec![record], self.state.keys(), begin, Schedule::default(), self.now);
        self.state.commit(effects, self.now).unwrap();
        assert!(self.state.keys.contains(&answer[0]));
        answer.remove(0)
    }

    fn remove(&mut self, kid: &str) -> Result<(), idp::Refusal> {
        let Decision { answer, effects } = remove(kid, self.state.keys(), self.now);
        self.state.commit(effects, self.now).unwrap();
        answer
    }

    fn wait_days(&mut self, days: u64) {
        self.now = self.now + seconds(days * DAY);
    }

    fn signer(&self) -> Option<&str> {
        signer(&self.state.keys, JwsAlgorithm::ES256, self.now).map(|key| key.kid.as_str())
    }

    fn published(&self) -> Vec<&str> {
        let published = self.state.keys.iter().filter(|key| is_published(key, self.now));
        published.map(|key| key.kid.as_str()).collect()
    }
}

#[test]
fn a_new_installation_needs_es256_and_rs256_and_they_sign_at_once() {
    let mut ring = Ring::new();
    assert_eq!(due(&[], Schedule::default(), NOW), [JwsAlgorithm::ES256, JwsAlgorithm::RS256]);
    for algorithm in [JwsAlgorithm::ES256, JwsAlgorithm::RS256] {
        let key = ring.add(algorithm.name(), algorithm, Begin::Announced);
        assert_eq!((key.created_at, key.signs_from, key.published_until), (NOW, NOW, Time::NEVER));
    }
    assert!(due(&ring.state.keys, Schedule::default(), NOW).is_empty());
}

#[test]
fn a_key_is_exchanged_with_overlap_on_both_sides() {
    let mut ring = Ring::new();
    ring.add("one", JwsAlgorithm::ES256, Begin::Announced);
    ring.wait_days(89);
    assert!(due(&ring.state.keys, Schedule::default(), ring.now).contains(&JwsAlgorithm::ES256));
    ring.add("two", JwsAlgorithm::ES256, Begin::Announced);
    assert!(!due(&ring.state.keys, Schedule::default(), ring.now).contains(&JwsAlgorithm::ES256));
    assert_eq!((ring.signer(), ring.published()), (Some("one"), vec!["one", "two"]));
    ring.wait_days(1);
    assert_eq!((ring.signer(), ring.published()), (Some("two"), vec!["one", "two"]));
    ring.wait_days(7);
    assert_eq!((ring.signer(), ring.published()), (Some("two"), vec!["two"]));
}

#[test]
fn a_key_that_must_go_is_replaced_at_once() {
    let mut ring = Ring::new();
    ring.add("one", JwsAlgorithm::ES256, Begin::Announced);
    ring.wait_days(3);
    ring.add("two", JwsAlgorithm::ES256, Begin::Now);
    assert_eq!((ring.signer(), ring.published()), (Some("two"), vec!["one", "two"]));
    ring.remove("one").unwrap();
    assert_eq!((ring.signer(), ring.published()), (Some("two"), vec!["two"]));
}

#[test]
fn keys_of_other_algorithms_are_left_alone() {
    let mut ring = Ring::new();
    ring.add("es", JwsAlgorithm::ES256, Begin::Announced);
    ring.add("rs", JwsAlgorithm::RS256, Begin::Announced);
    ring.wait_days(1);
    ring.add("es2", JwsAlgorithm::ES256, Begin::Now);
    let rs = ring.state.keys.iter().find(|key| key.kid == "rs").unwrap();
    assert_eq!(rs.published_until, Time::NEVER);
}

#[test]
fn an_algorithm_added_on_request_is_kept_up_too() {
    let mut ring = Ring::new();
    ring.add("es", JwsAlgorithm::ES256, Begin::Announced);
    ring.add("rs", JwsAlgorithm::RS256, Begin::Announced);
    ring.wait_days(50);
    ring.add("ed", JwsAlgorithm::EdDSA, Begin::Announced);
    ring.wait_days(89);
    assert!(due(&ring.state.keys, Schedule::default(), ring.now).contains(&JwsAlgorithm::EdDSA));
}

#[test]
fn an_announced_key_still_follows_one_that_was_brought_in_before_it() {
    let mut ring = Ring::new();
    ring.add("one", JwsAlgorithm::ES256, Begin::Announced);
    ring.wait_days(89);
    ring.add("announced", JwsAlgorithm::ES256, Begin::Announced);
    ring.add("urgent", JwsAlgorithm::ES256, Begin::Now);
    assert_eq!(ring.signer(), Some("urgent"));
    ring.wait_days(1);
    assert_eq!((ring.signer(), ring.published()), (Some("announced"), vec!["one", "announced", "urgent"]));
    ring.wait_days(7);
    assert_eq!((ring.signer(), ring.published()), (Some("announced"), vec!["announced"]));
}

#[test]
fn a_key_goes_on_when_the_one_announced_after_it_is_removed() {
    let mut ring = Ring::new();
    ring.add("one", JwsAlgorithm::ES256, Begin::Announced);
    ring.wait_days(10);
    ring.add("two", JwsAlgorithm::ES256, Begin::Announced);
    ring.remove("two").unwrap();
    ring.wait_days(30);
    assert_eq!((ring.signer(), ring.published()), (Some("one"), vec!["one"]));
}

#[test]
fn refuses_to_remove_the_key_that_signs_and_keys_there_are_not() {
    let mut ring = Ring::new();
    ring.add("one", JwsAlgorithm::ES256, Begin::Announced);
    assert_eq!(reason(ring.remove("one")), Reason::KeyInUse);
    assert_eq!(reason(ring.remove("another")), Reason::NotFound);
    ring.add("two", JwsAlgorithm::ES256, Begin::Now);
    assert!(ring.remove("one").is_ok());
    assert_eq!(reason(ring.remove("two")), Reason::KeyInUse);
}

#[test]
fn forgets_keys_whose_time_is_over_and_no_others() {
    let mut ring = Ring::new();
    ring.add("one", JwsAlgorithm::ES256, Begin::Announced);
    ring.wait_days(1);
    ring.add("two", JwsAlgorithm::ES256, Begin::Now);
    for (days, forgotten) in [(6, 0), (1, 1)] {
        ring.wait_days(days);
        let Decision { answer, effects } = expired(ring.state.keys(), ring.now);
        // With what is forgotten goes the count of changes; nothing is counted otherwise.
        assert_eq!((answer, effects.len()), (forgotten, 2 * forgotten));
        ring.state.commit(effects, ring.now).unwrap();
    }
    assert_eq!(ring.state.keys.len(), 1);
}

#[derive(Clone, Debug)]
enum Step {
    Announce,
    Urgent,
    RemoveOldest,
    RemoveNewest,
    Tick(u64),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        Just(Step::Announce),
        Just(Step::Urgent),
        Just(Step::RemoveOldest),
        Just(Step::RemoveNewest),
        (1..40_u64).prop_map(Step::Tick),
        (1..40_u64).prop_map(Step::Tick),
    ]
}

proptest! {
    #[test]
    fn there_is_always_a_key_that_signs_and_what_it_signed_can_be_verified(
        steps in proptest::collection::vec(step(), 1..30),
    ) {
        let mut ring = Ring::new();
        ring.add("k0", JwsAlgorithm::ES256, Begin::Announced);
        // Until when each key is owed to tokens it signed that nobody took back.
        let mut owed: BTreeMap<String, Time> = BTreeMap::new();
        let longest = seconds(7 * DAY);
        for (number, step) in (1..).zip(steps) {
            let kid = format!("k{number}");
            let hours = if let Step::Tick(days) = step { days * 24 } else { 0 };
            match step {
                Step::Announce => drop(ring.add(&kid, JwsAlgorithm::ES256, Begin::Announced)),
                Step::Urgent => drop(ring.add(&kid, JwsAlgorithm::ES256, Begin::Now)),
                Step::RemoveOldest | Step::RemoveNewest => {
                    let pick = if matches!(step, Step::RemoveOldest) { ring.state.keys.first() } else { ring.state.keys.last() };
                    let kid = pick.unwrap().kid.clone();
                    if ring.remove(&kid).is_ok() {
                        owed.remove(&kid);
                    }
                }
                Step::Tick(_) => {}
            }
            for hour in 0..=hours {
                // The worker looks in every hour.
                if !due(&ring.state.keys, Schedule::default(), ring.now).is_empty() {
                    let missing = due(&ring.state.keys, Schedule::default(), ring.now);
                    if missing.contains(&JwsAlgorithm::ES256) {
                        ring.add(&format!("{kid}-{hour}"), JwsAlgorithm::ES256, Begin::Announced);
                    }
                }
                let Decision { effects, .. } = expired(ring.state.keys(), ring.now);
                ring.state.commit(effects, ring.now).unwrap();
                let signs = ring.signer().map(str::to_owned);
                prop_assert!(signs.is_some());
                let until = ring.now + longest;
                owed.insert(signs.unwrap(), until);
                owed.retain(|_, until| ring.now < *until);
                let published = ring.published();
                for kid in owed.keys() {
                    prop_assert!(published.contains(&kid.as_str()), "{kid} is missing from {published:?}");
                }
                if hour < hours {
                    ring.now = ring.now + seconds(3600);
                }
            }
        }
    }
}
