//! Scopes of our own beside those of the standard: what each releases of a person.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::Version;
use crate::time::Time;

/// A text in several languages, by language tag.
pub type Words = BTreeMap<String, String>;

/// The claim that holds a person's groups.
pub const GROUPS: &str = "groups";

/// A scope that an administrator defined.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Scope {
    /// The token in a scope.
    pub name: String,
    /// How often the record was written.
    pub version: Version,
    /// What it means.
    pub definition: ScopeDefinition,
    /// When it was made.
    pub created_at: Time,
    /// When it was last written.
    pub updated_at: Time,
}

/// What a scope means.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
// Lenient at rest: a node of the next version may have stored a member that this one does not know.
#[serde(default)]
pub struct ScopeDefinition {
    /// What it tells an application, in people's words.
    #[serde(skip_serializing_if = "Words::is_empty")]
    pub description: Words,
    /// The claims it releases: standard ones, attributes of people, and `groups`.
    pub claims: Vec<String>,
    /// Who may give it: people in one of these groups; everybody where there are none.
    pub groups: Vec<String>,
}

/// The scopes that are ours without anybody having defined them, by what brokers call them: who the person is
/// to a bank, their national identity number, and what the Finnish trust network adds.
pub(crate) static BUILT_IN: LazyLock<Vec<Scope>> = LazyLock::new(|| {
    let scope = |name: &str, claims: &[&str]| Scope {
        name: name.to_owned(),
        version: 0,
        definition: ScopeDefinition {
            claims: claims.iter().map(|&claim| claim.to_owned()).collect(),
            ..ScopeDefinition::default()
        },
        created_at: Time::default(),
        updated_at: Time::default(),
    };
    vec![
        scope("idp-id", &["idp_id"]),
        scope("nin", &["nin", "nin_type", "nin_issuing_country"]),
        scope("ftn-extra", &["ftn_idp", "ftn_hetu", "ftn_satu"]),
    ]
});

/// Whether somebody in `theirs` may give what `wanted` may give.
pub fn may_give(wanted: &[String], theirs: &[String]) -> bool {
    wanted.is_empty() || wanted.iter().any(|group| theirs.contains(group))
}
