//! `/admin/api/v1/scopes`

use idp::model::scope::{Scope, ScopeDefinition};
use idp::{Reason, Refusal};

use super::members::{Members, as_members, read_present};
use super::record::{Administered, Noun};
use super::schema::scope::{ChangedScope, NewScope, ScopeAnswer};
use crate::flow::record::New;
use crate::node::Node;

impl Administered for Scope {
    type Answer = ScopeAnswer;
    type NewBody = NewScope;
    type ChangedBody = ChangedScope;

    const INVALID: Reason = Reason::ScopeDefinitionInvalid;
    const NOUN: Noun = Noun {
        member: "scope",
        one: "scope",
        a: "a scope",
        many: "scopes",
        lists: "Lists scopes of our own in the order of their names.",
        makes: "Makes a scope of our own.",
        tells: "Tells of a scope of our own.",
        replaces: "Replaces what a scope is.\n\nWhat it releases changes at once, for tokens that are out as well.",
        removes: "Removes a scope.\n\nIt releases nothing any more.",
        identifier: "The scope's name, percent-encoded.",
        in_order: "The scopes, in the order of their names.",
        taken: "Another scope has this name.",
    };

    fn told(self, _: &Node) -> ScopeAnswer {
        self.into()
    }

    fn read_new(id: String, members: Members) -> Result<New<ScopeDefinition>, Refusal> {
        Ok(New { id, definition: read_present(members, Self::INVALID)? })
    }

    fn members(&self) -> Members {
        as_members(&self.definition)
    }

    fn read_changes(&self, members: Members) -> Result<ScopeDefinition, Refusal> {
        read_present(members, Self::INVALID)
    }
}
