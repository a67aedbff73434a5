//! What becomes of an upstream's claims.

use oidc::claims::{is_registered, is_standard};

use super::{invalid, is_word};
use crate::model::upstream::{Check, ClaimRule, Keep, UpstreamDefinition};
use crate::refusal::Refusal;
use crate::upstream::profile::HETU;

/// The most rules.
const MOST: usize = 100;
/// The most claims that somebody may be known by.
const MOST_SUBJECTS: usize = 5;
/// The longest fixed value, in bytes of JSON.
const LONGEST_VALUE: usize = 1000;

pub(super) fn check(definition: &UpstreamDefinition) -> Result<(), Refusal> {
    let subjects: Vec<&str> = definition.subject.split(' ').collect();
    if subjects.len() > MOST_SUBJECTS || !subjects.iter().all(|claim| is_word(claim)) {
        return Err(invalid(
            "subject",
            "the claim that a person is known by, or at most 5 with a space between them: the first that is told",
        ));
    }
    if definition.claims.len() > MOST {
        return Err(invalid("claims", "at most 100 rules"));
    }
    for rule in &definition.claims {
        if !is_word(&rule.from) || !is_claim_about_a_person(&rule.to) {
            return Err(invalid(
                "claims",
                "from a claim of the upstream's to a claim about a person, none that a protocol has a meaning for",
            ));
        }
        if rule.value.as_ref().is_some_and(|value| value.to_string().len() > LONGEST_VALUE) {
            return Err(invalid("claims", "values of at most 1000 bytes"));
        }
        check_keep(rule)?;
    }
    Ok(())
}

/// A personal identity code is told on and forgotten. On an account stands what has a place there.
fn check_keep(rule: &ClaimRule) -> Result<(), Refusal> {
    if rule.keep == Keep::Session {
        return Ok(());
    }
    let is_code = rule.from == HETU || rule.check == Some(Check::PersonalIdentityCode);
    if is_code && rule.value.is_none() {
        return Err(invalid("claims", "keep = session for a personal identity code, which is never kept"));
    }
    if !is_standard(&rule.to) {
        return Err(invalid(
            "claims",
            "keep = session for what is not a standard claim, which has no place on an account",
        ));
    }
    Ok(())
}

fn is_claim_about_a_person(name: &str) -> bool {
    is_word(name) && (is_standard(name) || !is_registered(name))
}
