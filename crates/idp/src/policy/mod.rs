//! Policies as records: set by an administrator, each kept. What they come to at a sign-in is in
//! [`crate::login::policy`].

pub mod lint;
pub mod replay;

use crate::decision::{Decision, Env};
use crate::effect::Effect;
use crate::model::Version;
use crate::model::event::{Actor, Event, EventKind};
use crate::model::policy::{Document, Policy, Role};
use crate::refusal::{Reason, Refusal};
use lint::{Finding, Known, Severity, lint};

/// A policy to be set.
#[derive(Clone, Debug)]
pub struct NewPolicy {
    /// What for.
    pub role: Role,
    /// What it says.
    pub document: Document,
    /// Who sets it.
    pub by: Actor,
}

/// Sets a policy, if nothing is wrong with it: it is in force from now on. `last` is the number of the one that
/// was set last, for whatever role.
pub fn set(
    new: NewPolicy,
    last: Version,
    known: &Known,
    env: &mut Env<'_>,
) -> Decision<Result<Policy, Refusal>> {
    let NewPolicy { role, document, by } = new;
    if let Err(refusal) = check(&document, known) {
        return Decision::of(Err(refusal), Vec::new());
    }
    let policy = Policy { version: last + 1, role, document, set_by: by.to_string(), set_at: env.now };
    let event = Event::of_nobody(EventKind::PolicySet, &by, env)
        .about("policy", policy.version)
        .about("role", role.as_str());
    let effects = vec![Effect::PutPolicy(Box::new(policy.clone())), Effect::PutEvent(event)];
    Decision::of(Ok(policy), effects)
}

/// Refuses a policy with which something is wrong.
pub fn check(document: &Document, known: &Known) -> Result<(), Refusal> {
    match lint(document, known).into_iter().find(|finding| finding.severity == Severity::Error) {
        Some(wrong) => Err(invalid(&wrong)),
        None => Ok(()),
    }
}

fn invalid(wrong: &Finding) -> Refusal {
    let refusal = Refusal::new(Reason::PolicyInvalid).about(wrong.place());
    refusal.expected(format!("no such fault: {}", wrong.what))
}
