//! What a person allowed a client.

use std::collections::{BTreeMap, BTreeSet};

use oidc::scope::Scope;

use super::ClientId;
use super::user::UserId;
use crate::time::Time;

/// A remembered consent; one for each person and client.
#[derive(Clone, Debug)]
pub struct Consent {
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
