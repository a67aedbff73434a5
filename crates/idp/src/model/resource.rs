//! Resources: the APIs that tokens are for (RFC 8707).

use std::time::Duration;

use jose::JwsAlgorithm;
use serde::{Deserialize, Serialize};

use super::scope::Words;
use super::{ClientId, Version};
use crate::time::Time;

/// An API that clients ask for by its identifier.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Resource {
    /// The absolute URI that requests name it by, and that its tokens have as their audience.
    pub identifier: String,
    /// How often the record was written.
    pub version: Version,
    /// What it is, and how its tokens are made.
    pub definition: ResourceDefinition,
    /// When it was made.
    pub created_at: Time,
    /// When it was last written.
    pub updated_at: Time,
}

/// What a resource is, and how its tokens are made.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
// Lenient at rest: a node of the next version may have stored a member that this one does not know.
#[serde(default)]
pub struct ResourceDefinition {
    /// The name shown to people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What can be asked for at it.
    pub scopes: Vec<ResourceScope>,
    /// How long its tokens live at most, in seconds; otherwise as long as the client's do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_token_ttl: Option<u32>,
    /// What its tokens are signed with, whatever the client's others are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub access_token_signing_alg: Option<JwsAlgorithm>,
    /// The clients that stand for it, and may ask about the tokens that are for it (RFC 7662).
    pub introspected_by: Vec<ClientId>,
}

/// A scope of a resource.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ResourceScope {
    /// The token in a scope. Another resource may have one of the same name.
    pub name: String,
    /// What it lets an application do, in people's words.
    #[serde(default, skip_serializing_if = "Words::is_empty")]
    pub description: Words,
    /// Who may give it: people in one of these groups; everybody where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<String>,
}

impl Resource {
    /// The scope of this name.
    pub fn scope(&self, name: &str) -> Option<&ResourceScope> {
        self.definition.scopes.iter().find(|scope| scope.name == name)
    }

    /// How long its tokens live at most, where it says so.
    pub fn access_token_ttl(&self) -> Option<Duration> {
        self.definition.access_token_ttl.map(|secs| Duration::from_secs(u64::from(secs)))
    }
}
