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
use crate::model::ClientId;
use crate::model::family::FamilyId;
use crate::model::settings::{OneTimeCodes, Settings};
use crate::model::ticket::{Ticket, TicketFacts, TicketKey, TicketKind};
use crate::model::user::UserId;
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// How many tries at codes there may be in all before they are slowed down. Of 34.5 bits a guess finds one of a
/// thousand codes that live at once in one of twenty-five million.
const MOST_OF_ALL: u32 = 10_000;

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
    /// Who proved a first factor and is asked for a code of theirs.
    Factor {
        /// Who.
        person: &'a UserId,
    },
    /// Who says that they forgot their password, and asks for a link.
    Forgotten {
        /// Whose.
        whose: Whose<'a>,
    },
    /// Who makes an account, or gives another address: messages are sent to it that its owner may not want.
    Address {
        /// The address, or the number.
        address: &'a str,
    },
    /// A client that has somebody told that they are to answer it.
    Ciba {
        /// The client.
        client: &'a ClientId,
        /// Whom it means.
        whose: Whose<'a>,
    },
    /// Who types a code that another device shows.
    UserCode {
        /// Where it comes from, as far as one subscriber reaches, where that is known.
        neighbourhood: Option<&'a str>,
        /// What binds sign-ins to their browser, if it has that.
        browser: Option<&'a str>,
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
    pace: Pace,
}

/// How the delays of a count grow.
#[derive(Clone, Copy, Debug)]
pub(super) enum Pace {
    /// As for one who tries passwords.
    Own,
    /// As where everybody's tries at a name are counted, of whom one may be its owner.
    Shared,
    /// As for wrong one-time codes: nothing until there were so many, then longer each time.
    Codes,
    /// As for codes that are sent and never used.
    Sends,
    /// As where everybody's tries at everybody's codes are counted: far too many to be people's own, and then only
    /// slowed down, since a stranger's guesses must not keep everybody out.
    Everybody,
}

impl Counter {
    /// The count of this mark and name. No name can be mistaken for another kind's: the mark before it
    /// decides.
    pub(super) fn of(mark: &str, parts: &[&[u8]], pace: Pace) -> Self {
        let name = [mark.as_bytes(), &parts.join(&0)].concat();
        Self { key: TicketKey::of(TicketKind::Attempts, &name), pace }
    }

    /// Where its ticket stands.
    pub const fn key(&self) -> TicketKey {
        self.key
    }
}

impl Pace {
    /// How long to wait after so many tries.
    fn delay(self, tries: u32, settings: &Settings) -> Duration {
        let codes = &settings.one_time_codes;
        let (free, first, longest) = match self {
            Self::Own => (settings.free_tries, Duration::from_secs(1), settings.longest_delay),
            Self::Shared => (settings.free_tries_of_all, Duration::from_secs(1), settings.longest_delay),
            Self::Everybody => (MOST_OF_ALL, Duration::from_secs(1), Duration::from_secs(1)),
            Self::Sends => (codes.free_sends, codes.send_delay, codes.longest_lock),
            Self::Codes => {
                let most = codes.most_tries.max(1);
                return match tries.checked_rem(most) {
                    Some(0) if tries > 0 => lock(tries / most, codes),
                    _ => Duration::ZERO,
                };
            }
        };
        // Nothing at first, then so long, then twice as long each time.
        match tries.checked_sub(free) {
            None => Duration::ZERO,
            Some(over) => first.checked_mul(1u32 << over.min(30)).map_or(longest, |delay| delay.min(longest)),
        }
    }
}

/// How long an account waits the so-manieth time.
fn lock(times: u32, codes: &OneTimeCodes) -> Duration {
    let factor = codes.lock_factor.checked_pow(times.saturating_sub(1));
    let delay = factor.and_then(|factor| codes.lock.checked_mul(factor));
    delay.map_or(codes.longest_lock, |delay| delay.min(codes.longest_lock))
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
    match origin {
        Origin::Known { person, device } => {
            vec![Counter::of("d", &[device.as_bytes(), person.as_str().as_bytes()], Pace::Own)]
        }
        Origin::Factor { person } => vec![Counter::of("f", &[person.as_str().as_bytes()], Pace::Own)],
        Origin::Forgotten { whose } => {
            let (mark, of) = match whose {
                Whose::Person(person) => ("r", person.as_str()),
                Whose::Nobody(name) => ("R", name),
            };
            vec![Counter::of(mark, &[of.as_bytes()], Pace::Sends)]
        }
        Origin::Address { address } => {
            vec![Counter::of("A", &[address.as_bytes()], Pace::Sends)]
        }
        Origin::Ciba { client, whose } => {
            let (mark, of) = match whose {
                Whose::Person(person) => ("c", person.as_str()),
                Whose::Nobody(name) => ("C", name),
            };
            vec![Counter::of(mark, &[client.as_str().as_bytes(), of.as_bytes()], Pace::Sends)]
        }
        Origin::UserCode { neighbourhood, browser } => {
            let there = neighbourhood.unwrap_or_default().as_bytes();
            let mut counters =
                vec![Counter::of("u", &[there], Pace::Own), Counter::of("U", &[], Pace::Everybody)];
            counters.extend(browser.map(|it| Counter::of("b", &[it.as_bytes()], Pace::Own)));
            counters
        }
        Origin::Session { person, session } => {
            vec![Counter::of("s", &[&session.0, person.as_str().as_bytes()], Pace::Own)]
        }
        Origin::Unknown { whose, neighbourhood } => {
            let there = neighbourhood.unwrap_or_default().as_bytes();
            let (from_there, in_all, of) = match whose {
                Whose::Person(person) => ("p", "P", person.as_str()),
                Whose::Nobody(name) => ("n", "N", name),
            };
            let (from_there, in_all) = (
                Counter::of(from_there, &[there, of.as_bytes()], Pace::Own),
                Counter::of(in_all, &[of.as_bytes()], Pace::Shared),
            );
            vec![from_there, in_all]
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
    match wait(counted, now)? {
        Some(seconds) => Err(Refusal::new(Reason::TooManyTries).retry_after(seconds)),
        None => one_more(counted, settings, now),
    }
}

/// For how many seconds the next try is not heard yet, if it is not.
pub(super) fn wait<'a>(
    counted: impl IntoIterator<Item = &'a Counted>,
    now: Time,
) -> Result<Option<u32>, Refusal> {
    let mut heard_from = now;
    for counted in counted {
        if let Some(before) = counted.count(now)? {
            heard_from = heard_from.max(Time::from_micros(before.not_before));
        }
    }
    let seconds = || u32::try_from(heard_from.since(now).as_secs() + 1).unwrap_or(u32::MAX);
    Ok((now < heard_from).then(seconds))
}

/// Counts one more try.
pub(super) fn one_more<'a>(
    counted: impl IntoIterator<Item = &'a Counted>,
    settings: &Settings,
    now: Time,
) -> Result<Vec<Effect>, Refusal> {
    let one_more = |counted: &Counted| {
        let tries = counted.count(now)?.map_or(0, |before| before.tries).saturating_add(1);
        let body = body(tries, now + counted.counter.pace.delay(tries, settings));
        let until = now + settings.tries_remembered;
        Ok(match counted.found.as_ref().filter(|found| found.is_usable(now)) {
            Some(found) => advance(found, until, body),
            None => put(counted.counter.key, until, body),
        })
    };
    counted.into_iter().map(one_more).collect()
}

/// Counts one try less, because it was none after all.
pub(crate) fn take_back(counted: &[Counted], settings: &Settings, now: Time) -> Result<Vec<Effect>, Refusal> {
    let less = |counted: &Counted| {
        let Some(Count { tries, not_before }) = counted.count(now)? else { return Ok(None) };
        let Some(found) = &counted.found else { return Ok(None) };
        let tries = tries.saturating_sub(1);
        let not_before = Time::from_micros(not_before).min(now + counted.counter.pace.delay(tries, settings));
        Ok(Some(advance(found, now + settings.tries_remembered, body(tries, not_before))))
    };
    counted.iter().filter_map(|counted| less(counted).transpose()).collect()
}

impl Counted {
    /// What was counted so far, unless it is forgotten.
    fn count(&self, now: Time) -> Result<Option<Count>, Refusal> {
        let found = self.found.as_ref().filter(|found| found.is_usable(now));
        found.map(|found| crate::model::ticket::decode(&found.body)).transpose()
    }
}

/// Forgets the tries, because the right password came.
pub fn forget(counted: &[Counted], settings: &Settings, now: Time) -> impl Iterator<Item = Effect> {
    let found = counted.iter().filter_map(|counted| counted.found.as_ref());
    found
        .filter(move |found| found.is_usable(now))
        .map(move |found| advance(found, now + settings.tries_remembered, body(0, now)))
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
        let delay = |tries| Pace::Own.delay(tries, &settings).as_secs();
        assert_eq!([1, 4, 5, 6, 7, 10, 15, 400].map(delay), [0, 0, 1, 2, 4, 32, 900, 900]);
    }

    #[test]
    fn an_account_waits_longer_each_time_that_too_many_codes_were_wrong() {
        let settings = Settings::default();
        let delay = |tries| Pace::Codes.delay(tries, &settings).as_secs();
        assert_eq!([0, 1, 4, 5, 6, 9, 10, 15].map(delay), [0, 0, 0, 300, 0, 0, 600, 1200]);
        assert_eq!(delay(5_000), 86_400);
    }

    #[test]
    fn codes_that_nobody_uses_are_sent_more_and_more_slowly() {
        let settings = Settings::default();
        let delay = |sends| Pace::Sends.delay(sends, &settings).as_secs();
        assert_eq!([1, 9, 10, 11, 12, 400].map(delay), [0, 0, 60, 120, 240, 86_400]);
    }
}
