//! The policy: the rules an administrator wrote about who must prove what.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Version;
use super::scope::Words;
use crate::time::Time;

/// What the numbers of policies begin after: of this version there is none, and no rule is in it.
pub const NONE: Version = 0;

/// A policy as it was set. Each is kept, under a number of its own.
#[derive(Clone, PartialEq, Debug)]
pub struct Policy {
    /// The number: one more than that of the policy set before it, whatever either was set for.
    pub version: Version,
    /// What it was set for.
    pub role: Role,
    /// What it says.
    pub document: Document,
    /// Who set it, as the log names them.
    pub set_by: String,
    /// When.
    pub set_at: Time,
}

/// What a policy is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// It is held to.
    Live,
    /// It is only asked, and what it would have done is recorded.
    Shadow,
}

impl Role {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Live, Self::Shadow];

    /// The stable name, also kept in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Shadow => "shadow",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a policy says, as people write it (TOML) and programs send it (JSON).
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
// Lenient at rest: a node of the next version may have stored a member that this one does not know.
#[serde(default)]
pub struct Document {
    /// The zone in which rules tell the time, such as `Europe/Helsinki`; UTC where none is named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// The rules, in the order in which they are read.
    pub rule: Vec<Rule>,
}

/// One rule: a condition, and what follows where it is met.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Rule {
    /// What records call it.
    pub name: String,
    /// The condition, an expression in CEL.
    pub when: String,
    /// What follows.
    pub then: Then,
    /// The factors of which one must be proven, by the names of [`Method`](crate::login::Method).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub factors: Vec<String>,
    /// Whether a person who has none of them may set one up on the way.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub enrol: bool,
    /// Whether a browser in which one was proven before, and that was remembered, will do.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub remember_device: bool,
    /// What the person is told, by language.
    #[serde(skip_serializing_if = "Words::is_empty")]
    pub person: Words,
    /// What the help desk is told.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub help_desk: String,
}

/// What follows where a rule is met.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Then {
    /// No further rule is read.
    Allow,
    /// One of the rule's factors must be proven.
    Require,
    /// Nobody comes in.
    // What says nothing is the strictest.
    #[default]
    Deny,
}

impl Then {
    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allow => "allow",
            Self::Require => "require",
            Self::Deny => "deny",
        }
    }
}
