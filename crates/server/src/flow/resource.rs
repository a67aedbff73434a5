//! Administering resources: the APIs that tokens are for.

use idp::model::Version;
use idp::model::resource::{Resource, ResourceDefinition};
use idp::resource::{self, Facts};
use idp::{Decision, Refusal, Time};

use super::record::{Decided, New, Record};
use super::unavailable;
use crate::node::Node;

impl Record for Resource {
    type New = New<ResourceDefinition>;
    type Changes = ResourceDefinition;
    type Prepared = ();

    fn id(&self) -> &str {
        &self.identifier
    }

    fn version(&self) -> Version {
        self.version
    }

    async fn load(node: &Node, identifier: &str) -> Result<Option<Self>, Refusal> {
        node.store().load_resource(identifier).await.map_err(unavailable)
    }

    async fn load_page(node: &Node, after: &str, limit: u32) -> Result<Vec<Self>, Refusal> {
        node.store().list_resources(after, limit).await.map_err(unavailable)
    }

    async fn decide_create(node: &Node, new: &Self::New, (): &mut (), now: Time) -> Decided<Self> {
        let found = Self::load(node, &new.id).await?;
        let offered = node.load_offered().await.map_err(unavailable)?;
        let keyring = node.keyring();
        let facts = Facts { resource: found.as_ref(), offered: &offered, keys: &keyring.facts };
        Ok(resource::create(&new.id, new.definition.clone(), facts, now))
    }

    async fn decide_change(
        self,
        node: &Node,
        definition: ResourceDefinition,
        (): &mut (),
        now: Time,
    ) -> Decided<Self> {
        let offered = node.load_offered().await.map_err(unavailable)?;
        let keyring = node.keyring();
        let facts = Facts { resource: Some(&self), offered: &offered, keys: &keyring.facts };
        Ok(resource::change(definition, facts, now))
    }

    fn decide_remove(&self, _: Time) -> Decision<Result<(), Refusal>> {
        resource::remove(Some(self))
    }
}
