//! Resources, in the document and in answers.

use idp::model::resource::{Resource, ResourceDefinition};
use serde::Serialize;
use utoipa::ToSchema;

use super::SignatureAlgorithm;
use super::scope::Words;
use crate::admin::rfc3339;

/// A resource: an API that tokens are for (RFC 8707).
#[derive(Serialize, ToSchema)]
#[schema(as = Resource)]
pub struct ResourceAnswer {
    /// The absolute URI that requests name it by, and that its tokens have as their audience.
    pub resource: String,
    /// What it is, and how its tokens are made.
    #[serde(flatten)]
    #[schema(value_type = Definition)]
    pub definition: ResourceDefinition,
    /// When it was made.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it was last changed.
    #[schema(format = DateTime)]
    pub updated_at: String,
}

/// A resource to be made.
#[derive(Serialize, ToSchema)]
pub struct NewResource {
    /// The absolute URI that requests name it by: without a fragment, at most 200 bytes.
    #[schema(max_length = 200, example = "https://orders.example")]
    pub resource: String,
    /// What it is, and how its tokens are made.
    #[serde(flatten)]
    pub definition: Definition,
}

/// What a resource is to be.
#[derive(Serialize, ToSchema)]
pub struct ChangedResource {
    /// The identifier, which cannot be changed.
    #[schema(nullable = false)]
    pub resource: Option<String>,
    /// What it is, and how its tokens are made.
    #[serde(flatten)]
    pub definition: Definition,
    /// Told in answers; changes nothing.
    #[schema(nullable = false)]
    pub updated_at: Option<String>,
}

/// What a resource is, and how its tokens are made.
#[derive(Serialize, ToSchema)]
#[schema(as = ResourceDefinition)]
pub struct Definition {
    /// The name shown to people.
    #[schema(nullable = false, max_length = 200)]
    pub name: Option<String>,
    /// What can be asked for at it.
    #[schema(nullable = false, max_items = 100)]
    pub scopes: Option<Vec<ResourceScope>>,
    /// How long its tokens live at most, in seconds; as long as the client's if absent.
    #[schema(nullable = false, minimum = 1, maximum = 604_800)]
    pub access_token_ttl: Option<u32>,
    /// What its tokens are signed with; what the client's are if absent.
    #[schema(nullable = false)]
    pub access_token_signing_alg: Option<SignatureAlgorithm>,
    /// The clients that stand for it, and may ask about the tokens that are for it (RFC 7662).
    #[schema(nullable = false, max_items = 100)]
    pub introspected_by: Option<Vec<String>>,
}

/// A scope of a resource.
#[derive(Serialize, ToSchema)]
pub struct ResourceScope {
    /// The token in a scope. Another resource may have one of the same name.
    #[schema(example = "read")]
    pub name: String,
    /// What it lets an application do, in people's words: shown where consent is asked for.
    #[schema(nullable = false)]
    pub description: Option<Words>,
    /// Who may give it: people in one of these groups; everybody if there are none.
    #[schema(nullable = false, max_items = 100)]
    pub groups: Option<Vec<String>>,
}

impl From<Resource> for ResourceAnswer {
    fn from(resource: Resource) -> Self {
        Self {
            resource: resource.identifier,
            definition: resource.definition,
            created_at: rfc3339(resource.created_at).unwrap_or_default(),
            updated_at: rfc3339(resource.updated_at).unwrap_or_default(),
        }
    }
}
