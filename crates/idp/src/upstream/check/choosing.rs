//! How an upstream is chosen, the ways behind it, and what goes along with a request.

use std::collections::HashSet;

use super::{invalid, is_word};
use crate::model::upstream::{Choice, UpstreamDefinition};
use crate::refusal::Refusal;

/// The most levels, selectors and further parameters.
const MOST: usize = 50;
/// The most ways behind an upstream, and how long the name of one may be, in characters.
const MOST_CHOICES: usize = 200;
const LONGEST_NAME: usize = 100;
/// The longest value of a parameter, in bytes.
const LONGEST_VALUE: usize = 1000;

pub(super) fn check(definition: &UpstreamDefinition) -> Result<(), Refusal> {
    let levels = &definition.acr_values;
    if levels.len() > MOST || !levels.iter().all(|level| is_word(level)) {
        return Err(invalid(
            "acr_values",
            "at most 50 levels by the upstream's names, none of them with a space",
        ));
    }
    if levels.is_empty() && definition.profile.rules().acr_required {
        return Err(invalid("acr_values", "at least one level, which the profile has every request name"));
    }
    let acr = &definition.acr;
    if acr.len() > MOST || !acr.iter().all(|(from, to)| is_word(from) && is_word(to)) {
        return Err(invalid("acr", "at most 50 levels of the upstream's, each with its name here"));
    }
    let selectors = &definition.selectors;
    if selectors.len() > MOST || !selectors.iter().all(|selector| is_selector(selector)) {
        return Err(invalid(
            "selectors",
            "at most 50 acr_values of clients; an asterisk only at the end, and not alone",
        ));
    }
    check_choices(&definition.choices)?;
    if !definition.choices.is_empty() && definition.choice_parameter.is_none() {
        return Err(invalid("choice_parameter", "given, where choices are"));
    }
    if definition.choice_claim.as_deref().is_some_and(|claim| !is_word(claim)) {
        return Err(invalid("choice_claim", "the name of a claim"));
    }
    check_parameters(definition)
}

fn is_selector(selector: &str) -> bool {
    let beginning = selector.strip_suffix('*').unwrap_or(selector);
    is_word(beginning) && !beginning.contains('*')
}

fn check_choices(choices: &[Choice]) -> Result<(), Refusal> {
    let mut seen = HashSet::new();
    let fits = |choice: &Choice| {
        let name = (1..=LONGEST_NAME).contains(&choice.name.chars().count());
        name && !choice.name.contains(char::is_control)
            && is_word(&choice.id)
            && choice.id.len() <= LONGEST_NAME
    };
    if choices.len() > MOST_CHOICES || !choices.iter().all(|choice| fits(choice) && seen.insert(&choice.id)) {
        return Err(invalid(
            "choices",
            "at most 200, each id once, and each with a name of 1 to 100 characters",
        ));
    }
    Ok(())
}

/// What the name of a parameter must be.
const FREE: &str = "the name of a parameter that is not written already";

/// No parameter is written twice, and none that we write by ourselves.
fn check_parameters(definition: &UpstreamDefinition) -> Result<(), Refusal> {
    let mut seen = HashSet::new();
    let mut is_free = |name: &str| {
        let is_ours = rp::Authorization::new("openid").parameter(name, "").is_err();
        is_word(name) && name.len() <= LONGEST_NAME && !is_ours && seen.insert(name.to_owned())
    };
    if definition.choice_parameter.as_deref().is_some_and(|name| !is_free(name)) {
        return Err(invalid("choice_parameter", FREE));
    }
    if definition.service_name_parameter.as_deref().is_some_and(|name| !is_free(name)) {
        return Err(invalid("service_name_parameter", FREE));
    }
    let parameters = &definition.parameters;
    let is_value = |value: &str| value.len() <= LONGEST_VALUE && !value.contains(char::is_control);
    if parameters.len() > MOST || !parameters.iter().all(|(name, value)| is_free(name) && is_value(value)) {
        return Err(invalid(
            "parameters",
            "at most 50 that are not written already, with values of at most 1000 bytes",
        ));
    }
    Ok(())
}
