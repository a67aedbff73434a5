//! Policies as records: set by an administrator, each kept. What they come to at a sign-in is in
//! [`crate::login::policy`].

pub mod lint;
pub mod replay;

use crate::decision::Decision;
use crate::effect::Effect;
use crate::model::Version;
use crate::model::policy::{Document, Policy, Role};
use crate::refusal::{Reason, Refusal};
use crate::time::Time;
use lint::{Finding, Known, Severity, lint};

/// A policy to be set.
#[derive(Clone, Debug)]
pub struct NewPolicy {
    /// What for.
    pub role: Role,
    /// What it says.
    pub document: Document,
    /// Who sets it, as the log names them.
    pub by: String,
}

/// Sets a policy, if nothing is wrong with it: it is in force from now on. `last` is the number of the one that
/// was set last, for whatever role.
pub fn set(new: NewPolicy, last: Version, known: &Known, now: Time) -> Decision<Result<Policy, Refusal>> {
    let NewPolicy { role, document, by } = new;
    if let Some(wrong) = lint(&document, known).into_iter().find(|it| it.severity == Severity::Error) {
        return Decision::of(Err(invalid(&wrong)), Vec::new());
    }
    let policy = Policy { version: last + 1, role, document, set_by: by, set_at: now };
    let effect = Effect::PutPolicy(Box::new(policy.clone()));
    Decision::of(Ok(policy), vec![effect])
}

fn invalid(wrong: &Finding) -> Refusal {
    let refusal = Refusal::new(Reason::PolicyInvalid).about(wrong.place());
    refusal.expected(format!("no such fault: {}", wrong.what))
}
