//! Signing keys: how they follow one another without a token that nobody can verify.

use std::collections::BTreeMap;

use idp::key::{Begin, FIRST, Schedule, add, due, expired, is_kept, is_published, remove};
use idp::model::key::{KeyAlgorithm, KeyFacts, KeyRecord, in_charge, signer};
use idp::{Decision, Reason, Time};
use jose::secret::Secret;
use jose::{JwsAlgorithm, KeyManagement};
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

    fn add(&mut self, kid: &str, algorithm: impl Into<KeyAlgorithm>, begin: Begin) -> KeyFacts {
        let record = KeyRecord {
            kid: kid.to_owned(),
            algorithm: algorithm.into(),
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
fn a_new_installation_needs_keys_to_sign_and_to_open_with_and_they_do_so_at_once() {
    let mut ring = Ring::new();
    assert_eq!(due(&[], Schedule::default(), NOW), FIRST);
    let names = FIRST.map(|algorithm| (algorithm.usage(), algorithm.to_string()));
    let expected = [("sig", "ES256"), ("sig", "RS256"), ("enc", "RSA-OAEP"), ("enc", "ECDH-ES/P-256")];
    assert_eq!(names, expected.map(|(usage, name)| (usage, name.to_owned())));
    for algorithm in FIRST {
        let key = ring.add(&algorithm.to_string(), algorithm, Begin::Announced);
        assert_eq!((key.created_at, key.signs_from, key.published_until), (NOW, NOW, Time::NEVER));
    }
    assert!(due(&ring.state.keys, Schedule::default(), NOW).is_empty());
}

const RSA_OAEP: KeyAlgorithm = KeyAlgorithm::Enc(KeyManagement::RsaOaep, None);

/// Others choose what they seal to as soon as they see it: to announce a key is to use it.
#[test]
fn a_key_that_opens_leaves_the_published_set_when_the_next_comes_and_opens_for_a_while_longer() {
    for begin in [Begin::Announced, Begin::Now] {
        let mut ring = Ring::new();
        ring.add("one", RSA_OAEP, Begin::Announced);
        ring.wait_days(89);
        assert!(!due(&ring.state.keys, Schedule::default(), ring.now).contains(&RSA_OAEP));
        ring.wait_days(1);
        assert!(due(&ring.state.keys, Schedule::default(), ring.now).contains(&RSA_OAEP));
        ring.add("two", RSA_OAEP, begin);
        let kept = |ring: &Ring| -> Vec<String> {
            let kept = ring.state.keys.iter().filter(|key| is_kept(key, Schedule::default(), ring.now));
            kept.map(|key| key.kid.clone()).collect()
        };
        assert_eq!((ring.published(), kept(&ring)), (vec!["two"], vec!["one".to_owned(), "two".to_owned()]));
        let in_charge = in_charge(&ring.state.keys, RSA_OAEP, ring.now).unwrap();
        assert_eq!(in_charge.kid, "two");
        ring.wait_days(6);
        let Decision { answer, .. } = expired(ring.state.keys(), Schedule::default(), ring.now);
        assert_eq!((answer, kept(&ring).len()), (0, 2));
        ring.wait_days(1);
        let Decision { answer, effects } = expired(ring.state.keys(), Schedule::default(), ring.now);
        ring.state.commit(effects, ring.now).unwrap();
        assert_eq!((answer, kept(&ring)), (1, vec!["two".to_owned()]));
    }
}

#[test]
fn the_key_that_others_seal_to_is_not_removed_and_the_one_before_it_is() {
    let mut ring = Ring::new();
    ring.add("one", RSA_OAEP, Begin::Announced);
    assert_eq!(reason(ring.remove("one")), Reason::KeyInUse);
    ring.add("two", RSA_OAEP, Begin::Now);
    assert!(ring.remove("one").is_ok());
    assert_eq!(reason(ring.remove("two")), Reason::KeyInUse);
    assert_eq!(ring.published(), ["two"]);
}

#[test]
fn keys_on_different_curves_succeed_only_each_other() {
    let mut ring = Ring::new();
    for algorithm in ["ECDH-ES", "ECDH-ES/X25519", "ECDH-ES+A256KW/P-521", "RSA-OAEP-256"] {
        ring.add(algorithm, algorithm.parse::<KeyAlgorithm>().unwrap(), Begin::Announced);
    }
    ring.add("next", "ECDH-ES/P-256".parse::<KeyAlgorithm>().unwrap(), Begin::Announced);
    assert_eq!(ring.published(), ["ECDH-ES/X25519", "ECDH-ES+A256KW/P-521", "RSA-OAEP-256", "next"]);
}

#[test]
fn a_key_is_exchanged_with_overlap_on_both_sides() {
    let mut ring = Ring::new();
    ring.add("one", JwsAlgorithm::ES256, Begin::Announced);
    ring.wait_days(89);
    assert!(due(&ring.state.keys, Schedule::default(), ring.now).contains(&JwsAlgorithm::ES256.into()));
    ring.add("two", JwsAlgorithm::ES256, Begin::Announced);
    assert!(!due(&ring.state.keys, Schedule::default(), ring.now).contains(&JwsAlgorithm::ES256.into()));
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
    assert!(due(&ring.state.keys, Schedule::default(), ring.now).contains(&JwsAlgorithm::EdDSA.into()));
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
        let Decision { answer, effects } = expired(ring.state.keys(), Schedule::default(), ring.now);
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
                    if missing.contains(&JwsAlgorithm::ES256.into()) {
                        ring.add(&format!("{kid}-{hour}"), JwsAlgorithm::ES256, Begin::Announced);
                    }
                }
                let Decision { effects, .. } = expired(ring.state.keys(), Schedule::default(), ring.now);
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
