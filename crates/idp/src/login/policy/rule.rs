//! A policy made ready: each condition read once, and not at each sign-in.

use super::expression::{Expression, Fault, Truth};
use super::facts::{ATTRIBUTES, Facts};
use super::verdict::{How, Met, Verdict};
use crate::login::Method;
use crate::model::Version;
use crate::model::policy::{Document, Policy, Rule, Then};

/// The rules of one policy, ready to be asked.
#[derive(Clone, Debug)]
pub struct Rules {
    version: Version,
    zone: Option<String>,
    rules: Vec<Ready>,
    attributes: Vec<String>,
}

#[derive(Clone, Debug)]
struct Ready {
    rule: Rule,
    /// A policy is checked before it is set; one that cannot be read all the same was written by another
    /// version of this program, and its condition is as good as unknown.
    when: Result<Expression, Fault>,
    factors: Vec<Method>,
}

/// The policies that are in force.
#[derive(Clone, Debug, Default)]
pub struct InForce {
    /// The one that is held to; none where none was set, or the one that was has no rules.
    pub live: Option<Rules>,
    /// The one that is only asked.
    pub shadow: Option<Rules>,
}

impl InForce {
    /// What was set last for either role.
    pub fn of(live: Option<&Policy>, shadow: Option<&Policy>) -> Self {
        let ready = |policy: Option<&Policy>| {
            let policy = policy.filter(|policy| !policy.document.rule.is_empty())?;
            Some(Rules::of(policy.version, &policy.document))
        };
        Self { live: ready(live), shadow: ready(shadow) }
    }

    /// The attributes of people that either speaks of.
    pub fn attributes(&self) -> impl Iterator<Item = &str> {
        let both = self.live.iter().chain(&self.shadow);
        both.flat_map(|rules| &rules.attributes).map(String::as_str)
    }
}

impl Rules {
    /// Makes a policy's rules ready.
    pub fn of(version: Version, document: &Document) -> Self {
        let rules: Vec<Ready> = document.rule.iter().map(Ready::of).collect();
        let facts = rules.iter().filter_map(|ready| ready.when.as_ref().ok()).flat_map(Expression::facts);
        let names = facts.filter_map(|name| name.strip_prefix(ATTRIBUTES)?.strip_prefix('.'));
        let mut attributes: Vec<String> = names.map(str::to_owned).collect();
        attributes.sort_unstable();
        attributes.dedup();
        Self { version, zone: document.zone.clone(), rules, attributes }
    }

    /// The policy's number.
    pub fn version(&self) -> Version {
        self.version
    }

    /// The zone in which the rules tell the time.
    pub fn zone(&self) -> Option<&str> {
        self.zone.as_deref()
    }

    /// The attributes of people that the rules speak of.
    pub fn attributes(&self) -> impl Iterator<Item = &str> {
        self.attributes.iter().map(String::as_str)
    }

    /// Reads the rules in their order under these facts.
    pub fn judge(&self, facts: &Facts) -> Verdict<'_> {
        let mut met = Vec::new();
        for Ready { rule, when, factors } in &self.rules {
            let truth = match when {
                Ok(expression) => expression.evaluate(facts),
                Err(_) => Truth::Unknown(Vec::new()),
            };
            let how = match (truth, rule.then) {
                (Truth::No, _) => continue,
                (Truth::Yes, _) => How::Met,
                (Truth::Unknown(missing), Then::Allow) => How::Ignored { missing },
                (Truth::Unknown(missing), Then::Require | Then::Deny) => How::Assumed { missing },
            };
            let ends = !matches!(how, How::Ignored { .. }) && rule.then != Then::Require;
            met.push(Met { rule, factors, how });
            if ends {
                break;
            }
        }
        Verdict { policy: self.version, met }
    }
}

impl Ready {
    fn of(rule: &Rule) -> Self {
        let known = |name: &String| Method::ALL.into_iter().find(|method| method.as_str() == name);
        Self {
            rule: rule.clone(),
            when: Expression::parse(&rule.when),
            factors: rule.factors.iter().filter_map(known).collect(),
        }
    }
}
