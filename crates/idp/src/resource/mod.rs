//! Resources: the APIs that tokens are for, made, changed and removed by an administrator.

mod definition;
pub(crate) mod target;

use crate::decision::Decision;
use crate::effect::{Effect, Expected};
use crate::model::key::KeyFacts;
use crate::model::offered::Offered;
use crate::model::resource::{Resource, ResourceDefinition};
use crate::refusal::{Reason, Refusal};
use crate::time::Time;

use definition::{check, check_identifier};

/// What decisions about resources need to know.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// The resource, if there is one of this identifier.
    pub resource: Option<&'a Resource>,
    /// What else is offered.
    pub offered: &'a Offered,
    /// The keys we have.
    pub keys: &'a [KeyFacts],
}

/// Makes a resource.
pub fn create(
    identifier: &str,
    definition: ResourceDefinition,
    facts: Facts<'_>,
    now: Time,
) -> Decision<Result<Resource, Refusal>> {
    let checked = check_identifier(identifier, facts).and_then(|()| check(&definition, facts, now));
    if let Err(refusal) = checked {
        return Decision::of(Err(refusal), Vec::new());
    }
    let identifier = identifier.to_owned();
    let resource = Resource { identifier, version: 1, definition, created_at: now, updated_at: now };
    let effect = Effect::PutResource(Expected { replaces: None, record: resource.clone() });
    Decision::of(Ok(resource), vec![effect])
}

/// Changes a resource, from the next token on.
pub fn change(
    definition: ResourceDefinition,
    facts: Facts<'_>,
    now: Time,
) -> Decision<Result<Resource, Refusal>> {
    let Some(before) = facts.resource else { return Decision::of(Err(Reason::NotFound.into()), Vec::new()) };
    if let Err(refusal) = check(&definition, facts, now) {
        return Decision::of(Err(refusal), Vec::new());
    }
    let resource = Resource { version: before.version + 1, definition, updated_at: now, ..before.clone() };
    let effect = Effect::PutResource(Expected { replaces: Some(before.version), record: resource.clone() });
    Decision::of(Ok(resource), vec![effect])
}

/// Removes a resource: no further token is issued for it.
pub fn remove(resource: Option<&Resource>) -> Decision<Result<(), Refusal>> {
    match resource {
        None => Decision::of(Err(Reason::NotFound.into()), Vec::new()),
        Some(Resource { identifier, version, .. }) => {
            let effect = Effect::DeleteResource { identifier: identifier.clone(), version: *version };
            Decision::of(Ok(()), vec![effect])
        }
    }
}
