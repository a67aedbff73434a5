//! Wrong tries against one person, or one login name that nobody has: counted alike, before the
//! password is even hashed, and answered by delays that grow.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::effect::{Advance, Effect};
use crate::model::settings::Settings;
use crate::model::ticket::{Ticket, TicketFacts, TicketKey, TicketKind};
use crate::model::user::UserId;
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

#[derive(Serialize, Deserialize)]
struct Count {
    /// Tries that were not followed by a right password.
    tries: u32,
    /// Before this moment, in microseconds, no further try is heard.
    not_before: i64,
}

/// Where tries are counted: against the person whose name it is, so that a person with a user name
/// and an e-mail address is guessed at no more often than one with a single name; otherwise against
/// the name, in canonical form, so that a name that is nobody's answers no differently.
pub fn key(person: Option<&UserId>, canonical_name: &str) -> TicketKey {
    // No name can be mistaken for a person: the mark before it decides.
    let (mark, of) = match person {
        Some(person) => (b"p", person.as_str()),
        None => (b"n", canonical_name),
    };
    TicketKey::of(TicketKind::Attempts, &[&mark[..], of.as_bytes()].concat())
}

/// Counts one more try, or refuses to hear it yet.
pub fn count(
    key: TicketKey,
    found: Option<&TicketFacts>,
    settings: &Settings,
    now: Time,
) -> Result<Effect, Refusal> {
    let expires_at = now + settings.tries_remembered;
    let Some(found) = found.filter(|found| found.is_usable(now)) else {
        return Ok(Effect::Put(Ticket {
            key,
            kind: TicketKind::Attempts,
            family: None,
            expires_at,
            ends_at: Time::NEVER,
            keep_until: expires_at,
            body: body(1, now + delay(1, settings)),
        }));
    };
    let count: Count = crate::model::ticket::decode(&found.body)?;
    let not_before = Time::from_micros(count.not_before);
    if now < not_before {
        let seconds = not_before.since(now).as_secs() + 1;
        return Err(
            Refusal::new(Reason::TooManyTries).retry_after(u32::try_from(seconds).unwrap_or(u32::MAX))
        );
    }
    let tries = count.tries.saturating_add(1);
    Ok(advance(found, expires_at, body(tries, now + delay(tries, settings))))
}

/// Forgets the tries, because the right password came.
pub fn forget(found: Option<&TicketFacts>, settings: &Settings, now: Time) -> Option<Effect> {
    found
        .filter(|found| found.is_usable(now))
        .map(|found| advance(found, now + settings.tries_remembered, body(0, now)))
}

/// Nothing at first, then one second, then twice as long each time.
fn delay(tries: u32, settings: &Settings) -> Duration {
    match tries.checked_sub(settings.free_tries) {
        None => Duration::ZERO,
        Some(over) => settings.longest_delay.min(Duration::from_secs(1u64 << over.min(32))),
    }
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

    fn found(tries: u32, not_before: Time) -> TicketFacts {
        TicketFacts {
            key: key(None, "maija"),
            version: 3,
            expires_at: NOW + Duration::from_hours(1),
            ends_at: Time::NEVER,
            spent_at: None,
            body: body(tries, not_before),
            family: None,
        }
    }

    #[test]
    fn counts_the_first_try_and_every_further_one() {
        let settings = Settings::default();
        assert!(matches!(count(key(None, "maija"), None, &settings, NOW), Ok(Effect::Put(_))));
        let effect = count(key(None, "maija"), Some(&found(3, NOW)), &settings, NOW);
        assert!(matches!(effect, Ok(Effect::Advance(Advance { from: 3, .. }))));
    }

    #[test]
    fn refuses_a_try_before_its_time_and_says_when_to_come_again() {
        let settings = Settings::default();
        let later = NOW + Duration::from_secs(7);
        let refusal = count(key(None, "maija"), Some(&found(9, later)), &settings, NOW).unwrap_err();
        assert_eq!(refusal.reason, Reason::TooManyTries);
        assert_eq!(refusal.detail.retry_after, Some(8));
        assert!(count(key(None, "maija"), Some(&found(9, later)), &settings, later).is_ok());
    }

    #[test]
    fn delays_begin_after_the_free_tries_double_and_end_at_the_longest() {
        let settings = Settings::default();
        let seconds: Vec<u64> = [1, 4, 5, 6, 7, 10, 15, 400].map(|n| delay(n, &settings).as_secs()).to_vec();
        assert_eq!(seconds, [0, 0, 1, 2, 4, 32, 900, 900]);
    }
}
