//! How a sign-in was judged, in plain words.

use idp::login::Method;
use idp::login::policy::facts::{Facts, Value};
use idp::login::policy::verdict::{How, Judgement, RuleMet};
use idp::model::policy::Then;
use idp::model::sign_in::{Outcome, SignIn};
use serde_json::json;

use crate::admin::rfc3339;
use crate::cli::error::Error;
use crate::cli::output::{Output, table};
use crate::flow;
use crate::http::admin::schema::sign_in::{SignInAnswer, parse_id};
use crate::node::Node;

/// A sign-in's identifier, as it is told.
pub(in crate::cli) fn id(sign_in: &SignIn) -> String {
    SignInAnswer::id_of(sign_in)
}

/// `countersign policy explain`.
pub(super) async fn run(node: &Node, id: &str) -> Result<Output, Error> {
    let sign_in = match parse_id(id) {
        Ok(id) => flow::policy::sign_in(node, &id).await?,
        Err(refusal) => return Err(refusal.into()),
    };
    Ok(Output::new(explained(&sign_in), json!(SignInAnswer::from(sign_in))))
}

/// A sign-in in sentences.
pub(in crate::cli) fn explained(sign_in: &SignIn) -> String {
    let mut lines = vec![happened(sign_in)];
    match sign_in.judged.as_deref() {
        None => lines.push("No policy was asked: nothing had been proven.".to_owned()),
        Some(judged) => {
            match &judged.live {
                Some(live) => lines.push(judgement(live)),
                None => lines.push("No policy was in force.".to_owned()),
            }
            if let Some(shadow) = &judged.shadow {
                lines.push(format!("Only recorded: {}", judgement(shadow)));
            }
            lines.push(String::new());
            lines.push(facts(&judged.facts));
        }
    }
    lines.join("\n")
}

fn happened(sign_in: &SignIn) -> String {
    let who = sign_in.user.as_ref().map_or("somebody unknown", |user| user.as_str());
    let at = rfc3339(sign_in.at).unwrap_or_default();
    let whither = match &sign_in.client {
        Some(client) => format!("on the way to {}", client.as_str()),
        None => "on the way to their own account".to_owned(),
    };
    let by = match (&sign_in.upstream, sign_in.method) {
        (Some(upstream), _) => format!("at {upstream}"),
        (None, method) => format!("by {}", method.as_str()),
    };
    let ended = match sign_in.outcome {
        Outcome::Succeeded => "was let in",
        Outcome::Continued => "was asked for more",
        Outcome::Refused => "was refused",
    };
    format!("At {at}, {who} proved themselves {by} {whither}, and {ended}.")
}

/// What a policy came to, in sentences.
pub(super) fn judgement(judgement: &Judgement) -> String {
    let which = match judgement.policy {
        0 => "The policy".to_owned(),
        number => format!("Policy {number}"),
    };
    let came_to = match judgement.outcome {
        Then::Allow => "asked for nothing".to_owned(),
        Then::Deny => "lets nobody in so".to_owned(),
        Then::Require => {
            let all: Vec<String> = judgement.any_of.iter().map(|any_of| one_of(any_of)).collect();
            format!("required {}", all.join(", and "))
        }
    };
    let mut sentences = vec![format!("{which} {came_to}.")];
    sentences.extend(judgement.rules.iter().map(rule));
    if judgement.rules.is_empty() {
        sentences.push("No rule was met.".to_owned());
    }
    sentences.join(" ")
}

fn one_of(any_of: &[Method]) -> String {
    let names: Vec<&str> = any_of.iter().map(|method| method.as_str()).collect();
    match names.as_slice() {
        [] => "a factor that there is none of".to_owned(),
        [one] => (*one).to_owned(),
        names => format!("one of {}", names.join(", ")),
    }
}

fn rule(met: &RuleMet) -> String {
    let RuleMet { name, then, how } = met;
    let does = match then {
        Then::Allow => "allows",
        Then::Require => "requires",
        Then::Deny => "denies",
    };
    let hangs = |missing: &[String]| match missing {
        [] => "could not be read".to_owned(),
        missing => format!("hangs on what was not known ({})", missing.join(", ")),
    };
    match how {
        How::Met => format!("Rule {name:?}, which {does}, was met."),
        How::Assumed { missing } => {
            format!("Rule {name:?}, which {does}, {} and so counted as met.", hangs(missing))
        }
        How::Ignored { missing } => {
            format!("Rule {name:?}, which {does}, {} and so did not count.", hangs(missing))
        }
    }
}

/// Facts in lines.
pub(super) fn facts(facts: &Facts) -> String {
    let mut rows = vec![["FACT", "VALUE"].map(str::to_owned)];
    rows.extend(facts.iter().map(|(name, value)| {
        let value = match value {
            Value::Bool(value) => value.to_string(),
            Value::Int(value) => value.to_string(),
            Value::Text(text) => text.clone(),
            Value::Texts(texts) => texts.join(" "),
        };
        [name.to_owned(), value]
    }));
    table(&rows)
}
