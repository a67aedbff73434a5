//! The rules that a request is held to, one function each.

use oidc::pkce::{CodeChallenge, CodeChallengeMethod};
use serde_json::Value;

use super::{Members, Play};
use crate::client::Registered;
use crate::fault::{Fault, Rule, shown};
use crate::next::Next;
use crate::{Bank, Level, Scenario};

/// The longest `ftn_spname`, in characters (FTN-11).
const LONGEST_SERVICE_NAME: usize = 40;

pub(super) fn words(list: &str) -> impl Iterator<Item = &str> {
    list.split(' ').filter(|word| !word.is_empty())
}

pub(super) fn reached<'a>(acr_values: &'a [String], bank: &Bank) -> Option<&'a str> {
    let level = |value: &&String| Level::named(value).filter(|level| *level <= bank.level);
    let mut best: Option<(&String, Level)> = None;
    for value in acr_values {
        if let Some(level) = level(&value)
            && best.is_none_or(|(_, other)| level > other)
        {
            best = Some((value, level));
        }
    }
    best.map(|(value, _)| value.as_str())
}

pub(super) fn check_flow(members: &Members<'_>) -> Result<(), Fault> {
    let response_type = members.required("response_type")?;
    if response_type != "code" {
        let words = "The response_type is not code: no other flow is there.";
        return Err(Fault::new(Rule::Ftn01, "unsupported_response_type", words));
    }
    match members.text("response_mode")? {
        None | Some("query") => Ok(()),
        Some(mode) => Err(Fault::request(
            Rule::OAuth,
            format!("The response_mode {} is not there: answers come in the query.", shown(mode)),
        )),
    }
}

pub(super) fn prompt_none(members: &Members<'_>) -> Result<bool, Fault> {
    match members.text("prompt")? {
        None | Some("login") => Ok(false),
        Some("none") => Ok(true),
        Some(_) => Err(Fault::request(Rule::Ftn03, "The prompt is neither login nor none.")),
    }
}

pub(super) fn acr_values(members: &Members<'_>) -> Result<Vec<String>, Fault> {
    let asked = members.text("acr_values")?.ok_or_else(|| {
        Fault::request(
            Rule::Ftn03,
            format!("The request has no acr_values: it names a level, such as {}.", one()),
        )
    })?;
    let values: Vec<_> =
        words(asked).filter(|value| Level::named(value).is_some()).map(str::to_owned).collect();
    if values.is_empty() {
        let known: Vec<_> = Level::names().collect();
        let words = format!("No level of acr_values is one of a test bed: there are {}.", known.join(", "));
        return Err(Fault::request(Rule::Ftn04, words));
    }
    Ok(values)
}

fn one() -> &'static str {
    Level::Substantial.name()
}

pub(super) fn service_name(client: &Registered, members: &Members<'_>) -> Result<String, Fault> {
    let Some(name) = members.text("ftn_spname")? else {
        return Ok(client.name.clone());
    };
    if name.chars().count() > LONGEST_SERVICE_NAME {
        let words = format!("The ftn_spname has more than {LONGEST_SERVICE_NAME} characters.");
        return Err(Fault::request(Rule::Ftn11, words));
    }
    if name.chars().any(char::is_control) {
        return Err(Fault::request(Rule::Ftn11, "The ftn_spname holds characters that cannot be shown."));
    }
    Ok(name.to_owned())
}

pub(super) fn bank(members: &Members<'_>, acr_values: &[String]) -> Result<Option<&'static Bank>, Fault> {
    let Some(id) = members.text("ftn_idp_id")? else {
        return Ok(None);
    };
    let bank = Bank::named(id).ok_or_else(|| {
        Fault::request(Rule::Ftn11, format!("The ftn_idp_id {} is no bank of this list.", shown(id)))
    })?;
    if reached(acr_values, bank).is_none() {
        let words = format!("The bank {id} reaches none of the levels in acr_values.");
        return Err(Fault::new(Rule::Ftn04, "unmet_authentication_requirements", words));
    }
    Ok(Some(bank))
}

pub(super) fn challenge(members: &Members<'_>) -> Result<Option<CodeChallenge>, Fault> {
    let (challenge, method) = (members.text("code_challenge")?, members.text("code_challenge_method")?);
    let challenge = CodeChallenge::from_parameters(challenge, method)
        .map_err(|error| Fault::request(Rule::OAuth, error.to_string()))?;
    if challenge.as_ref().is_some_and(|challenge| challenge.method() != CodeChallengeMethod::S256) {
        return Err(Fault::request(Rule::OAuth, "The code_challenge_method is not S256."));
    }
    Ok(challenge)
}

/// What the request says is to be played: by parameters of the simulation's own, or by a `login_hint` of
/// the form `sim:<person>:<scenario>`.
pub(super) fn play(members: &Members<'_>) -> Result<Option<Play>, Fault> {
    let hint = members.0.get("login_hint").and_then(|hint| match hint {
        Value::Array(hints) => hints.first().and_then(Value::as_str),
        hint => hint.as_str(),
    });
    let hint = hint.and_then(|hint| hint.strip_prefix("sim:")).unwrap_or_default();
    let (hinted_person, hinted_scenario) = hint.split_once(':').unwrap_or((hint, ""));
    let hinted = |word| Some(word).filter(|word: &&str| !word.is_empty());
    let person = members.text("sim_person")?.or(hinted(hinted_person));
    let scenario = members.text("sim_scenario")?.or(hinted(hinted_scenario));
    if person.is_none() && scenario.is_none() {
        return Ok(None);
    }
    let next = Next::named(scenario.unwrap_or(Scenario::Success.as_str()), person, None);
    next.map(|next| Some(next.play())).map_err(|words| Fault::request(Rule::Simulation, words))
}
