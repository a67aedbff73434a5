//! Administering the policy: set, looked over, tried out, and replayed on what was recorded.

mod replay;
mod trial;

use std::collections::BTreeSet;

use idp::model::Version;
use idp::model::policy::{Document, NONE, Policy, Role};
use idp::model::sign_in::SignIn;
use idp::model::user::UserId;
use idp::policy::lint::{self, Finding, Known, Named};
use idp::policy::{self, NewPolicy};
use idp::{Reason, Refusal, Time};

use super::{Tries, unavailable};
use crate::node::{Node, zone};
use crate::page;

pub use replay::{Counts, Once, Replay, replay};
pub use trial::{Trial, Tried, try_out};

/// How many sign-ins of a person are listed.
const MOST_SIGN_INS: u32 = 200;

/// The policies that were set last.
pub struct Current {
    policies: Vec<Policy>,
}

impl Current {
    async fn load(node: &Node) -> Result<Self, Refusal> {
        Ok(Self { policies: node.store().load_policies().await.map_err(unavailable)? })
    }

    /// The one of this role; one without rules, and of no number, where none was set.
    fn of(&self, role: Role) -> Policy {
        let found = self.policies.iter().find(|policy| policy.role == role).cloned();
        found.unwrap_or_else(|| Policy {
            version: NONE,
            role,
            document: Document::default(),
            set_by: String::new(),
            set_at: Time::default(),
        })
    }

    /// The number of the one that was set last.
    fn last(&self) -> Version {
        self.policies.iter().map(|policy| policy.version).max().unwrap_or(NONE)
    }
}

/// The policy of this role, past the cache.
pub async fn get(node: &Node, role: Role) -> Result<Policy, Refusal> {
    Ok(Current::load(node).await?.of(role))
}

/// A policy by its number, whether it is in force or not.
pub async fn version(node: &Node, version: Version) -> Result<Policy, Refusal> {
    let found = node.store().load_policy(version).await.map_err(unavailable)?;
    found.ok_or_else(|| Reason::NotFound.into())
}

/// The policies that were set before this one, the youngest first.
pub async fn history(node: &Node, before: Option<Version>, limit: u32) -> Result<Vec<Policy>, Refusal> {
    node.store().list_policies(before.unwrap_or(Version::MAX), limit).await.map_err(unavailable)
}

/// Sets a policy, unless the one that is in force refuses that.
pub async fn set(
    node: &Node,
    new: NewPolicy,
    check: impl Fn(&Policy) -> Result<(), Refusal>,
) -> Result<Policy, Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let current = Current::load(node).await?;
        check(&current.of(new.role))?;
        let known = known(node, &new.document).await?;
        let decision = node.decide(now, |env| policy::set(new.clone(), current.last(), &known, env));
        if let Some(policy) = tries.commit(node, decision, now).await? {
            return Ok(policy);
        }
    }
}

/// What is wrong with a policy, and what is odd about it.
pub async fn look_over(node: &Node, document: &Document) -> Result<Vec<Finding>, Refusal> {
    Ok(lint::lint(document, &known(node, document).await?))
}

/// What of all that a policy names there is.
async fn known(node: &Node, document: &Document) -> Result<Known, Refusal> {
    let named = lint::named(document);
    let mut clients = BTreeSet::new();
    for id in named.clients {
        if node.load_client(&id).await.map_err(unavailable)?.is_some() {
            clients.insert(id);
        }
    }
    let upstreams = node.load_upstreams().await.map_err(unavailable)?;
    let upstreams = upstreams.iter().map(|upstream| upstream.id.to_string()).collect();
    let mut groups = BTreeSet::new();
    for group in named.groups {
        if node.store().has_group(&group).await.map_err(unavailable)? {
            groups.insert(group);
        }
    }
    Ok(Known {
        there: Named { clients, upstreams, groups },
        has_zone: zone(document.zone.as_deref()).is_some(),
        languages: page::Language::all().iter().map(page::Language::tag).collect(),
    })
}

/// Refuses a document with which nothing can be tried out.
async fn check(node: &Node, document: &Document) -> Result<(), Refusal> {
    let known = known(node, document).await?;
    policy::check(document, &known)
}

/// A sign-in, or a try at one, with how it was judged.
pub async fn sign_in(node: &Node, id: &[u8; 16]) -> Result<SignIn, Refusal> {
    let found = node.store().load_sign_in(id).await.map_err(unavailable)?;
    found.ok_or_else(|| Reason::NotFound.into())
}

/// A person's sign-ins and tries at one, the youngest first.
pub async fn sign_ins(node: &Node, user: &UserId) -> Result<Vec<SignIn>, Refusal> {
    node.store().list_sign_ins(user, MOST_SIGN_INS).await.map_err(unavailable)
}
