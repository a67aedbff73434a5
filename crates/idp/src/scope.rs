//! Scopes of our own: what each releases of a person, as an administrator defines it.

use oidc::claims::is_standard;
use oidc::scope::Scope as Asked;

use crate::admin;
use crate::decision::Decision;
use crate::effect::{Effect, Expected};
use crate::model::offered::Offered;
use crate::model::scope::{GROUPS, Scope, ScopeDefinition, Words};
use crate::refusal::{Reason, Refusal};
use crate::time::Time;
use crate::user::attributes::{are_distinct, is_group, is_name};

/// How many claims a scope may release.
const MOST_CLAIMS: usize = 100;

/// Makes a scope.
pub fn create(
    name: &str,
    definition: ScopeDefinition,
    taken: bool,
    offered: &Offered,
    now: Time,
) -> Decision<Result<Scope, Refusal>> {
    let checked = check_name(name, taken, offered).and_then(|()| check(&definition));
    if let Err(refusal) = checked {
        return Decision::of(Err(refusal), Vec::new());
    }
    let scope = Scope { name: name.to_owned(), version: 1, definition, created_at: now, updated_at: now };
    let effect = Effect::PutScope(Expected { replaces: None, record: scope.clone() });
    Decision::of(Ok(scope), vec![effect])
}

/// Changes a scope; what it releases changes at once, for tokens that are out as well.
pub fn change(
    scope: Option<Scope>,
    definition: ScopeDefinition,
    now: Time,
) -> Decision<Result<Scope, Refusal>> {
    let Some(before) = scope else { return Decision::of(Err(Reason::NotFound.into()), Vec::new()) };
    if let Err(refusal) = check(&definition) {
        return Decision::of(Err(refusal), Vec::new());
    }
    let replaces = Some(before.version);
    let scope = Scope { version: before.version + 1, definition, updated_at: now, ..before };
    let effect = Effect::PutScope(Expected { replaces, record: scope.clone() });
    Decision::of(Ok(scope), vec![effect])
}

/// Removes a scope; it releases nothing any more.
pub fn remove(scope: Option<&Scope>) -> Decision<Result<(), Refusal>> {
    match scope {
        None => Decision::of(Err(Reason::NotFound.into()), Vec::new()),
        Some(Scope { name, version, .. }) => {
            Decision::of(Ok(()), vec![Effect::DeleteScope { name: name.clone(), version: *version }])
        }
    }
}

fn check_name(name: &str, taken: bool, offered: &Offered) -> Result<(), Refusal> {
    // One name cannot tell of a person and open an API.
    if !is_free_name(name) || offered.resources_with(name).next().is_some() {
        return Err(invalid("scope", "a scope's name that neither the standard nor a resource has"));
    }
    if taken {
        return Err(Refusal::new(Reason::ScopeTaken).about("scope"));
    }
    if offered.has_all_scopes() {
        return Err(invalid("scope", "one of at most 1000 scopes"));
    }
    Ok(())
}

fn check(definition: &ScopeDefinition) -> Result<(), Refusal> {
    let claims = &definition.claims;
    let fits = |claim: &String| {
        is_name(claim) && (claim == GROUPS || is_standard(claim) || !oidc::claims::is_registered(claim))
    };
    if claims.len() > MOST_CLAIMS || !are_distinct(claims) || !claims.iter().all(fits) {
        return Err(invalid(
            "claims",
            "at most 100 claims, each once: standard ones, attributes of people, or groups",
        ));
    }
    if !is_list_of_groups(&definition.groups) {
        return Err(invalid("groups", "at most 100 groups, each once"));
    }
    check_words(&definition.description).map_err(|expected| invalid("description", expected))
}

fn invalid(member: &'static str, expected: &'static str) -> Refusal {
    Refusal::new(Reason::ScopeDefinitionInvalid).about(member).expected(expected)
}

/// Whether this is a scope's name that means nothing yet.
pub(crate) fn is_free_name(name: &str) -> bool {
    let one = Asked::parse(name).is_ok_and(|asked| asked.as_str() == name && asked.iter().count() == 1);
    one && name.len() <= 200 && name != admin::SCOPE && !Asked::standard().contains(name)
}

/// Whether these can be the groups that a scope is for.
pub(crate) fn is_list_of_groups(groups: &[String]) -> bool {
    groups.len() <= 100 && are_distinct(groups) && groups.iter().all(|group| is_group(group))
}

/// Checks a text in several languages.
pub(crate) fn check_words(words: &Words) -> Result<(), &'static str> {
    let is_tag = |tag: &str| {
        (2..=35).contains(&tag.len()) && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let is_text = |text: &str| (1..=200).contains(&text.chars().count()) && !text.contains(char::is_control);
    let fits = words.len() <= 50 && words.iter().all(|(tag, text)| is_tag(tag) && is_text(text));
    if fits {
        Ok(())
    } else {
        Err("described by language tag in 1 to 200 characters without control characters")
    }
}
