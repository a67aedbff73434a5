//! What the rules come to at one sign-in, and what is kept of it.

use serde::{Deserialize, Serialize};

use super::facts::Facts;
use crate::login::Method;
use crate::model::Version;
use crate::model::policy::{Rule, Then};
use crate::refusal::{Reason, Refusal};

/// What a policy came to.
#[derive(Clone, Debug)]
pub struct Verdict<'a> {
    /// The policy's number.
    pub policy: Version,
    /// The rules that were met, or could not be told, in their order.
    pub met: Vec<Met<'a>>,
}

/// A rule that was met, or could not be told.
#[derive(Clone, Debug)]
pub struct Met<'a> {
    /// The rule.
    pub rule: &'a Rule,
    /// Its factors, those among them that there are.
    pub factors: &'a [Method],
    /// Which of the two.
    pub how: How,
}

/// How a rule came to count, or not to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "how", rename_all = "snake_case")]
pub enum How {
    /// Its condition is met.
    Met,
    /// Its condition hangs on facts that are missing, and it requires or denies: it counts as met.
    Assumed {
        /// The facts.
        missing: Vec<String>,
    },
    /// Its condition hangs on facts that are missing, and it allows: it counts as not met.
    Ignored {
        /// The facts.
        missing: Vec<String>,
    },
}

/// One of these factors must be proven.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Demand<'a> {
    /// The rule that demands it.
    pub rule: &'a str,
    /// The factors; none of them can be proven where the rule names none that there is.
    pub any_of: &'a [Method],
    /// Whether a person who has none of them may set one up on the way.
    pub enrol: bool,
    /// Whether a browser in which one was proven before, and that was remembered, will do.
    pub remember_device: bool,
}

impl Verdict<'_> {
    /// The strictest of what the rules say.
    pub fn outcome(&self) -> Then {
        if self.denial().is_some() {
            Then::Deny
        } else if self.demands().next().is_some() {
            Then::Require
        } else {
            Then::Allow
        }
    }

    /// What must be proven: all of it.
    pub fn demands(&self) -> impl Iterator<Item = Demand<'_>> {
        self.met.iter().filter(|met| met.rule.then == Then::Require).map(|met| Demand {
            rule: &met.rule.name,
            any_of: met.factors,
            enrol: met.rule.enrol,
            remember_device: met.rule.remember_device,
        })
    }

    /// The rule that denies, if one does.
    pub fn denial(&self) -> Option<&Rule> {
        self.met.iter().map(|met| met.rule).find(|rule| rule.then == Then::Deny)
    }

    /// Refuses whom a rule denies.
    pub fn check(&self) -> Result<(), Refusal> {
        let Some(rule) = self.denial() else { return Ok(()) };
        let mut seen = format!("rule {:?} of policy {}", rule.name, self.policy);
        if !rule.help_desk.is_empty() {
            seen = format!("{seen}: {}", rule.help_desk);
        }
        Err(Refusal::new(Reason::PolicyDenied).operator(seen).saying(rule.person.clone()))
    }

    /// What is kept of it.
    pub fn record(&self) -> Judgement {
        let rule = |met: &Met<'_>| RuleMet {
            name: met.rule.name.clone(),
            then: met.rule.then,
            how: met.how.clone(),
        };
        Judgement {
            policy: self.policy,
            outcome: self.outcome(),
            rules: self.met.iter().map(rule).collect(),
            any_of: self.demands().map(|demand| demand.any_of.to_vec()).collect(),
        }
    }
}

/// What is kept of how a sign-in was judged.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Judged {
    /// The facts.
    pub facts: Facts,
    /// What the policy came to; nothing where there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub live: Option<Judgement>,
    /// What the policy that is only asked would have come to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shadow: Option<Judgement>,
}

/// What is kept of what one policy came to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Judgement {
    /// The policy's number.
    pub policy: Version,
    /// The strictest of what its rules say.
    pub outcome: Then,
    /// The rules that were met, or could not be told, in their order.
    pub rules: Vec<RuleMet>,
    /// What had to be proven: one of each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub any_of: Vec<Vec<Method>>,
}

/// What is kept of a rule.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct RuleMet {
    /// What it is called.
    pub name: String,
    /// What follows from it.
    pub then: Then,
    /// Whether it was met.
    #[serde(flatten)]
    pub how: How,
}
