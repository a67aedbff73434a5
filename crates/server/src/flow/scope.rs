//! Administering scopes of our own.

use idp::model::Version;
use idp::model::scope::{Scope, ScopeDefinition};
use idp::{Decision, Refusal, Time, scope};

use super::record::{Decided, New, Record};
use super::unavailable;
use crate::node::Node;

impl Record for Scope {
    type New = New<ScopeDefinition>;
    type Changes = ScopeDefinition;
    type Prepared = ();

    fn id(&self) -> &str {
        &self.name
    }

    fn version(&self) -> Version {
        self.version
    }

    async fn load(node: &Node, name: &str) -> Result<Option<Self>, Refusal> {
        node.store().load_scope(name).await.map_err(unavailable)
    }

    async fn load_page(node: &Node, after: &str, limit: u32) -> Result<Vec<Self>, Refusal> {
        node.store().list_scopes(after, limit).await.map_err(unavailable)
    }

    async fn decide_create(node: &Node, new: &Self::New, (): &mut (), now: Time) -> Decided<Self> {
        let taken = Self::load(node, &new.id).await?.is_some();
        let offered = node.load_offered().await.map_err(unavailable)?;
        Ok(scope::create(&new.id, new.definition.clone(), taken, &offered, now))
    }

    async fn decide_change(
        self,
        _: &Node,
        definition: ScopeDefinition,
        (): &mut (),
        now: Time,
    ) -> Decided<Self> {
        Ok(scope::change(Some(self), definition, now))
    }

    fn decide_remove(&self, _: Time) -> Decision<Result<(), Refusal>> {
        scope::remove(Some(self))
    }
}
