//! Administering resources: the APIs that tokens are for.

use idp::model::resource::{Resource, ResourceDefinition};
use idp::resource::{self, Facts};
use idp::{Reason, Refusal};

use super::{Tries, unavailable};
use crate::node::Node;

/// Makes a resource.
pub async fn create(
    node: &Node,
    identifier: &str,
    definition: ResourceDefinition,
) -> Result<Resource, Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let found = node.store().load_resource(identifier).await.map_err(unavailable)?;
        let offered = node.load_offered().await.map_err(unavailable)?;
        let keyring = node.keyring();
        let facts = Facts { resource: found.as_ref(), offered: &offered, keys: &keyring.facts };
        let decision = resource::create(identifier, definition.clone(), facts, now);
        if let Some(resource) = tries.commit(node, decision, now).await? {
            return Ok(resource);
        }
    }
}

/// Changes a resource.
pub async fn change(
    node: &Node,
    identifier: &str,
    changed: impl Fn(&Resource) -> Result<ResourceDefinition, Refusal>,
) -> Result<Resource, Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let found = get(node, identifier).await?;
        let offered = node.load_offered().await.map_err(unavailable)?;
        let keyring = node.keyring();
        let facts = Facts { resource: Some(&found), offered: &offered, keys: &keyring.facts };
        let decision = resource::change(changed(&found)?, facts, now);
        if let Some(resource) = tries.commit(node, decision, now).await? {
            return Ok(resource);
        }
    }
}

/// Removes a resource of which nothing is refused; it goes as it was looked at, or is looked at again.
pub async fn remove_if(
    node: &Node,
    identifier: &str,
    check: impl Fn(&Resource) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let found = get(node, identifier).await?;
        check(&found)?;
        if tries.commit(node, resource::remove(Some(&found)), now).await?.is_some() {
            return Ok(());
        }
    }
}

/// One resource, past the cache.
pub async fn get(node: &Node, identifier: &str) -> Result<Resource, Refusal> {
    let found = node.store().load_resource(identifier).await.map_err(unavailable)?;
    found.ok_or_else(|| Reason::NotFound.into())
}

/// Resources in the order of their identifiers, at most `limit`, beginning after `after`.
pub async fn list(node: &Node, after: Option<&str>, limit: u32) -> Result<Vec<Resource>, Refusal> {
    node.store().list_resources(after.unwrap_or_default(), limit).await.map_err(unavailable)
}
