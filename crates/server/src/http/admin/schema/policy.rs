//! Policies, in the document and in answers.

use std::collections::BTreeMap;

use idp::model::policy::{self, Policy};
use idp::policy::lint::Finding;
use idp::policy::replay::Change;
use serde::Serialize;
use utoipa::ToSchema;

use super::scope::Words;
use super::sign_in::{FactsAnswer, JudgementAnswer, SignInAnswer};
use crate::admin::rfc3339;
use crate::flow::policy::{Replay, Tried};

/// A policy, and when it was set.
#[derive(Serialize, ToSchema)]
#[schema(as = Policy)]
pub struct PolicyAnswer {
    /// The number; 0 where none was set.
    pub version: i64,
    /// `live`, or `shadow` where it only records what it would have done.
    pub role: &'static str,
    /// The zone in which rules tell the time; UTC where none is named.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub zone: Option<String>,
    /// The rules, in the order in which they are read.
    #[schema(value_type = Vec<Rule>)]
    pub rule: Vec<policy::Rule>,
    /// Who set it.
    pub set_by: String,
    /// When; absent where none was set.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, format = DateTime)]
    pub set_at: Option<String>,
}

/// A page of policies.
#[derive(Serialize, ToSchema)]
pub struct PolicyList {
    /// The policies, the youngest first.
    pub policies: Vec<PolicyAnswer>,
    /// What `after` is to be for the next page; `null` if this is the last.
    #[schema(required)]
    pub next: Option<String>,
}

/// What a policy says.
#[derive(Serialize, ToSchema)]
#[schema(as = PolicyDocument)]
pub struct Document {
    /// The zone in which rules tell the time; UTC if absent.
    #[schema(nullable = false, example = "Europe/Helsinki")]
    pub zone: Option<String>,
    /// The rules, in the order in which they are read.
    #[schema(nullable = false, max_items = 100)]
    pub rule: Option<Vec<Rule>>,
    /// Told in answers; changes nothing.
    #[schema(nullable = false)]
    pub version: Option<i64>,
    /// Told in answers; changes nothing.
    #[schema(nullable = false)]
    pub role: Option<String>,
    /// Told in answers; changes nothing.
    #[schema(nullable = false)]
    pub set_by: Option<String>,
    /// Told in answers; changes nothing.
    #[schema(nullable = false)]
    pub set_at: Option<String>,
}

/// A rule: a condition, and what follows where it is met.
#[derive(Serialize, ToSchema)]
#[schema(as = PolicyRule)]
pub struct Rule {
    /// What records call it: no two rules are called the same.
    #[schema(max_length = 100, example = "payroll")]
    pub name: String,
    /// The condition, in CEL.
    #[schema(max_length = 4096, example = "client.id == 'payroll'")]
    pub when: String,
    /// `allow`: no further rule is read; `require`: one of `factors` must be proven; `deny`: nobody comes in.
    #[schema(example = "require")]
    pub then: String,
    /// The factors of which one must be proven.
    #[schema(nullable = false, example = json!(["passkey", "totp"]))]
    pub factors: Option<Vec<String>>,
    /// Whether a person who has none of them may set one up on the way.
    #[schema(nullable = false)]
    pub enrol: Option<bool>,
    /// Whether a browser in which one was proven before, and that was remembered, will do.
    #[schema(nullable = false)]
    pub remember_device: Option<bool>,
    /// What the person is told.
    #[schema(nullable = false)]
    pub person: Option<Words>,
    /// What the help desk is told.
    #[schema(nullable = false, max_length = 1000)]
    pub help_desk: Option<String>,
}

/// What was found in a policy.
#[derive(Serialize, ToSchema)]
pub struct LintAnswer {
    /// Whether it can be set.
    pub ok: bool,
    /// What is wrong or odd.
    pub findings: Vec<FindingAnswer>,
}

/// Something wrong or odd.
#[derive(Serialize, ToSchema)]
#[schema(as = PolicyFinding)]
pub struct FindingAnswer {
    /// `error` of what keeps the policy from being set, or `warning`.
    pub severity: &'static str,
    /// The rule that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub rule: Option<String>,
    /// The member that it is about.
    pub member: &'static str,
    /// What it is.
    pub what: String,
}

/// A sign-in that somebody thinks of.
#[derive(Serialize, ToSchema)]
#[schema(as = PolicyTest)]
pub struct Test {
    /// The policy; the one in force if absent.
    #[schema(nullable = false)]
    pub policy: Option<Document>,
    /// Who: the account's identifier.
    pub user: String,
    /// On the way to this client; to their own account if absent.
    #[schema(nullable = false)]
    pub client: Option<String>,
    /// From this address.
    #[schema(nullable = false, example = "192.0.2.1")]
    pub address: Option<String>,
    /// Having proved themselves at this upstream; here, with a password, if absent.
    #[schema(nullable = false)]
    pub upstream: Option<String>,
    /// Whether they signed in with this browser before.
    #[schema(nullable = false)]
    pub device_known: Option<bool>,
    /// When; now if absent.
    #[schema(nullable = false, format = DateTime)]
    pub at: Option<String>,
}

/// What a policy would come to.
#[derive(Serialize, ToSchema)]
#[schema(as = PolicyTestAnswer)]
pub struct TestAnswer {
    /// The facts.
    pub facts: FactsAnswer,
    /// What the rules come to.
    pub judgement: JudgementAnswer,
}

/// A policy on recorded sign-ins.
#[derive(Serialize, ToSchema)]
#[schema(as = PolicyReplay)]
pub struct ReplayWanted {
    /// The policy; the shadow policy if absent.
    #[schema(nullable = false)]
    pub policy: Option<Document>,
    /// Since when.
    #[schema(format = DateTime)]
    pub since: String,
}

/// Who would have been asked or stopped.
#[derive(Serialize, ToSchema)]
#[schema(as = PolicyReplayAnswer)]
pub struct ReplayAnswer {
    /// How many sign-ins were judged anew.
    pub looked_at: u64,
    /// Whether there were more than are looked at.
    pub is_cut_short: bool,
    /// How many there are of each change.
    pub counts: BTreeMap<String, u64>,
    /// The sign-ins for which something would have been otherwise, the oldest first; at most 500.
    pub changed: Vec<OnceAnswer>,
}

/// A sign-in for which something would have been otherwise.
#[derive(Serialize, ToSchema)]
#[schema(as = PolicyReplayed)]
pub struct OnceAnswer {
    /// As it was recorded.
    pub sign_in: SignInAnswer,
    /// What would have been otherwise: `stopped`, `asked`, `asked_for_another`, `stopped_no_more` or
    /// `asked_no_more`.
    pub change: &'static str,
    /// What the rules come to.
    pub judgement: JudgementAnswer,
}

impl From<Policy> for PolicyAnswer {
    fn from(policy: Policy) -> Self {
        let was_set = policy.version != policy::NONE;
        Self {
            version: policy.version,
            role: policy.role.as_str(),
            zone: policy.document.zone,
            rule: policy.document.rule,
            set_by: policy.set_by,
            set_at: was_set.then(|| rfc3339(policy.set_at)).flatten(),
        }
    }
}

impl From<Finding> for FindingAnswer {
    fn from(finding: Finding) -> Self {
        let Finding { severity, rule, member, what } = finding;
        Self { severity: severity.as_str(), rule, member, what }
    }
}

impl From<Tried> for TestAnswer {
    fn from(tried: Tried) -> Self {
        Self { facts: tried.facts.into(), judgement: tried.judgement.into() }
    }
}

impl From<Replay> for ReplayAnswer {
    fn from(replay: Replay) -> Self {
        let counts =
            Change::ALL.into_iter().map(|change| (change.as_str().to_owned(), replay.counts.of(change)));
        let changed = replay.changed.into_iter().map(|once| OnceAnswer {
            sign_in: once.sign_in.into(),
            change: once.replayed.change.as_str(),
            judgement: once.replayed.judgement.into(),
        });
        Self {
            looked_at: replay.looked_at,
            is_cut_short: replay.is_cut_short,
            counts: counts.collect(),
            changed: changed.collect(),
        }
    }
}
