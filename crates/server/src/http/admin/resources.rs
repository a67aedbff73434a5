//! `/admin/api/v1/resources`

use idp::model::resource::{Resource, ResourceDefinition};
use idp::{Reason, Refusal};

use super::members::{Members, as_members, read_present};
use super::record::{Administered, Noun};
use super::schema::resource::{ChangedResource, NewResource, ResourceAnswer};
use crate::flow::record::New;
use crate::node::Node;

impl Administered for Resource {
    type Answer = ResourceAnswer;
    type NewBody = NewResource;
    type ChangedBody = ChangedResource;

    const INVALID: Reason = Reason::ResourceDefinitionInvalid;
    const NOUN: Noun = Noun {
        member: "resource",
        one: "resource",
        a: "a resource",
        many: "resources",
        lists: "Lists resources in the order of their identifiers.",
        makes: "Makes a resource.",
        tells: "Tells of a resource.",
        replaces: "Replaces what a resource is.\n\nIt takes effect at the next token.",
        removes: "Removes a resource.\n\nNo further token is issued for it.",
        identifier: "The resource's identifier, percent-encoded.",
        in_order: "The resources, in the order of their identifiers.",
        taken: "Another resource has this identifier.",
    };

    fn told(self, _: &Node) -> ResourceAnswer {
        self.into()
    }

    fn read_new(id: String, members: Members) -> Result<New<ResourceDefinition>, Refusal> {
        Ok(New { id, definition: read_present(members, Self::INVALID)? })
    }

    fn members(&self) -> Members {
        as_members(&self.definition)
    }

    fn read_changes(&self, members: Members) -> Result<ResourceDefinition, Refusal> {
        read_present(members, Self::INVALID)
    }
}
