//! Scopes of our own, in the document and in answers.

use std::collections::BTreeMap;

use idp::model::scope::{Scope, ScopeDefinition};
use serde::Serialize;
use utoipa::ToSchema;

use crate::admin::rfc3339;

/// A text in several languages, by language tag. Who reads none of them is shown the English one.
#[derive(Serialize, ToSchema)]
#[schema(example = json!({ "en": "read your orders", "fi": "lukea tilauksesi" }))]
pub struct Words(#[schema(inline)] pub BTreeMap<String, String>);

/// A scope of our own.
#[derive(Serialize, ToSchema)]
#[schema(as = Scope)]
pub struct ScopeAnswer {
    /// The token in a scope.
    pub scope: String,
    /// What it means.
    #[serde(flatten)]
    #[schema(value_type = Definition)]
    pub definition: ScopeDefinition,
    /// When it was made.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// When it was last changed.
    #[schema(format = DateTime)]
    pub updated_at: String,
}

/// A scope to be made.
#[derive(Serialize, ToSchema)]
pub struct NewScope {
    /// The token in a scope, which neither the standard nor a resource may have: at most 200 bytes.
    #[schema(max_length = 200, example = "staff")]
    pub scope: String,
    /// What it means.
    #[serde(flatten)]
    pub definition: Definition,
}

/// What a scope is to be.
#[derive(Serialize, ToSchema)]
pub struct ChangedScope {
    /// The name, which cannot be changed.
    #[schema(nullable = false)]
    pub scope: Option<String>,
    /// What it means.
    #[serde(flatten)]
    pub definition: Definition,
    /// Told in answers; changes nothing.
    #[schema(nullable = false)]
    pub updated_at: Option<String>,
}

/// What a scope means.
#[derive(Serialize, ToSchema)]
#[schema(as = ScopeDefinition)]
pub struct Definition {
    /// What it tells an application, in people's words: shown where consent is asked for.
    #[schema(nullable = false)]
    pub description: Option<Words>,
    /// The claims it releases: standard ones, attributes of people, and `groups`.
    #[schema(nullable = false, max_items = 100, example = json!(["department", "groups"]))]
    pub claims: Option<Vec<String>>,
    /// Who may give it: people in one of these groups; everybody if there are none.
    #[schema(nullable = false, max_items = 100)]
    pub groups: Option<Vec<String>>,
}

impl From<Scope> for ScopeAnswer {
    fn from(scope: Scope) -> Self {
        Self {
            scope: scope.name,
            definition: scope.definition,
            created_at: rfc3339(scope.created_at).unwrap_or_default(),
            updated_at: rfc3339(scope.updated_at).unwrap_or_default(),
        }
    }
}
