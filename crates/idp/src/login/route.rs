//! Who checks what somebody wrote: we, a directory, or an upstream that they are sent to.
//!
//! That follows from what was written and chosen, and from nothing that is kept of anybody: it tells nobody who is
//! known. Nobody's password is tried at two places.
//!
//! | the domain of what was written, where it is an address | the account that was chosen | leads to        |
//! |---------------------------------------------------------|-----------------------------|-----------------|
//! | is a directory's                                        | any                         | that directory  |
//! | is that of an upstream which is offered                 | any                         | that upstream   |
//! | is nobody's, or there is none                           | a directory's               | that directory  |
//! | is nobody's, or there is none                           | another, or none            | a password here |

use std::sync::Arc;

use crate::authorize::Offer;
use crate::email_domain::domain_of;
use crate::model::directory::{Directory, DirectoryId};

/// Which account somebody says is theirs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Account {
    /// One that they have here.
    Here,
    /// That which their organisation keeps in this directory.
    Of(DirectoryId),
}

/// How a form says which directory; nothing else begins so.
const OF: &str = "directory-";

impl Account {
    /// The account that a form names, if it names one.
    pub fn read(text: &str) -> Option<Self> {
        match text.strip_prefix(OF) {
            Some(id) => id.parse().ok().map(Self::Of),
            None => (text == "here").then_some(Self::Here),
        }
    }
}

impl std::fmt::Display for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Here => f.write_str("here"),
            Self::Of(id) => write!(f, "{OF}{id}"),
        }
    }
}

/// Where something leads that was written.
#[derive(Clone, Debug)]
pub enum Route<'a> {
    /// To the password that is kept here.
    Here,
    /// To the password that this directory checks.
    Directory(&'a Arc<Directory>),
    /// To this upstream, whatever password was written.
    Upstream(&'a Offer),
}

/// Where this name (in canonical form) leads, with the account that was chosen and the upstreams that are offered.
pub fn route<'a>(
    name: &str,
    chosen: Option<&Account>,
    directories: &'a [Arc<Directory>],
    offered: &'a [Offer],
) -> Route<'a> {
    let open = || directories.iter().filter(|directory| directory.is_open());
    let has = |domains: &[String]| domain_of(name).is_some_and(|domain| domains.contains(&domain));
    if let Some(directory) = open().find(|directory| has(&directory.definition.email_domains)) {
        return Route::Directory(directory);
    }
    if let Some(offer) = offered.iter().find(|offer| has(&offer.email_domains)) {
        return Route::Upstream(offer);
    }
    let chosen = open().find(|directory| matches!(chosen, Some(Account::Of(id)) if *id == directory.id));
    chosen.map_or(Route::Here, Route::Directory)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::directory::DirectoryDefinition;
    use crate::model::scope::Words;
    use crate::time::Time;

    fn directory(id: &str, domain: &str, is_open: bool) -> Arc<Directory> {
        let now = Time::from_micros(0);
        let email_domains = vec![domain.to_owned()];
        Arc::new(Directory {
            id: id.parse().unwrap(),
            version: 1,
            definition: DirectoryDefinition { email_domains, ..DirectoryDefinition::default() },
            bind_password: None,
            disabled_at: (!is_open).then_some(now),
            created_at: now,
            updated_at: now,
        })
    }

    /// Where a name leads, in one word.
    fn led(name: &str, chosen: &str) -> String {
        let directories = [
            directory("closed", "closed.example", false),
            directory("staff", "example.org", true),
            directory("field", "xn--mkel-load.fi", true),
        ];
        let offered = [Offer {
            id: "partners".parse().unwrap(),
            name: Words::new(),
            choices: Vec::new(),
            issuer: "https://partners.example".to_owned(),
            email_domains: vec!["partners.example".to_owned()],
        }];
        match route(name, Account::read(chosen).as_ref(), &directories, &offered) {
            Route::Here => "here".to_owned(),
            Route::Directory(directory) => directory.id.to_string(),
            Route::Upstream(offer) => format!("to {}", offer.id),
        }
    }

    #[test]
    fn the_domain_of_an_address_leads_whatever_was_chosen() {
        for chosen in ["", "here", "directory-field", "nonsense"] {
            assert_eq!(led("aino@example.org", chosen), "staff", "{chosen}");
            assert_eq!(led("aino@partners.example", chosen), "to partners", "{chosen}");
            assert_eq!(led("aino@mäkelä.fi", chosen), "field", "{chosen}");
        }
    }

    #[test]
    fn a_name_that_says_nothing_goes_to_what_was_chosen() {
        for name in
            ["aino", "aino@elsewhere.example", "aino@closed.example", "@", "example.org", "x@sub.example.org"]
        {
            assert_eq!(led(name, "directory-staff"), "staff", "{name}");
            for chosen in ["", "here", "directory-", "directory-closed", "directory-gone", "staff"] {
                assert_eq!(led(name, chosen), "here", "{name} with {chosen}");
            }
        }
    }

    #[test]
    fn an_account_is_read_as_it_is_written() {
        for account in [Account::Here, Account::Of("here".parse().unwrap())] {
            assert_eq!(Account::read(&account.to_string()), Some(account));
        }
    }
}
