//! Administering upstreams: the providers that people are sent to.

use idp::model::key::{KeyAlgorithm, KeyRecord};
use idp::model::upstream::{Upstream, UpstreamId};
use idp::upstream::{self, Changes, NewUpstream, keys};
use idp::{Reason, Refusal, Time};

use super::key::generate_all;
use super::{Tries, unavailable};
use crate::node::{Node, UpstreamFault};

/// Makes an upstream, and the keys that we need for it.
pub async fn create(node: &Node, new: NewUpstream) -> Result<Upstream, Refusal> {
    let mut pool = Pool::default();
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let there: Vec<UpstreamId> = all(node).await?.into_iter().map(|upstream| upstream.id).collect();
        // What is refused needs no keys.
        let rehearsed = upstream::create(new.clone(), Vec::new(), &there, now);
        if rehearsed.answer.is_err() {
            return tries.commit(node, rehearsed, now).await?.ok_or_else(|| Reason::Internal.into());
        }
        let made = pool.of(&keys::needed(&new.definition)).await?;
        let decision = upstream::create(new.clone(), made, &there, now);
        if let Some(upstream) = tries.commit(node, decision, now).await? {
            return Ok(upstream);
        }
    }
}

/// Changes an upstream, and makes the keys that we lack for it then.
pub async fn change(
    node: &Node,
    id: &str,
    changes: impl Fn(&Upstream) -> Result<Changes, Refusal>,
) -> Result<Upstream, Refusal> {
    let mut pool = Pool::default();
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let found = get(node, id).await?;
        let changes = changes(&found)?;
        let rehearsed = upstream::change(Some(found.clone()), changes.clone(), Vec::new(), now);
        if rehearsed.answer.is_err() {
            return tries.commit(node, rehearsed, now).await?.ok_or_else(|| Reason::Internal.into());
        }
        let definition = changes.definition.as_ref().unwrap_or(&found.definition);
        let made = pool.of(&keys::lacking(definition, &found.keys, now)).await?;
        let decision = upstream::change(Some(found), changes, made, now);
        if let Some(upstream) = tries.commit(node, decision, now).await? {
            return Ok(upstream);
        }
    }
}

/// Removes an upstream of which nothing is refused; it goes as it was looked at, or is looked at again.
pub async fn remove_if(
    node: &Node,
    id: &str,
    check: impl Fn(&Upstream) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let found = get(node, id).await?;
        check(&found)?;
        if tries.commit(node, upstream::remove(Some(&found)), now).await?.is_some() {
            return Ok(());
        }
    }
}

/// One upstream, past the cache.
pub async fn get(node: &Node, id: &str) -> Result<Upstream, Refusal> {
    let id: UpstreamId = id.parse().map_err(|_| Reason::NotFound)?;
    let found = node.store().load_upstream(&id).await.map_err(unavailable)?;
    found.ok_or_else(|| Reason::NotFound.into())
}

/// All of them, in the order of their identifiers.
pub async fn all(node: &Node) -> Result<Vec<Upstream>, Refusal> {
    node.store().load_upstreams().await.map_err(unavailable)
}

/// Upstreams in the order of their identifiers, at most `limit`, beginning after `after`.
pub async fn list(node: &Node, after: Option<&str>, limit: u32) -> Result<Vec<Upstream>, Refusal> {
    let mut found = all(node).await?;
    found.retain(|upstream| after.is_none_or(|after| upstream.id.as_str() > after));
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(found)
}

/// What is wrong with an upstream, found by asking it for all that we need of it.
pub async fn check(node: &Node, id: &str) -> Result<Vec<UpstreamFault>, Refusal> {
    Ok(node.check_upstream(&get(node, id).await?).await)
}

/// When the next keys take over from those in use.
#[derive(Clone, Copy, Debug)]
pub enum TakesOver {
    /// At this time.
    At(Time),
    /// At once, because an old key may be known to others.
    Now,
    /// After a day, by when whoever fetches our keys has seen them.
    Announced,
}

/// Makes the next key of each algorithm that the upstream needs, or of one.
pub async fn rotate(
    node: &Node,
    id: &str,
    only: Option<KeyAlgorithm>,
    takes_over: TakesOver,
) -> Result<Upstream, Refusal> {
    let mut pool = Pool::default();
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let found = get(node, id).await?;
        let mut wanted = keys::needed(&found.definition);
        wanted.retain(|algorithm| only.is_none_or(|only| only == *algorithm));
        if wanted.is_empty() {
            let refusal = Refusal::new(Reason::ParameterInvalid).about("alg");
            return Err(refusal.expected("an algorithm that this upstream needs a key of ours for"));
        }
        let made = pool.of(&wanted).await?;
        let at = match takes_over {
            TakesOver::At(at) => at,
            TakesOver::Now => now,
            TakesOver::Announced => now + idp::key::Schedule::default().announced_for,
        };
        if let Some(upstream) = tries.commit(node, upstream::rotate(Some(found), made, at, now), now).await? {
            return Ok(upstream);
        }
    }
}

/// Calls a key of ours as the upstream calls it.
pub async fn rename_key(node: &Node, id: &str, kid: &str, to: &str) -> Result<Upstream, Refusal> {
    decide(node, id, |found, now| upstream::rename(Some(found), kid, to, now)).await
}

/// Forgets a key of ours at once.
pub async fn remove_key(node: &Node, id: &str, kid: &str) -> Result<Upstream, Refusal> {
    decide(node, id, |found, now| upstream::remove_key(Some(found), kid, now)).await
}

async fn decide(
    node: &Node,
    id: &str,
    decide: impl Fn(Upstream, Time) -> idp::Decision<Result<Upstream, Refusal>>,
) -> Result<Upstream, Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let found = get(node, id).await?;
        if let Some(upstream) = tries.commit(node, decide(found, now), now).await? {
            return Ok(upstream);
        }
    }
}

/// Keys made for this one request: what is decided again after a lost race has them already.
#[derive(Default)]
struct Pool(Vec<KeyRecord>);

impl Pool {
    async fn of(&mut self, wanted: &[KeyAlgorithm]) -> Result<Vec<KeyRecord>, Refusal> {
        let mut missing = wanted.to_vec();
        missing.retain(|algorithm| !self.0.iter().any(|key| key.algorithm == *algorithm));
        self.0.extend(generate_all(missing).await?);
        Ok(self.0.iter().filter(|key| wanted.contains(&key.algorithm)).cloned().collect())
    }
}
