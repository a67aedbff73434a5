//! Upstreams that say that sessions there are over: what began in them ends here.

use std::net::IpAddr;
use std::sync::Arc;

use idp::login::upstream::trail;
use idp::logout::from_upstream::{self, Facts, Said, refusal_of};
use idp::model::family::FamilyId;
use idp::model::ticket::{TicketFacts, TicketKey};
use idp::model::upstream::Upstream;
use idp::{Reason, Refusal, Time};
use tracing::info;

use super::login::busy;
use super::session::Leaving;
use super::upstream::{Protocol, find, speaking, told};
use super::{Tries, unavailable};
use crate::node::Node;

/// Takes a logout token that was posted for this upstream, as it stood in the form. Whoever posts from one
/// address what is not believed is not heard for a while.
pub async fn take(node: &Node, id: &str, encoded: &str, from: Option<IpAddr>) -> Result<(), Refusal> {
    heard(node, id, Protocol::OpenId, from, async |upstream| {
        let said = believe(node, &upstream, encoded).await?;
        end(node, &upstream, &said).await
    })
    .await
}

/// Does this with the upstream of this name, if it is open and speaks this, for whoever is heard from this address.
pub(super) async fn heard<T>(
    node: &Node,
    id: &str,
    protocol: Protocol,
    from: Option<IpAddr>,
    work: impl AsyncFnOnce(Arc<Upstream>) -> Result<T, Refusal>,
) -> Result<T, Refusal> {
    let found = find(node, id).await.and_then(|upstream| speaking(upstream, protocol));
    let upstream = match found {
        Ok(upstream) => Some(upstream).filter(|upstream| upstream.disabled_at.is_none()),
        Err(refusal) if refusal.reason == Reason::NotFound => None,
        Err(refusal) => return Err(refusal),
    };
    let name = upstream.as_ref().map(|upstream| format!("upstream {}", upstream.id));
    let failures = from.map(|from| (from, name.as_deref()));
    if let Some((from, name)) = failures {
        node.limits.check_failures(from, name)?;
    }
    let answer = match upstream {
        Some(upstream) => work(upstream).await,
        None => Err(Reason::NotFound.into()),
    };
    if let (Some((from, name)), Err(refusal)) = (failures, &answer)
        && !refusal.reason.is_ours()
    {
        node.limits.failed(from, name);
    }
    answer
}

/// Ends what began here in what a believed message names.
pub(super) async fn end(node: &Node, upstream: &Upstream, said: &Said) -> Result<(), Refusal> {
    let place = |named| {
        trail::place(named, upstream, node.derive())
            .ok_or_else(|| Refusal::new(Reason::Internal).operator("the first of the server's keys is gone"))
    };
    let places: Vec<[u8; 16]> = said.named()?.into_iter().map(place).collect::<Result<_, _>>()?;
    let mut places = places.into_iter().peekable();
    let mut count = 0;
    let mut tries = Tries::default();
    while let Some(place) = places.next() {
        let mut after = None;
        loop {
            let now = node.now();
            let mut found = Found::load(node, (upstream, said), (place, after), now).await?;
            let (ends_place, ends_all) = (found.is_last, found.is_last && places.peek().is_none());
            found.is_last = ends_all;
            let decision = node.decide(now, |env| from_upstream::decide(said, found.facts(upstream), env));
            let Some(ended) = tries.commit(node, decision, now).await? else { continue };
            (after, count) = (found.trails.last().map(|trail| trail.key), count + ended);
            if ends_place {
                break;
            }
        }
    }
    info!(upstream = upstream.id.as_str(), count, "sessions ended by an upstream");
    Ok(())
}

async fn believe(node: &Node, upstream: &Arc<Upstream>, encoded: &str) -> Result<Said, Refusal> {
    let mut party = node.upstream_party(upstream).await.map_err(|fault| told(&fault))?;
    let encoded: Arc<str> = encoded.into();
    let read = party.read(move |party, now| party.logout_token(&encoded, now)).await.map_err(busy)?;
    read.map(|token| Said::from(&token)).map_err(|error| refusal_of(&error))
}

/// A part of what a message is about, as the store has it.
struct Found {
    before: Option<TicketFacts>,
    trails: Vec<TicketFacts>,
    leaving: Leaving,
    is_last: bool,
}

impl Found {
    async fn load(
        node: &Node,
        (upstream, said): (&Upstream, &Said),
        (place, after): ([u8; 16], Option<TicketKey>),
        now: Time,
    ) -> Result<Self, Refusal> {
        let store = node.store();
        let before = store.load_ticket(&from_upstream::key(said, upstream), now).await;
        let trails = store.list_trails(place, after, now).await.map_err(unavailable)?;
        let mut ids: Vec<FamilyId> = trails.iter().filter_map(|it| Some(it.family.as_ref()?.id)).collect();
        ids.sort_unstable_by_key(|id| id.0);
        ids.dedup();
        Ok(Self {
            before: before.map_err(unavailable)?,
            is_last: trails.len() < store::MAX_LIST as usize,
            trails,
            leaving: Leaving::of_ids(node, &ids, now).await?,
        })
    }

    fn facts<'a>(&'a self, upstream: &'a Upstream) -> Facts<'a> {
        Facts {
            upstream,
            before: self.before.as_ref(),
            trails: &self.trails,
            ending: self.leaving.ending(),
            is_last: self.is_last,
        }
    }
}
