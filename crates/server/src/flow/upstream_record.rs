//! Administering upstreams: the providers that people are sent to.

use idp::email_domain::There;
use idp::model::Version;
use idp::model::directory::Directory;
use idp::model::key::{KeyAlgorithm, KeyRecord};
use idp::model::upstream::{Upstream, UpstreamId};
use idp::upstream::{self, Changes, NewUpstream, keys};
use idp::{Decision, Reason, Refusal, Time};

use super::key::generate_all;
use super::record::{self, Decided, Record};
use super::{Tries, unavailable};
use crate::node::{Node, UpstreamFault};

impl Record for Upstream {
    type New = NewUpstream;
    type Changes = Changes;
    type Prepared = Pool;

    fn id(&self) -> &str {
        self.id.as_str()
    }

    fn version(&self) -> Version {
        self.version
    }

    async fn load(node: &Node, id: &str) -> Result<Option<Self>, Refusal> {
        match id.parse::<UpstreamId>() {
            Ok(id) => node.store().load_upstream(&id).await.map_err(unavailable),
            Err(_) => Ok(None),
        }
    }

    async fn load_page(node: &Node, after: &str, limit: u32) -> Result<Vec<Self>, Refusal> {
        node.store().list_upstreams(after, limit).await.map_err(unavailable)
    }

    /// Makes the keys too that we need for it.
    async fn decide_create(node: &Node, new: &NewUpstream, pool: &mut Pool, now: Time) -> Decided<Self> {
        let (directories, upstreams) = leading(node).await?;
        let there = There { directories: &directories, upstreams: &upstreams };
        // What is refused needs no keys.
        let rehearsed = upstream::create(new.clone(), Vec::new(), there, now);
        if rehearsed.answer.is_err() {
            return Ok(rehearsed);
        }
        let made = pool.of(&keys::needed(&new.definition)).await?;
        Ok(upstream::create(new.clone(), made, there, now))
    }

    /// Makes the keys too that we lack for it then.
    async fn decide_change(self, node: &Node, changes: Changes, pool: &mut Pool, now: Time) -> Decided<Self> {
        let (directories, upstreams) = leading(node).await?;
        let there = There { directories: &directories, upstreams: &upstreams };
        let rehearsed = upstream::change(Some(self.clone()), changes.clone(), Vec::new(), there, now);
        if rehearsed.answer.is_err() {
            return Ok(rehearsed);
        }
        let definition = changes.definition.as_ref().unwrap_or(&self.definition);
        let made = pool.of(&keys::lacking(definition, &self.keys, now)).await?;
        Ok(upstream::change(Some(self), changes, made, there, now))
    }

    fn decide_remove(&self, _: Time) -> Decision<Result<(), Refusal>> {
        upstream::remove(Some(self))
    }
}

/// All that a name or a domain may lead to, past the cache.
pub(super) async fn leading(node: &Node) -> Result<(Vec<Directory>, Vec<Upstream>), Refusal> {
    let directories = node.store().load_directories().await.map_err(unavailable)?;
    Ok((directories, node.store().load_upstreams().await.map_err(unavailable)?))
}

/// What is wrong with an upstream, found by asking it for all that we need of it.
pub async fn check(node: &Node, id: &str) -> Result<Vec<UpstreamFault>, Refusal> {
    Ok(node.check_upstream(&record::get(node, id).await?).await)
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
        let found: Upstream = record::get(node, id).await?;
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
    record::decide(node, id, |found, now| upstream::rename(Some(found), kid, to, now)).await
}

/// Forgets a key of ours at once.
pub async fn remove_key(node: &Node, id: &str, kid: &str) -> Result<Upstream, Refusal> {
    record::decide(node, id, |found, now| upstream::remove_key(Some(found), kid, now)).await
}

/// Keys made for this one request: what is decided again after a lost race has them already.
#[derive(Default)]
pub struct Pool(Vec<KeyRecord>);

impl Pool {
    async fn of(&mut self, wanted: &[KeyAlgorithm]) -> Result<Vec<KeyRecord>, Refusal> {
        let mut missing = wanted.to_vec();
        missing.retain(|algorithm| !self.0.iter().any(|key| key.algorithm == *algorithm));
        self.0.extend(generate_all(missing).await?);
        Ok(self.0.iter().filter(|key| wanted.contains(&key.algorithm)).cloned().collect())
    }
}
