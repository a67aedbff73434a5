//! Identities at upstreams, in the document and in answers.

use idp::model::linked_identity::LinkedIdentity;
use serde::Serialize;
use utoipa::ToSchema;

use crate::admin::rfc3339;

/// An identity at an upstream by which a person comes into their account.
#[derive(Serialize, ToSchema)]
#[schema(as = Identity)]
pub struct IdentityAnswer {
    /// The identifier. Who the person is there is kept as a hash alone, and is not told.
    pub id: String,
    /// The upstream.
    #[schema(example = "ftn")]
    pub upstream: String,
    /// When it was linked.
    #[schema(format = DateTime)]
    pub linked_at: String,
    /// When somebody last came by it.
    #[schema(format = DateTime)]
    pub last_used_at: String,
}

/// The identities of a person.
#[derive(Serialize, ToSchema)]
pub struct IdentityList {
    /// The identities, the oldest link first.
    pub identities: Vec<IdentityAnswer>,
}

impl From<&LinkedIdentity> for IdentityAnswer {
    fn from(identity: &LinkedIdentity) -> Self {
        Self {
            id: identity.id(),
            upstream: identity.upstream.as_str().to_owned(),
            linked_at: rfc3339(identity.created_at).unwrap_or_default(),
            last_used_at: rfc3339(identity.last_used_at).unwrap_or_default(),
        }
    }
}
