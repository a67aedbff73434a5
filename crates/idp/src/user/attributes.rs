//! What is known of a person beside the standard claims: groups, and attributes by names of our own.

use std::collections::HashSet;

use serde_json::{Map, Value};

use crate::refusal::{Reason, Refusal};

/// How many groups a person may be in.
const MOST_GROUPS: usize = 100;
/// How many attributes a person may have.
const MOST_ATTRIBUTES: usize = 100;
/// How long all of them may be as JSON, in bytes: they are told whole.
const LONGEST_ATTRIBUTES: usize = 16 * 1024;

/// Checks the groups a person is to be in.
pub(crate) fn check_groups(groups: &[String]) -> Result<(), Refusal> {
    if groups.len() > MOST_GROUPS || !groups.iter().all(|group| is_group(group)) || !are_distinct(groups) {
        return Err(Refusal::new(Reason::UserInvalid)
            .about("groups")
            .expected("at most 100 groups, each once, of 1 to 100 characters without control characters"));
    }
    Ok(())
}

/// Whether something can be a group's name.
pub(crate) fn is_group(name: &str) -> bool {
    (1..=100).contains(&name.chars().count()) && !name.contains(char::is_control) && name.trim() == name
}

/// Whether each stands there once.
pub(crate) fn are_distinct(names: &[String]) -> bool {
    let mut seen = HashSet::new();
    names.iter().all(|name| seen.insert(name))
}

/// Checks what is to be said of a person by names of our own. A name that the protocols or the
/// standard claims have would say what it says there.
pub(crate) fn check_attributes(attributes: &Map<String, Value>) -> Result<(), Refusal> {
    let refused = |expected: &'static str| {
        Err(Refusal::new(Reason::UserInvalid).about("attributes").expected(expected))
    };
    if !attributes.keys().all(|name| is_name(name)) {
        return refused("named in 1 to 100 printable ASCII characters without a space");
    }
    if attributes.keys().any(|name| oidc::claims::is_registered(name)) {
        return refused("without names of registered claims, which are said elsewhere");
    }
    let length = serde_json::to_vec(attributes).map_or(usize::MAX, |json| json.len());
    if attributes.len() > MOST_ATTRIBUTES || length > LONGEST_ATTRIBUTES {
        return refused("at most 100 attributes, and no more than 16 KiB of them");
    }
    Ok(())
}

/// Whether something can be a claim's name.
pub(crate) fn is_name(name: &str) -> bool {
    (1..=100).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_graphic())
}
