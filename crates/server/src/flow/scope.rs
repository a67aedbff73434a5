//! Administering scopes of our own.

use idp::model::scope::{Scope, ScopeDefinition};
use idp::scope;
use idp::{Reason, Refusal};

use super::{Tries, unavailable};
use crate::node::Node;

/// Makes a scope.
pub async fn create(node: &Node, name: &str, definition: ScopeDefinition) -> Result<Scope, Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let taken = node.store().load_scope(name).await.map_err(unavailable)?.is_some();
        let offered = node.load_offered().await.map_err(unavailable)?;
        let decision = scope::create(name, definition.clone(), taken, &offered, now);
        if let Some(scope) = tries.commit(node, decision, now).await? {
            return Ok(scope);
        }
    }
}

/// Changes a scope.
pub async fn change(
    node: &Node,
    name: &str,
    changed: impl Fn(&Scope) -> Result<ScopeDefinition, Refusal>,
) -> Result<Scope, Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let found = get(node, name).await?;
        let definition = changed(&found)?;
        let decision = scope::change(Some(found), definition, now);
        if let Some(scope) = tries.commit(node, decision, now).await? {
            return Ok(scope);
        }
    }
}

/// Removes a scope of which nothing is refused; it goes as it was looked at, or is looked at again.
pub async fn remove_if(
    node: &Node,
    name: &str,
    check: impl Fn(&Scope) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    let mut tries = Tries::default();
    loop {
        let now = node.now();
        let found = get(node, name).await?;
        check(&found)?;
        if tries.commit(node, scope::remove(Some(&found)), now).await?.is_some() {
            return Ok(());
        }
    }
}

/// One scope, past the cache.
pub async fn get(node: &Node, name: &str) -> Result<Scope, Refusal> {
    let found = node.store().load_scope(name).await.map_err(unavailable)?;
    found.ok_or_else(|| Reason::NotFound.into())
}

/// Scopes in the order of their names, at most `limit`, beginning after `after`.
pub async fn list(node: &Node, after: Option<&str>, limit: u32) -> Result<Vec<Scope>, Refusal> {
    node.store().list_scopes(after.unwrap_or_default(), limit).await.map_err(unavailable)
}
