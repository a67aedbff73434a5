//! What a directory may be. Each misconfiguration is named by the member it is in, and by what it should be: it
//! is found here, and not by the first person who signs in.

use oidc::claims::{is_registered, is_standard};

use super::{filter, place};
use crate::email_domain::{self, There};
use crate::model::directory::{Directory, DirectoryDefinition};
use crate::refusal::{Reason, Refusal};
use crate::scope::check_words;
use crate::user::attributes::{is_group, is_name};

/// The longest name of an entry, in bytes.
const LONGEST_NAME: usize = 1000;
/// The longest password, in bytes.
const LONGEST_PASSWORD: usize = 1000;
/// The most claims and groups.
const MOST: usize = 100;
/// The longest we wait for a connection, and for an answer, in seconds: a person waits too.
const LONGEST_WAIT: u32 = 30;

pub(super) fn check(directory: &Directory, there: There<'_>) -> Result<(), Refusal> {
    let definition = &directory.definition;
    check_words(&definition.name).map_err(|expected| invalid("name", expected))?;
    place::check(definition)?;
    check_ourselves(directory)?;
    check_people(definition)?;
    check_groups(definition)?;
    email_domain::check(&definition.email_domains, directory.id.as_str(), there)
        .map_err(|expected| invalid("email_domains", expected))?;
    let waits = [("connect_timeout", definition.connect_timeout), ("timeout", definition.timeout)];
    match waits.into_iter().find(|(_, seconds)| !(1..=LONGEST_WAIT).contains(seconds)) {
        Some((member, _)) => Err(invalid(member, "1 to 30 seconds")),
        None => Ok(()),
    }
}

pub(super) fn invalid(member: &'static str, expected: &'static str) -> Refusal {
    Refusal::new(Reason::DirectoryDefinitionInvalid).about(member).expected(expected)
}

/// An empty password is no proof: directories take it for nobody's (RFC 4513 §5.1.2).
fn check_ourselves(directory: &Directory) -> Result<(), Refusal> {
    let name = directory.definition.bind_dn.as_deref();
    if name.is_some_and(|name| !is_text(name, LONGEST_NAME)) {
        return Err(invalid("bind_dn", "the name of an entry, of at most 1000 bytes"));
    }
    match (name, directory.password().map(|password| password.expose().len())) {
        (None, None) => Ok(()),
        (Some(_), Some(1..=LONGEST_PASSWORD)) => Ok(()),
        (None, Some(_)) => Err(invalid("bind_dn", "given, where bind_password is")),
        (Some(_), _) => Err(invalid("bind_password", "1 to 1000 bytes, where bind_dn is given")),
    }
}

fn check_people(definition: &DirectoryDefinition) -> Result<(), Refusal> {
    const BASE: &str = "the name of the entry that people are below, such as ou=people,dc=example,dc=org";
    if !is_entry(&definition.user_base) {
        return Err(invalid("user_base", BASE));
    }
    filter::check(&definition.user_filter, "{name}").map_err(|why| invalid("user_filter", why.expected()))?;
    if !filter::is_attribute(&definition.subject) {
        return Err(invalid("subject", "the name of an attribute, such as entryUUID or objectGUID"));
    }
    let is_told =
        |claim: &String| is_name(claim) && claim != "groups" && (is_standard(claim) || !is_registered(claim));
    let claims = &definition.claims;
    if claims.len() > MOST || !claims.iter().all(|(to, from)| is_told(to) && filter::is_attribute(from)) {
        let expected = "at most 100 claims, standard ones or attributes of people, each with the name of an \
                        attribute of the directory";
        return Err(invalid("claims", expected));
    }
    Ok(())
}

fn check_groups(definition: &DirectoryDefinition) -> Result<(), Refusal> {
    if definition.member_of.as_deref().is_some_and(|name| !filter::is_attribute(name)) {
        return Err(invalid("member_of", "the name of an attribute, such as memberOf"));
    }
    if definition.group_base.as_deref().is_some_and(|base| !is_entry(base)) {
        return Err(invalid("group_base", "the name of the entry that groups are below"));
    }
    filter::check(&definition.group_filter, "{dn}").map_err(|why| invalid("group_filter", why.expected()))?;
    if !filter::is_attribute(&definition.group_attribute) {
        return Err(invalid("group_attribute", "the name of an attribute, such as cn"));
    }
    let groups = &definition.groups;
    let fits = |(from, to): (&String, &String)| is_text(from, LONGEST_NAME) && is_group(to);
    if groups.len() > MOST || !groups.iter().all(fits) {
        return Err(invalid("groups", "at most 100 groups of the directory, each with the name of one here"));
    }
    if !groups.is_empty() && definition.group_base.is_none() && definition.member_of.is_none() {
        return Err(invalid("group_base", "given, where groups are, or member_of"));
    }
    Ok(())
}

/// Whether something can be an entry's name (RFC 4514 §3): named parts with commas between them.
fn is_entry(name: &str) -> bool {
    let mut parts = vec![String::new()];
    let mut escaped = false;
    for character in name.chars() {
        match character {
            ',' | '+' if !escaped => parts.push(String::new()),
            _ => parts.last_mut().into_iter().for_each(|part| part.push(character)),
        }
        escaped = character == '\\' && !escaped;
    }
    let is_part = |part: &String| {
        let (attribute, value) = part.split_once('=').unwrap_or_default();
        filter::is_attribute(attribute.trim()) && !value.is_empty()
    };
    is_text(name, LONGEST_NAME) && !escaped && parts.iter().all(is_part)
}

fn is_text(text: &str, longest: usize) -> bool {
    (1..=longest).contains(&text.len()) && !text.contains(char::is_control)
}
