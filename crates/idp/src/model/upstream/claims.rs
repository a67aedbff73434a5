//! The table by which an upstream's claims become ours.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A claim of the upstream's, and what becomes of it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ClaimRule {
    /// What the upstream calls it.
    pub from: String,
    /// What it is called here.
    pub to: String,
    /// What is told instead of the claim's value, wherever the claim was told: `nin_type` is `PERSON` where
    /// there is a Finnish personal identity code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// For how long it is kept.
    #[serde(default, skip_serializing_if = "is_default")]
    pub keep: Keep,
    /// What its value must be; one that is not is as good as an answer that was tampered with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<Check>,
}

impl ClaimRule {
    /// A claim that is told under another name, for as long as the sign-in counts.
    pub fn new(from: impl Into<String>, to: impl Into<String>) -> Self {
        Self { from: from.into(), to: to.into(), value: None, keep: Keep::Session, check: None }
    }
}

/// For how long something that an upstream told is kept.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Keep {
    /// As long as the sign-in counts, sealed, and never on the person's record.
    #[default]
    Session,
    /// On the person's record.
    Account,
}

/// What a claim's value must be.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// A Finnish personal identity code: its form, a day that was, its check character.
    PersonalIdentityCode,
}

fn is_default(keep: &Keep) -> bool {
    *keep == Keep::default()
}
