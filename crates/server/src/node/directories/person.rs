//! Who somebody is in a directory, and whether the password is theirs.

use idp::directory::filter;
use idp::directory::person::{Found, Tried};
use idp::model::directory::{Directory, DirectoryDefinition};
use jose::Secret;
use ldap::{Entry, Scope, Search};

use super::connection::Connection;
use super::{DirectoryFault, groups, ours};

/// Names the entry for which a password is shown that is nobody's: as much is asked then as of anybody.
const NOBODY: &str = "cn=nobody-5d0c41e6b1f24a0d9a7e";

/// Has the password checked of those who were found by a name. The connection is ours, and is ours again afterwards only where
/// the password was right: whoever takes it next says anew who they are.
pub(super) async fn check_password(
    connection: &mut Connection,
    directory: &Directory,
    found: &[Entry],
    password: &Secret<String>,
) -> Result<Tried, DirectoryFault> {
    let definition = &directory.definition;
    let (entry, dn) = match found {
        [entry] => (Some(entry), entry.dn.clone()),
        _ => (None, format!("{NOBODY},{}", definition.user_base)),
    };
    let outcome = connection.bind(&dn, password).await?;
    let Some(entry) = entry else {
        let why = if found.is_empty() { "it has nobody of this name" } else { "it has several of this name" };
        return Ok(Tried::Wrong(why.to_owned()));
    };
    if !outcome.is_success() {
        return Ok(Tried::Wrong(format!("it does not let in {dn}: {outcome}")));
    }
    ours(connection, directory).await?;
    Ok(Tried::Right(told(connection, definition, entry).await?))
}

/// The entries of this name: two are enough to know that it is not one.
pub(super) async fn find(
    connection: &mut Connection,
    definition: &DirectoryDefinition,
    name: &str,
) -> Result<Vec<Entry>, DirectoryFault> {
    let mut attributes: Vec<&str> = definition.claims.values().map(String::as_str).collect();
    attributes.push(&definition.subject);
    attributes.extend(definition.member_of.as_deref());
    attributes.sort_unstable();
    attributes.dedup();
    let search = Search {
        base: &definition.user_base,
        scope: Scope::Subtree,
        filter: &filter::fill(&definition.user_filter, "{name}", name),
        attributes: &attributes,
        size_limit: 2,
        time_limit: definition.timeout,
        page: None,
    };
    let found = connection.search(search, 2).await?;
    found.map_err(|outcome| DirectoryFault::of_search("user_base", &outcome))
}

/// What the directory tells of an entry.
pub(super) async fn told(
    connection: &mut Connection,
    definition: &DirectoryDefinition,
    entry: &Entry,
) -> Result<Found, DirectoryFault> {
    let subject = entry.only(&definition.subject).ok_or_else(|| {
        let (dn, subject) = (&entry.dn, &definition.subject);
        DirectoryFault::Misconfigured(format!(
            "{dn} has not one value of {subject} (subject) that we may see"
        ))
    })?;
    let values = |attribute: &String| entry.texts(attribute).collect();
    let values = definition.claims.iter().map(|(claim, attribute)| (claim.clone(), values(attribute)));
    let groups = groups::of(connection, definition, entry).await?;
    Ok(Found { name: entry.dn.clone(), subject, values: values.collect(), groups })
}
