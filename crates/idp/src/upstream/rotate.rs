//! Our keys for an upstream, exchanged: the next one stands beside the one in use until the upstream knows
//! it, and then takes over by itself.

use std::time::Duration;

use super::check::invalid;
use super::put;
use crate::decision::Decision;
use crate::email_domain::There;
use crate::key::Schedule;
use crate::model::key::{KeyFacts, KeyRecord, in_charge};
use crate::model::upstream::Upstream;
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

/// How long a key may be announced before it takes over.
const LONGEST_ANNOUNCED: Duration = Duration::from_hours(366 * 24);
/// How many keys an upstream may have, old and new.
const MOST_KEYS: usize = 20;
/// The longest name of a key, in bytes.
const LONGEST_KID: usize = 200;

/// Puts freshly made keys beside those there are. From `takes_over_at` on the new one signs, or is the one
/// to be sealed to; the one before stays in the published set for a while longer, and opens for longer still.
/// The first of an algorithm counts at once.
pub fn rotate(
    before: Option<Upstream>,
    made: Vec<KeyRecord>,
    takes_over_at: Time,
    now: Time,
) -> Decision<Result<Upstream, Refusal>> {
    let Some(before) = before else { return refused(Reason::NotFound.into()) };
    if takes_over_at > now + LONGEST_ANNOUNCED {
        return refused(invalid("takes_over_at", "a time within a year"));
    }
    let mut keys = before.keys.clone();
    keys.retain(|key| is_kept(key, now));
    let facts: Vec<KeyFacts> = keys.iter().map(KeyFacts::from).collect();
    for new in made {
        let is_first = in_charge(&facts, new.algorithm, now).is_none();
        let from = if is_first { now } else { takes_over_at.max(now) };
        for old in keys.iter_mut().filter(|old| old.algorithm == new.algorithm) {
            old.published_until = old.published_until.min(from + Schedule::default().outlives_by);
        }
        // One that was announced before and has not taken over is replaced.
        keys.retain(|old| old.algorithm != new.algorithm || old.signs_from <= now);
        keys.push(KeyRecord { created_at: now, signs_from: from, published_until: Time::NEVER, ..new });
    }
    if keys.len() > MOST_KEYS {
        return refused(invalid("keys", "at most 20; remove those that nobody needs any more"));
    }
    with_keys(before, keys, now)
}

/// Calls a key as the upstream calls it, which may have minted a name of its own when it was registered.
pub fn rename(
    before: Option<Upstream>,
    kid: &str,
    to: &str,
    now: Time,
) -> Decision<Result<Upstream, Refusal>> {
    let Some(before) = before else { return refused(Reason::NotFound.into()) };
    let fits = (1..=LONGEST_KID).contains(&to.len()) && to.bytes().all(|byte| byte.is_ascii_graphic());
    if !fits || (to != kid && before.keys.iter().any(|key| key.kid == to)) {
        return refused(invalid("kid", "1 to 200 printable ASCII characters, and no other key's name"));
    }
    let mut keys = before.keys.clone();
    match keys.iter_mut().find(|key| key.kid == kid) {
        None => return refused(Reason::NotFound.into()),
        Some(key) => to.clone_into(&mut key.kid),
    }
    with_keys(before, keys, now)
}

/// Forgets a key at once: what is sealed to it opens no more. The one in charge of an algorithm that is
/// needed must be exchanged first.
pub fn remove_key(before: Option<Upstream>, kid: &str, now: Time) -> Decision<Result<Upstream, Refusal>> {
    let Some(before) = before else { return refused(Reason::NotFound.into()) };
    let Some(key) = before.keys.iter().find(|key| key.kid == kid) else {
        return refused(Reason::NotFound.into());
    };
    let facts: Vec<KeyFacts> = before.keys.iter().map(KeyFacts::from).collect();
    let is_needed = super::keys::needed(&before.definition).contains(&key.algorithm);
    if is_needed && in_charge(&facts, key.algorithm, now).is_some_and(|key| key.kid == kid) {
        return refused(Reason::KeyInUse.into());
    }
    let algorithm = key.algorithm;
    let mut keys = before.keys.clone();
    keys.retain(|key| key.kid != kid);
    // Where it was to take over, the one before goes on.
    let of_it = keys.iter_mut().filter(|key| key.algorithm == algorithm && now < key.published_until);
    if let Some(youngest) = of_it.max_by_key(|key| key.signs_from) {
        youngest.published_until = Time::NEVER;
    }
    with_keys(before, keys, now)
}

/// Whether a key still does anything: is published, or opens what was sealed to it.
pub fn is_kept(key: &KeyRecord, now: Time) -> bool {
    let longer = if key.algorithm.signs() { Duration::ZERO } else { Schedule::default().outlives_by };
    key.published_until == Time::NEVER || now < key.published_until + longer
}

fn with_keys(before: Upstream, keys: Vec<KeyRecord>, now: Time) -> Decision<Result<Upstream, Refusal>> {
    // Keys move no domain.
    let there = There::default();
    put(
        Some(before.version),
        Upstream { version: before.version + 1, keys, updated_at: now, ..before },
        there,
    )
}

fn refused(refusal: Refusal) -> Decision<Result<Upstream, Refusal>> {
    Decision::of(Err(refusal), Vec::new())
}
