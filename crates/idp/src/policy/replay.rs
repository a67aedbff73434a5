//! What a policy would have come to at sign-ins that were recorded.

use serde::Serialize;

use crate::login::policy::facts::Facts;
use crate::login::policy::gather;
use crate::login::policy::rule::Rules;
use crate::login::policy::verdict::{Judged, Judgement};
use crate::model::policy::Then;
use crate::model::user::User;
use crate::time::Time;

/// What would have been otherwise for somebody.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Stopped, and was not.
    Stopped,
    /// Asked for a factor, and was not.
    Asked,
    /// Asked for another factor.
    AskedForAnother,
    /// Not stopped, and was.
    StoppedNoMore,
    /// Not asked, and was.
    AskedNoMore,
    /// Nothing.
    None,
}

impl Change {
    /// Every one, the strictest first.
    pub const ALL: [Self; 6] = [
        Self::Stopped,
        Self::Asked,
        Self::AskedForAnother,
        Self::StoppedNoMore,
        Self::AskedNoMore,
        Self::None,
    ];

    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Stopped => "stopped",
            Self::Asked => "asked",
            Self::AskedForAnother => "asked_for_another",
            Self::StoppedNoMore => "stopped_no_more",
            Self::AskedNoMore => "asked_no_more",
            Self::None => "none",
        }
    }
}

/// A recorded sign-in, judged anew.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Replayed {
    /// What the rules come to.
    pub judgement: Judgement,
    /// What is otherwise.
    pub change: Change,
}

/// Judges a recorded sign-in anew. Attributes that no rule spoke of when it was recorded are those that the
/// person has now; `offset` is how far the clocks of the rules' zone were before UTC then, in seconds.
pub fn replay(judged: &Judged, person: Option<&User>, rules: &Rules, offset: i32, at: Time) -> Replayed {
    let facts = with_attributes(judged.facts.clone(), person, rules);
    let judgement = rules.judge(&gather::at_time(facts, offset, at)).record();
    let change = change(judged.live.as_ref(), &judgement);
    Replayed { judgement, change }
}

fn with_attributes(facts: Facts, person: Option<&User>, rules: &Rules) -> Facts {
    let Some(person) = person else { return facts };
    rules.attributes().fold(facts, |facts, name| match gather::attribute(person, None, name) {
        Some((name, value)) if !facts.has(&name) => facts.with(name, value),
        _ => facts,
    })
}

fn change(before: Option<&Judgement>, after: &Judgement) -> Change {
    let was = before.map_or(Then::Allow, |before| before.outcome);
    match (was, after.outcome) {
        (Then::Deny, Then::Deny) | (Then::Allow, Then::Allow) => Change::None,
        (_, Then::Deny) => Change::Stopped,
        (Then::Deny, _) => Change::StoppedNoMore,
        (Then::Allow, Then::Require) => Change::Asked,
        (Then::Require, Then::Allow) => Change::AskedNoMore,
        (Then::Require, Then::Require) => {
            let same = before.is_some_and(|before| before.any_of == after.any_of);
            if same { Change::None } else { Change::AskedForAnother }
        }
    }
}
