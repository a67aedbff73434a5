//! The groups of a person, and those that these are in.

use std::collections::BTreeSet;

use idp::directory::filter;
use idp::directory::person::Group;
use idp::model::directory::DirectoryDefinition;
use ldap::{Entry, Scope, Search};

use super::DirectoryFault;
use super::connection::Connection;

/// The most groups of a person. Who is in more is not let in with some of them: one that is missing may be what a
/// rule asks about.
const MOST: usize = 500;

/// How deep groups may be in groups.
const DEEPEST: usize = 10;

/// The groups that a person is in: those that their entry names, and those that hold it.
pub(super) async fn of(
    connection: &mut Connection,
    definition: &DirectoryDefinition,
    person: &Entry,
) -> Result<Vec<Group>, DirectoryFault> {
    let mut groups = named(definition, person)?;
    for found in found(connection, definition, &person.dn).await? {
        let is_it = |known: &Group| known.entry.to_lowercase() == found.entry.to_lowercase();
        match groups.iter_mut().find(|known| is_it(known)) {
            // What is found says better what it is called.
            Some(known) => *known = found,
            None => groups.push(found),
        }
    }
    Ok(groups)
}

/// The groups that an entry names.
fn named(definition: &DirectoryDefinition, person: &Entry) -> Result<Vec<Group>, DirectoryFault> {
    let Some(attribute) = definition.member_of.as_deref() else { return Ok(Vec::new()) };
    let mut known = BTreeSet::new();
    let groups: Vec<Group> = person
        .texts(attribute)
        .filter(|entry| known.insert(entry.to_lowercase()))
        .map(|entry| Group { names: ldap::called(&entry).into_iter().collect(), entry })
        .collect();
    match groups.len() > MOST || person.is_cut(attribute) {
        true => Err(too_many(format!("more than {MOST}"))),
        false => Ok(groups),
    }
}

/// The groups that hold an entry: one level after another, each group once, however they hold each other.
async fn found(
    connection: &mut Connection,
    definition: &DirectoryDefinition,
    dn: &str,
) -> Result<Vec<Group>, DirectoryFault> {
    let Some(base) = definition.group_base.as_deref() else { return Ok(Vec::new()) };
    let mut known = BTreeSet::new();
    let mut groups = Vec::new();
    let mut level = vec![dn.to_owned()];
    for depth in 0..=DEEPEST {
        let mut next = Vec::new();
        for member in &level {
            for entry in holding(connection, definition, base, member).await? {
                if known.insert(entry.dn.to_lowercase()) {
                    next.push(entry.dn.clone());
                    let names = entry.texts(&definition.group_attribute).collect();
                    groups.push(Group { entry: entry.dn, names });
                }
            }
            if groups.len() > MOST {
                return Err(too_many(format!("more than {MOST}")));
            }
        }
        if !definition.nested_groups || next.is_empty() {
            return Ok(groups);
        }
        if depth == DEEPEST {
            return Err(too_many(format!("in groups more than {DEEPEST} deep")));
        }
        level = next;
    }
    Ok(groups)
}

/// The groups that hold an entry.
async fn holding(
    connection: &mut Connection,
    definition: &DirectoryDefinition,
    base: &str,
    member: &str,
) -> Result<Vec<Entry>, DirectoryFault> {
    let search = Search {
        base,
        scope: Scope::Subtree,
        filter: &filter::fill(&definition.group_filter, "{dn}", member),
        attributes: &[&definition.group_attribute],
        size_limit: 0,
        time_limit: definition.timeout,
        page: None,
    };
    let found = connection.search(search, MOST + 1).await?;
    found.map_err(|outcome| DirectoryFault::of_search("group_base", &outcome))
}

fn too_many(what: String) -> DirectoryFault {
    DirectoryFault::Misconfigured(format!(
        "a person's groups are {what}: let group_base or group_filter find fewer"
    ))
}
