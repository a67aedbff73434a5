//! Wrong tries: counted before the password is even hashed, and answered by delays that grow.
//!
//! Where a try is counted is what keeps a stranger from locking a person out. A browser in which the
//! person has signed in before has a count of its own, so that others' guesses mean nothing to it. All
//! other browsers share what can be tried at a person, by whichever name, or at a name that nobody has:
//! few times from one address, then in all.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::device::Device;
use crate::effect::{Advance, Effect};
use crate::model::family::FamilyId;
use crate::model::settings::Settings;
use crate::model::ticket::{Ticket, TicketFacts, TicketKey, TicketKind};
use crate::model::user::UserId;
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// Where a try comes from.
#[derive(Clone, Copy)]
pub enum Origin<'a> {
    /// A browser in which the person has signed in before.
    Known {
        /// Whose name was given.
        person: &'a UserId,
        /// The browser.
        device: Device,
    },
    /// Any other.
    Unknown {
        /// At whom.
        whose: Whose<'a>,
        /// Where it comes from, as far as one subscriber reaches, where that is known.
        neighbourhood: Option<&'a str>,
    },
    /// The person's own session, where their password is asked once more.
    Session {
        /// Who.
        person: &'a UserId,
        /// Their session.
        session: FamilyId,
    },
}

/// At whom a try is made.
#[derive(Clone, Copy)]
pub enum Whose<'a> {
    /// This person, whichever of their names was given: or who has two would be guessed at twice as often.
    Person(&'a UserId),
    /// Nobody: the name in canonical form. Counted like a person, so that waiting does not tell them apart.
    Nobody(&'a str),
}

/// One count that a try goes on.
#[derive(Clone, Copy, Debug)]
pub struct Counter {
    key: TicketKey,
    /// Whether everybody's tries at a name are counted here, of whom one may be its owner.
    shared: bool,
}

impl Counter {
    /// Where its ticket stands.
    pub const fn key(&self) -> TicketKey {
        self.key
    }

    const fn free_tries(&self, settings: &Settings) -> u32 {
        if self.shared { settings.free_tries_of_all } else { settings.free_tries }
    }
}

/// A count, and its ticket as it was found.
pub struct Counted {
    /// Which.
    pub counter: Counter,
    /// Its ticket, if there is one.
    pub found: Option<TicketFacts>,
}

/// The counts of a try that comes from there.
pub fn counters(origin: Origin<'_>) -> Vec<Counter> {
    // No name can be mistaken for a person: the mark before it decides.
    let counter = |mark: &str, parts: &[&[u8]], shared| Counter {
        key: TicketKey::of(TicketKind::Attempts, &[mark.as_bytes(), &parts.join(&0)].concat()),
        shared,
    };
    match origin {
        Origin::Known { person, device } => {
            vec![counter("d", &[device.as_bytes(), person.as_str().as_bytes()], false)]
        }
        Origin::Session { person, session } => {
            vec![counter("s", &[&session.0, person.as_str().as_bytes()], false)]
        }
        Origin::Unknown { whose, neighbourhood } => {
            let there = neighbourhood.unwrap_or_default().as_bytes();
            let (from_there, in_all, of) = match whose {
                Whose::Person(person) => ("p", "P", person.as_str()),
                Whose::Nobody(name) => ("n", "N", name),
            };
            vec![counter(from_there, &[there, of.as_bytes()], false), counter(in_all, &[of.as_bytes()], true)]
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Count {
    /// Tries that were not followed by a right password.
    tries: u32,
    /// Before this moment, in microseconds, no further try is heard.
    not_before: i64,
}

/// Counts one more try, or refuses to hear it yet.
pub fn count(counted: &[Counted], settings: &Settings, now: Time) -> Result<Vec<Effect>, Refusal> {
    let mut effects = Vec::with_capacity(counted.len());
    let mut heard_from = now;
    for Counted { counter, found } in counted {
        let found = found.as_ref().filter(|found| found.is_usable(now));
        let before = match found {
            Some(found) => crate::model::ticket::decode(&found.body)?,
            None => Count { tries: 0, not_before: now.as_micros() },
        };
        heard_from = heard_from.max(Time::from_micros(before.not_before));
        let tries = before.tries.saturating_add(1);
        let body = body(tries, now + delay(tries, counter.free_tries(settings), settings));
        effects.push(match found {
            Some(found) => advance(found, now + settings.tries_remembered, body),
            None => put(counter.key, now + settings.tries_remembered, body),
        });
    }
    if now < heard_from {
        let seconds = u32::try_from(heard_from.since(now).as_secs() + 1).unwrap_or(u32::MAX);
        return Err(Refusal::new(Reason::TooManyTries).retry_after(seconds));
    }
    Ok(effects)
}

/// Forgets the tries, because the right password came.
pub fn forget(counted: &[Counted], settings: &Settings, now: Time) -> impl Iterator<Item = Effect> {
    let found = counted.iter().filter_map(|counted| counted.found.as_ref());
    found
        .filter(move |found| found.is_usable(now))
        .map(move |found| advance(found, now + settings.tries_remembered, body(0, now)))
}

/// Nothing at first, then one second, then twice as long each time.
fn delay(tries: u32, free: u32, settings: &Settings) -> Duration {
    match tries.checked_sub(free) {
        None => Duration::ZERO,
        Some(over) => settings.longest_delay.min(Duration::from_secs(1u64 << over.min(32))),
    }
}

fn put(key: TicketKey, expires_at: Time, body: Vec<u8>) -> Effect {
    Effect::Put(Ticket {
        key,
        kind: TicketKind::Attempts,
        family: None,
        expires_at,
        ends_at: Time::NEVER,
        keep_until: expires_at,
        body,
    })
}

fn advance(found: &TicketFacts, expires_at: Time, body: Vec<u8>) -> Effect {
    Effect::Advance(Advance { key: found.key, from: found.version, expires_at, keep_until: expires_at, body })
}

fn body(tries: u32, not_before: Time) -> Vec<u8> {
    crate::model::ticket::encode(&Count { tries, not_before: not_before.as_micros() })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Time = Time::from_secs(1_000_000);

    fn found(counter: Counter, tries: u32, not_before: Time) -> Counted {
        let found = TicketFacts {
            key: counter.key,
            version: 3,
            expires_at: NOW + Duration::from_hours(1),
            ends_at: Time::NEVER,
            spent_at: None,
            body: body(tries, not_before),
            family: None,
        };
        Counted { counter, found: Some(found) }
    }

    #[test]
    fn counts_the_first_try_and_every_further_one() {
        let settings = Settings::default();
        let all = counters(Origin::Unknown { whose: Whose::Nobody("maija"), neighbourhood: None });
        let first: Vec<_> = all.iter().map(|counter| Counted { counter: *counter, found: None }).collect();
        let effects = count(&first, &settings, NOW).unwrap();
        assert!(matches!(effects.as_slice(), [Effect::Put(_), Effect::Put(_)]));
        let further: Vec<_> = all.iter().map(|counter| found(*counter, 3, NOW)).collect();
        let effects = count(&further, &settings, NOW).unwrap();
        assert!(effects.iter().all(|effect| matches!(effect, Effect::Advance(Advance { from: 3, .. }))));
    }

    #[test]
    fn refuses_a_try_before_its_time_in_any_count_and_says_when_to_come_again() {
        let settings = Settings::default();
        let later = NOW + Duration::from_secs(7);
        let all = counters(Origin::Unknown { whose: Whose::Nobody("maija"), neighbourhood: None });
        for waiting in 0..all.len() {
            let not_before = |index| if index == waiting { later } else { NOW };
            let found = |(index, counter): (usize, &Counter)| found(*counter, 9, not_before(index));
            let counts: Vec<_> = all.iter().enumerate().map(found).collect();
            let refusal = count(&counts, &settings, NOW).unwrap_err();
            assert_eq!((refusal.reason, refusal.detail.retry_after), (Reason::TooManyTries, Some(8)));
            assert!(count(&counts, &settings, later).is_ok());
        }
    }

    #[test]
    fn delays_begin_after_the_free_tries_double_and_end_at_the_longest() {
        let settings = Settings::default();
        let delay = |tries| delay(tries, settings.free_tries, &settings).as_secs();
        assert_eq!([1, 4, 5, 6, 7, 10, 15, 400].map(delay), [0, 0, 1, 2, 4, 32, 900, 900]);
    }
}
