//! What a person allowed a client.

use std::collections::{BTreeMap, BTreeSet};

use oidc::scope::Scope;

use super::user::UserId;
use super::{ClientId, Version};
use crate::decision::Env;
use crate::time::Time;

/// A remembered consent; one for each person and client.
#[derive(Clone, Debug)]
pub struct Consent {
    /// Which it is: whoever allows again after taking it back gives another one.
    pub id: ConsentId,
    /// How often it was written.
    pub version: Version,
    /// Who allowed.
    pub user: UserId,
    /// Which client.
    pub client: ClientId,
    /// What, all in all.
    pub scope: Scope,
    /// The claims that were allowed by name, beside those the scope opens.
    pub claims: BTreeSet<String>,
    /// What of the scope was allowed at which resources, by their identifiers: two may have a scope of one
    /// name.
    pub resources: BTreeMap<String, Scope>,
    /// When it was last given.
    pub granted_at: Time,
}

/// A consent's identifier: random, and no secret. What was granted by a consent names it, and is over, or
/// born dead, once that one is taken back: so that no answer slips past the withdrawal, however the two
/// are ordered.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ConsentId(pub [u8; 16]);

impl ConsentId {
    /// The identifier of a consent that is given now.
    pub(crate) fn begin(env: &mut Env<'_>) -> Self {
        Self(env.random_bytes())
    }
}
