//! The keys we sign with: which are published, when a new one is due, and how they change.

use std::time::Duration;

use crate::decision::Decision;
use crate::effect::Effect;
use crate::model::key::{KeyFacts, KeyRecord, Keys, signer};
use crate::refusal::{Reason, Refusal};
use crate::time::Time;
use jose::JwsAlgorithm;

/// How keys succeed one another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Schedule {
    /// After so long a signing key is replaced.
    pub signs_for: Duration,
    /// A new key is published for so long before it signs, so that every cache has seen it.
    pub announced_for: Duration,
    /// A key that signs no more is published for so long, so that what it signed can be verified.
    pub outlives_by: Duration,
}

impl Default for Schedule {
    fn default() -> Self {
        Self {
            signs_for: Duration::from_hours(90 * 24),
            announced_for: Duration::from_hours(24),
            // Longer than the longest token lives.
            outlives_by: Duration::from_hours(7 * 24),
        }
    }
}

/// The algorithms every installation signs with from its first start.
pub const FIRST: [JwsAlgorithm; 2] = [JwsAlgorithm::ES256, JwsAlgorithm::RS256];

/// Whether a key is in the published set.
pub fn is_published(key: &KeyFacts, now: Time) -> bool {
    now < key.published_until
}

/// The algorithms of the published keys, each once.
pub fn in_use(keys: &[KeyFacts], now: Time) -> Vec<JwsAlgorithm> {
    let mut algorithms = Vec::new();
    for key in keys.iter().filter(|key| is_published(key, now)) {
        if !algorithms.contains(&key.algorithm) {
            algorithms.push(key.algorithm);
        }
    }
    algorithms
}

/// The algorithms that need a new key made now: those in use whose newest key is nearly old, and
/// those every installation has.
pub fn due(keys: &[KeyFacts], schedule: Schedule, now: Time) -> Vec<JwsAlgorithm> {
    let mut algorithms = FIRST.to_vec();
    algorithms.extend(in_use(keys, now).into_iter().filter(|algorithm| !FIRST.contains(algorithm)));
    algorithms.retain(|algorithm| {
        let newest = keys.iter().filter(|key| key.algorithm == *algorithm).map(|key| key.signs_from).max();
        newest.is_none_or(|newest| now + schedule.announced_for >= newest + schedule.signs_for)
    });
    algorithms
}

/// When a new key begins to sign.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Begin {
    /// After it was announced.
    Announced,
    /// At once, because the old one may be known to others.
    Now,
}

/// Adds freshly made keys, each of an algorithm of its own. Those of that algorithm that signed before stay
/// published until all they signed is over.
pub fn add(
    new: Vec<KeyRecord>,
    keys: Keys<'_>,
    begin: Begin,
    schedule: Schedule,
    now: Time,
) -> Decision<Vec<KeyFacts>> {
    let mut effects = vec![Effect::MoveKeys { from: keys.version }];
    let answer = new.into_iter().map(|new| add_one(&mut effects, new, keys.facts, begin, schedule, now));
    Decision { answer: answer.collect(), effects }
}

fn add_one(
    effects: &mut Vec<Effect>,
    mut new: KeyRecord,
    keys: &[KeyFacts],
    begin: Begin,
    schedule: Schedule,
    now: Time,
) -> KeyFacts {
    let first = signer(keys, new.algorithm, now).is_none();
    new.created_at = now;
    new.signs_from = if first || begin == Begin::Now { now } else { now + schedule.announced_for };
    let others = || keys.iter().filter(|key| key.algorithm == new.algorithm);
    // Whoever was announced before still signs when its time comes, and after this one.
    let later = others().map(|key| key.signs_from).filter(|later| *later > new.signs_from).min();
    let published_until = later.map_or(Time::NEVER, |later| later + schedule.outlives_by);
    let retired =
        others().filter(|key| key.signs_from <= new.signs_from && key.published_until == Time::NEVER);
    effects.extend(retired.map(|key| Effect::RetireKey {
        kid: key.kid.clone(),
        published_until: new.signs_from + schedule.outlives_by,
    }));
    new.published_until = published_until;
    let facts = KeyFacts::from(&new);
    effects.push(Effect::PutKey(new));
    facts
}

/// Forgets a key at once: what it signed is worth nothing from now on. The one key that signs with
/// its algorithm must first be replaced. If the key was to take over, the one before goes on.
pub fn remove(kid: &str, keys: Keys<'_>, now: Time) -> Decision<Result<(), Refusal>> {
    let Some(key) = keys.facts.iter().find(|key| key.kid == kid) else {
        return Decision::of(Err(Reason::NotFound.into()), Vec::new());
    };
    if signer(keys.facts, key.algorithm, now).is_some_and(|signer| signer.kid == kid) {
        return Decision::of(Err(Reason::KeyInUse.into()), Vec::new());
    }
    let mut effects = vec![Effect::MoveKeys { from: keys.version }, Effect::DeleteKey(key.kid.clone())];
    let others = keys.facts.iter().filter(|other| other.algorithm == key.algorithm && other.kid != kid);
    let newest = others.filter(|other| is_published(other, now)).max_by_key(|other| other.signs_from);
    effects.extend(
        newest
            .filter(|newest| newest.published_until != Time::NEVER)
            .map(|newest| Effect::RetireKey { kid: newest.kid.clone(), published_until: Time::NEVER }),
    );
    Decision::of(Ok(()), effects)
}

/// Forgets the keys whose time is over.
pub fn expired(keys: Keys<'_>, now: Time) -> Decision<usize> {
    let over = keys.facts.iter().filter(|key| !is_published(key, now));
    let mut effects: Vec<Effect> = over.map(|key| Effect::DeleteKey(key.kid.clone())).collect();
    let answer = effects.len();
    if answer > 0 {
        effects.insert(0, Effect::MoveKeys { from: keys.version });
    }
    Decision { answer, effects }
}
