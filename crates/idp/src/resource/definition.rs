//! What a resource may be.

use std::collections::HashSet;

use super::Facts;
use crate::model::key::signer;
use crate::model::resource::{ResourceDefinition, ResourceScope};
use crate::refusal::{Reason, Refusal};
use crate::scope::{check_words, is_free_name, is_list_of_groups};
use crate::time::Time;

/// How long an identifier may be, in bytes: it stands in every token, and in addresses of the admin API.
const LONGEST_IDENTIFIER: usize = 200;
/// How many scopes a resource may have.
const MOST_SCOPES: usize = 100;
/// How many clients may stand for it.
const MOST_CLIENTS: usize = 100;
/// No token outlives the key that signed it; see `key::Schedule::outlives_by`.
const LONGEST_TTL: u32 = 7 * 86_400;

/// An identifier that requests can name (RFC 8707 §2), and that is free.
pub(super) fn check_identifier(identifier: &str, facts: Facts<'_>) -> Result<(), Refusal> {
    if identifier.len() > LONGEST_IDENTIFIER || !oidc::resource::is_resource(identifier) {
        return Err(invalid("resource", "an absolute URI without a fragment, of at most 200 bytes"));
    }
    if facts.resource.is_some() {
        return Err(Refusal::new(Reason::ResourceTaken).about("resource"));
    }
    if facts.offered.has_all_resources() {
        return Err(invalid("resource", "one of at most 1000 resources"));
    }
    Ok(())
}

/// What a resource may be defined as.
pub(super) fn check(definition: &ResourceDefinition, facts: Facts<'_>, now: Time) -> Result<(), Refusal> {
    let fits = |name: &String| (1..=200).contains(&name.chars().count()) && !name.contains(char::is_control);
    if definition.name.as_ref().is_some_and(|name| !fits(name)) {
        return Err(invalid("name", "1 to 200 characters, none of them control characters"));
    }
    check_scopes(&definition.scopes, facts)?;
    if definition.access_token_ttl.is_some_and(|ttl| ttl == 0 || ttl > LONGEST_TTL) {
        return Err(invalid("access_token_ttl", "at least a second and at most 7 days"));
    }
    if definition.access_token_signing_alg.is_some_and(|alg| signer(facts.keys, alg, now).is_none()) {
        return Err(invalid(
            "access_token_signing_alg",
            "an algorithm we have a key for; an administrator can add one",
        ));
    }
    let clients = &definition.introspected_by;
    let plain = |id: &str| (1..=200).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic());
    if clients.len() > MOST_CLIENTS || !clients.iter().all(|client| plain(client.as_str())) {
        return Err(invalid("introspected_by", "the identifiers of at most 100 clients"));
    }
    Ok(())
}

fn check_scopes(scopes: &[ResourceScope], facts: Facts<'_>) -> Result<(), Refusal> {
    let mut seen = HashSet::new();
    if scopes.len() > MOST_SCOPES || !scopes.iter().all(|scope| seen.insert(&scope.name)) {
        return Err(invalid("scopes", "at most 100 scopes, each name once"));
    }
    for scope in scopes {
        // One name cannot tell of a person and open an API.
        if !is_free_name(&scope.name) || facts.offered.scope(&scope.name).is_some() {
            return Err(invalid(
                "scopes",
                "with names that are a scope's, and neither of the standard nor our own",
            ));
        }
        if !is_list_of_groups(&scope.groups) {
            return Err(invalid("scopes", "with at most 100 groups each, each once"));
        }
        check_words(&scope.description).map_err(|expected| invalid("scopes", expected))?;
    }
    Ok(())
}

fn invalid(member: &'static str, expected: &'static str) -> Refusal {
    Refusal::new(Reason::ResourceDefinitionInvalid).about(member).expected(expected)
}
