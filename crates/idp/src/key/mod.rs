//! Our own keys: which are published, when a new one is due, and how they change.
//!
//! A key that signs is published before it signs, so that every cache has seen it. A key that opens is
//! chosen by others as soon as they see it, so it is announced to nobody: a new one takes its place in the
//! published set at once, and what was sealed to the old one opens for a while longer.

use std::time::Duration;

use crate::decision::Decision;
use crate::effect::Effect;
use crate::model::key::{KeyAlgorithm, KeyFacts, KeyRecord, Keys, in_charge};
use crate::refusal::{Reason, Refusal};
use crate::time::Time;
use jose::{Curve, JwsAlgorithm, KeyManagement};

/// How keys succeed one another.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Schedule {
    /// After so long a key is replaced.
    pub signs_for: Duration,
    /// A new key is published for so long before it signs, so that every cache has seen it.
    pub announced_for: Duration,
    /// A key that signs no more is published for so long, so that what it signed can be verified; a key
    /// that is published no more opens for so long what is still sealed to it.
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

/// What every installation has keys for from its first start.
pub const FIRST: [KeyAlgorithm; 4] = [
    KeyAlgorithm::Sig(JwsAlgorithm::ES256),
    KeyAlgorithm::Sig(JwsAlgorithm::RS256),
    KeyAlgorithm::Enc(KeyManagement::RsaOaep, None),
    KeyAlgorithm::Enc(KeyManagement::EcdhEs, Some(Curve::P256)),
];

/// Whether a key is in the published set. One that opens leaves it when another takes its place, by
/// whatever clock.
pub fn is_published(key: &KeyFacts, now: Time) -> bool {
    if key.algorithm.signs() { now < key.published_until } else { key.published_until == Time::NEVER }
}

/// Whether others can seal messages to us in this way now.
pub fn opens(keys: &[KeyFacts], management: KeyManagement, now: Time) -> bool {
    let does = |key: &KeyFacts| matches!(key.algorithm, KeyAlgorithm::Enc(its, _) if its == management);
    keys.iter().any(|key| does(key) && is_published(key, now))
}

/// Whether a key still does anything: signs, stands for what it signed, or opens what was sealed to it.
pub fn is_kept(key: &KeyFacts, schedule: Schedule, now: Time) -> bool {
    is_published(key, now) || (!key.algorithm.signs() && now < key.published_until + schedule.outlives_by)
}

/// What the published keys do, each once.
pub fn in_use(keys: &[KeyFacts], now: Time) -> Vec<KeyAlgorithm> {
    let mut algorithms = Vec::new();
    for key in keys.iter().filter(|key| is_published(key, now)) {
        if !algorithms.contains(&key.algorithm) {
            algorithms.push(key.algorithm);
        }
    }
    algorithms
}

/// What needs a new key made now: what there are keys for whose newest is nearly old, and what every
/// installation has.
pub fn due(keys: &[KeyFacts], schedule: Schedule, now: Time) -> Vec<KeyAlgorithm> {
    let mut algorithms = FIRST.to_vec();
    algorithms.extend(in_use(keys, now).into_iter().filter(|algorithm| !FIRST.contains(algorithm)));
    algorithms.retain(|algorithm| {
        let newest = keys.iter().filter(|key| key.algorithm == *algorithm).map(|key| key.signs_from).max();
        let ahead = if algorithm.signs() { schedule.announced_for } else { Duration::ZERO };
        newest.is_none_or(|newest| now + ahead >= newest + schedule.signs_for)
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
/// published until all they signed is over; those that opened before leave the published set.
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
    let signs = new.algorithm.signs();
    let first = in_charge(keys, new.algorithm, now).is_none();
    let at_once = first || begin == Begin::Now || !signs;
    let outlives_by = if signs { schedule.outlives_by } else { Duration::ZERO };
    new.created_at = now;
    new.signs_from = if at_once { now } else { now + schedule.announced_for };
    let others = || keys.iter().filter(|key| key.algorithm == new.algorithm);
    // Whoever was announced before still signs when its time comes, and after this one.
    let later = others().map(|key| key.signs_from).filter(|later| *later > new.signs_from).min();
    let published_until = later.map_or(Time::NEVER, |later| later + outlives_by);
    let retired =
        others().filter(|key| key.signs_from <= new.signs_from && key.published_until == Time::NEVER);
    effects.extend(retired.map(|key| Effect::RetireKey {
        kid: key.kid.clone(),
        published_until: new.signs_from + outlives_by,
    }));
    new.published_until = published_until;
    let facts = KeyFacts::from(&new);
    effects.push(Effect::PutKey(new));
    facts
}

/// Forgets a key at once: what it signed is worth nothing from now on, and what is sealed to it opens no
/// more. The one key in charge of its algorithm must first be replaced. If the key was to take over, the
/// one before goes on.
pub fn remove(kid: &str, keys: Keys<'_>, now: Time) -> Decision<Result<(), Refusal>> {
    let Some(key) = keys.facts.iter().find(|key| key.kid == kid) else {
        return Decision::of(Err(Reason::NotFound.into()), Vec::new());
    };
    if in_charge(keys.facts, key.algorithm, now).is_some_and(|key| key.kid == kid) {
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
pub fn expired(keys: Keys<'_>, schedule: Schedule, now: Time) -> Decision<usize> {
    let over = keys.facts.iter().filter(|key| !is_kept(key, schedule, now));
    let mut effects: Vec<Effect> = over.map(|key| Effect::DeleteKey(key.kid.clone())).collect();
    let answer = effects.len();
    if answer > 0 {
        effects.insert(0, Effect::MoveKeys { from: keys.version });
    }
    Decision { answer, effects }
}
